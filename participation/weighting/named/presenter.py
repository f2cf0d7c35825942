"""A named ballot as a page shows it to the members of its organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext

from participation.kernel.scale import Scale, scale_to
from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind
from participation.web.filters import tr


@dataclass(frozen=True)
class NamedSheet:
    """A ballot to be shown, in the frame's order, as `weighting/_ballot.html` draws it."""

    round_: Round
    values: Sequence[int]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row per field: label, value and the value in words."""
        return [
            {
                "label": tr(field.title),
                "value": value,
                "text": str(ngettext("%(num)s Punkt", "%(num)s Punkte", value)),
            }
            for field, value in zip(self.round_.frame.fields, self.values, strict=True)
        ]

    @property
    def scale(self) -> Scale:
        """The scale of the bars, in points."""
        return scale_to(self.values)

    @property
    def is_pick(self) -> bool:
        """Whether fields were chosen and not weighted."""
        return self.round_.settings.instrument.kind is InstrumentKind.PICK

    @property
    def chosen(self) -> list[str]:
        """The titles of the chosen fields, for `pick`."""
        return [row["label"] for row in self.rows if row["value"]]

    @property
    def silent(self) -> list[str]:
        """Nothing: a round of organisations offers no 'keine Angabe'."""
        return []
