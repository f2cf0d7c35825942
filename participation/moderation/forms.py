"""The moderators' forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line
from participation.moderation.rules import (
    LABELS,
    NEEDS_REASON,
    TEXT_LENGTH,
    Reason,
    template,
)
from participation.rounds.rules import Phase, RoundState, phase, state
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

NUMBER_LENGTH = 15
OWN_WORDS = N_(
    "Sie haben schon eine Begründung geschrieben. Leeren Sie das Feld, dann setzen wir die Vorlage"
    " ein."
)


class DecisionForm(BaseForm):
    """A decision. `version` is the version of the idea that the moderator read."""

    version = IntegerField(widget=HiddenInput())

    def read(self) -> tuple[Reason | None, str]:
        """Return the reason and the text to the author."""
        return None, ""

    def named(self) -> str:
        """Return the number of the other idea that the decision names, empty for none."""
        return ""


class AskForm(DecisionForm):
    """Ask the author to change an idea."""

    wish = TextAreaField(_l("Was soll an der Idee anders werden?"), [Limit(TEXT_LENGTH)])

    def read(self) -> tuple[Reason | None, str]:
        """Return no reason and the text to the author."""
        return None, self.wish.data or ""


class ReasonForm(DecisionForm):
    """Reject an idea, or remove a published one."""

    reason = RadioField(_l("Grund"), [Limit()], validate_choice=False)
    other = StringField(_l("Nummer der Idee, die es schon gibt"), [Limit(NUMBER_LENGTH)])
    text = TextAreaField(_l("Begründung, die wir verschicken"), [Limit(TEXT_LENGTH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = choices((r.value, _(label)) for r, label in LABELS.items())

    def read(self) -> tuple[Reason | None, str]:
        """Return the reason, None for an unknown one, and the text to the author."""
        raw = self.reason.data
        return Reason(raw) if raw in set(Reason) else None, self.text.data or ""

    def named(self) -> str:
        """Return the number of the idea that there was already."""
        return clean_line(self.other.data)

    suggested = ""
    """The title of the idea whose number is filled in beforehand."""

    def suggest(self, other: Idea) -> None:
        """Fill in the number of an idea that says the same; the reason is still to be chosen."""
        self.other.data, self.suggested = other.number, other.title

    def fill_in(self, idea: Idea, now: datetime) -> None:
        """Put the words for the chosen reason into the text, unless somebody has written others."""
        reason, text = self.read()
        if reason is None:
            return
        ready = template_texts(idea, now)
        if text.strip() in {"", *ready.values()}:
            self.text.data = ready[reason.value]
        else:
            self.refuse(BadInput(OWN_WORDS, field="text"))


def template_texts(idea: Idea, now: datetime) -> dict[str, str]:
    """Return the default message for each reason, in the author's language: it offers only what is
    possible in the round now."""
    ideas_open = phase(idea.round.ideas_window, now) is Phase.OPEN
    over = state(idea.round.windows, now) is RoundState.CLOSED
    with force_locale(idea.author.language if idea.author else "de"):
        return {
            reason.value: " ".join(map(_, template(reason, ideas_open=ideas_open, over=over)))
            for reason in Reason
        }


def form_for(action: Action, version: int) -> DecisionForm:
    """Return the form of a decision, as it was sent or new for this version of the idea."""
    if action in NEEDS_REASON:
        return ReasonForm(data={"version": version})
    return (AskForm if action is Action.ASK else DecisionForm)(data={"version": version})
