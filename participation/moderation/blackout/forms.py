"""The form of what is to be blacked out."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from participation.ideas.models import Idea
from participation.kernel.crypto import token_hash
from participation.kernel.errors import N_
from participation.moderation.blackout.rules import FACTS_LENGTH, KINDS, MOST, Kind
from participation.moderation.blackout.service import Order
from participation.web.forms import BaseForm, Limit, choices
from participation.web.translation import _

USUAL_FACTS = N_(
    "Die Stelle nennt persönliche Daten, zum Beispiel einen Namen, eine Adresse oder eine"
    " Telefonnummer."
)


class TicksField(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BlackOutForm(BaseForm):
    """Passages, from where they go, and what the author is told.

    `version` is the version of the idea that was read, `previewed` tells which passages the page
    showed blacked out: none goes unseen.
    """

    version = IntegerField(widget=HiddenInput())
    previewed = StringField(widget=HiddenInput())
    marked = TicksField(_l("Markierte Stellen"), validate_choice=False)
    further = TextAreaField(_l("Weitere Stelle, im Wortlaut"), [])
    spared = TicksField(_l("Hier soll sie stehen bleiben"), validate_choice=False)
    facts = TextAreaField(_l("Warum? Das schreiben wir per E-Mail."), [Limit(FACTS_LENGTH)])

    def offer(self, passages: Collection[tuple[str, str]], kinds: Collection[Kind]) -> None:
        """Offer marked passages, with what they may be, and kinds of places."""
        self.marked.choices = choices(
            (passage, f"{_(label)}: {passage}") for label, passage in passages
        )
        self.spared.choices = choices((kind.value, _(KINDS[kind])) for kind in kinds)

    def passages(self) -> tuple[str, ...]:
        """Return what is to go, each passage once."""
        typed = [*(self.marked.data or []), (self.further.data or "")[: MOST + 1]]
        return tuple(dict.fromkeys(passage.strip() for passage in typed if passage.strip()))

    def order(self) -> Order:
        """Return what was asked for."""
        spared = set(self.spared.data or [])
        chosen = frozenset(kind for kind in Kind if kind.value not in spared)
        return Order(self.passages(), chosen, self.version.data or 0, self.facts.data or "")

    def digest(self) -> str:
        """Return by what it is known again which passages were shown blacked out."""
        return token_hash("\n".join(self.passages()))


def usual_facts(idea: Idea) -> str:
    """Return what the author of an idea is told unless the moderator changes it, in the author's
    language."""
    with force_locale(idea.author.language if idea.author else "de"):
        return _(USUAL_FACTS)
