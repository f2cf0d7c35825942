"""The forms by which a project is linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from participation.kernel.text import whole_number
from participation.projects.planning.forms import SeenForm
from participation.projects.rules import EFFECT_LENGTH
from participation.web.forms import choices


class GoalForm(SeenForm):
    """A goal that the project serves, and the effect expected there."""

    goal = SelectField(_l("Ziel"))
    effect_de = TextAreaField(_l("Erwartete Wirkung auf Deutsch"), [Length(max=EFFECT_LENGTH)])
    effect_en = TextAreaField(_l("Erwartete Wirkung auf Englisch"), [Length(max=EFFECT_LENGTH)])


class IdeasForm(SeenForm):
    """The ideas that the project takes up: ticked, or typed as numbers."""

    q = StringField(
        _l("Ideen suchen"), description=_l("Wörter aus Titel und Text, in allen Feldern.")
    )
    chosen = SelectMultipleField(
        _l("Ideen"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    ideas = TextAreaField(
        _l("Nummern der Ideen"),
        description=_l(
            "Für Ideen, die oben nicht stehen: eine Nummer in jeder Zeile, zum Beispiel 2026-00042."
        ),
    )

    @property
    def numbers(self) -> list[str]:
        """The numbers as ticked and typed, each once."""
        typed = re.split(r"[\s,;]+", self.ideas.data or "")
        return [number for number in dict.fromkeys([*(self.chosen.data or ()), *typed]) if number]

    def offer(self, titles: Mapping[str, str | None], offered: Iterable[tuple[str, str]]) -> None:
        """Offer what is ticked, in the words of `titles` unless it is offered in others, and what
        else could be."""
        words = dict(offered)
        ticked = [
            (number, words.pop(number, "") or _titled(number, titles.get(number)))
            for number in dict.fromkeys(self.chosen.data or ())
        ]
        others = words.items()
        self.chosen.choices = choices([*ticked, *others])


class ConsultationsForm(SeenForm):
    """The consultations that the project rests on."""

    consultations = SelectMultipleField(
        _l("Beratungen"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class WeightForm(SeenForm):
    """A weight of a published result."""

    weight = SelectField(_l("Feld oder Ziel mit seinem Anteil"))

    @property
    def reference(self) -> tuple[int, str]:
        """The snapshot's id and the key of the field or goal; (0, "") for anything else."""
        snapshot, _sep, key = (self.weight.data or "").partition(":")
        return whole_number(snapshot) or 0, key


def _titled(number: str, title: str | None) -> str:
    return f"{title} ({number})" if title else number
