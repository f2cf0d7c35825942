"""The moderators' forms."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.text import clean_line
from participation.moderation.rules import (
    LABELS,
    NEEDS_REASON,
    TEMPLATES,
    TEXT_LENGTH,
    Reason,
)
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

NUMBER_LENGTH = 15


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

    def fill_in(self, language: str) -> None:
        """Put the words for the chosen reason into the text, in the author's language."""
        reason, _text = self.read()
        if reason is not None:
            self.text.data = template_texts(language)[reason.value]


def template_texts(language: str) -> dict[str, str]:
    """Return the default message to authors for each reason, in this language."""
    with force_locale(language):
        return {reason.value: _(text) for reason, text in TEMPLATES.items()}


def form_for(action: Action, version: int) -> DecisionForm:
    """Return the form of a decision, as it was sent or new for this version of the idea."""
    if action in NEEDS_REASON:
        return ReasonForm(data={"version": version})
    return (AskForm if action is Action.ASK else DecisionForm)(data={"version": version})
