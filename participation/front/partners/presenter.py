"""The picture of who ranks what: for each field a column for each organisation, in lines that fit
a narrow phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.kernel.scale import Scale, scale_to
from participation.web.filters import number, percent, tr
from participation.web.translation import _
from participation.weighting.named.ranking import Ranking
from participation.weighting.named.rules import FieldCount

MOST_IN_A_LINE = 12
"""Columns side by side; on a screen of 320 pixels each has room for two digits."""


@dataclass(frozen=True)
class Column:
    """One organisation's column: where it stands and how high it is, in per cent."""

    number: int
    middle: float
    left: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class FieldPicture:
    """A field with the columns of all organisations, line by line, and what they add up to."""

    field: FieldCount
    text: str
    lines: Sequence[Sequence[Column]]


def pictures(shown: Ranking) -> list[FieldPicture]:
    """Return the fields, the largest sum first, all on one scale."""
    scale = scale_to(value for field in shown.fields for value in field.values)
    return [
        FieldPicture(field, together(shown, field), _lines(field, scale, is_pick=shown.is_pick))
        for field in shown.fields
    ]


def together(shown: Ranking, field: FieldCount) -> str:
    """Return in words what a field got from all organisations together."""
    if shown.is_pick:
        return _(
            "gewählt von %(sum)s von %(all)s",
            sum=number(field.sum),
            all=number(len(shown.ballots)),
        )
    return _("%(sum)s Punkte, %(share)s", sum=number(field.sum), share=percent(field.share, 1))


def finding(shown: Ranking) -> str:
    """Return the headline: which field all organisations together put first."""
    if len(shown.first) == len(shown.fields):
        return _("Alle Handlungsfelder liegen gleichauf")
    names = " · ".join(tr(field.title) for field in shown.first)
    if len(shown.first) == 1:
        return _("Vorn liegt %(field)s", field=names)
    return _("Vorn liegen gleichauf: %(fields)s", fields=names)


def rounding(shown: Ranking) -> str:
    """Return that the shares of points as written miss the whole; empty where they do not."""
    written = sum(round(field.share * 1000) for field in shown.fields)
    return "" if shown.is_pick or written == 1000 else _("Abweichungen durch Rundung.")


def _lines(field: FieldCount, scale: Scale, *, is_pick: bool) -> list[list[Column]]:
    count = len(field.values)
    lines = -(-count // MOST_IN_A_LINE)
    in_a_line = -(-count // lines)
    return [
        [
            _column(place, start + place, in_a_line, field, scale, is_pick=is_pick)
            for place in range(min(in_a_line, count - start))
        ]
        for start in range(0, count, in_a_line)
    ]


def _column(
    place: int, index: int, in_a_line: int, field: FieldCount, scale: Scale, *, is_pick: bool
) -> Column:
    room = 100 / in_a_line
    value = field.values[index]
    text = ("✓" if value else "–") if is_pick else number(value)
    return Column(
        number=index + 1,
        middle=round(room * (place + 0.5), 3),
        left=round(room * (place + 0.15), 3),
        width=round(room * 0.7, 3),
        height=scale.position(value),
        text=text,
    )
