"""The full count of named ballots: every organisation beside every field, sums and mean shares.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.rounds.rules import Instrument, InstrumentKind


@dataclass(frozen=True)
class NamedBallot:
    """What an organisation said: points, or 1 for what it chose, per field in the frame's order."""

    key: str
    name: str
    takes_part: bool
    values: tuple[int, ...]


@dataclass(frozen=True)
class FieldCount:
    """A field: how it was weighted by each organisation, and by all of them together.

    `sum` is in points, or a number of organisations for `pick`. `share` is the mean share of the
    points, or the share of organisations that chose the field. `place` is 1 for the largest sum;
    equal sums have the same place.
    """

    key: str
    title: Mapping[str, str]
    values: tuple[int, ...]
    sum: int
    share: float
    place: int


def full_count(
    ballots: Sequence[NamedBallot],
    fields: Sequence[tuple[str, Mapping[str, str]]],
    instrument: Instrument,
) -> tuple[FieldCount, ...]:
    """Return the fields, given as key and title, with the largest sum first; equal sums stay in
    the frame's order. Nothing without a ballot."""
    if not ballots:
        return ()
    columns = [tuple(ballot.values[field] for ballot in ballots) for field in range(len(fields))]
    sums = [sum(column) for column in columns]
    most = instrument.total if instrument.kind is InstrumentKind.POINTS else 1
    counted = [
        FieldCount(
            key=key,
            title=title,
            values=column,
            sum=total,
            share=total / (most * len(ballots)),
            place=1 + sum(other > total for other in sums),
        )
        for (key, title), column, total in zip(fields, columns, sums, strict=True)
    ]
    return tuple(sorted(counted, key=lambda field: field.place))
