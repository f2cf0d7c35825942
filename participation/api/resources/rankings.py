"""Who ranks what in a round of organisations, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from participation.api.resources.rounds import DeviationEntry, deviation
from participation.api.resources.values import Address, Shape, Share, Texts, address, one_of
from participation.rounds.models import Deviation
from participation.rounds.rules import InstrumentKind
from participation.weighting.named.ranking import Ranking as NamedRanking


class NamedBallot(Shape):
    """What an organisation said: points, or 1 for what it chose, by the keys of the fields.
    `takes_part` is false for one that has left since."""

    key: str
    name: str
    takes_part: bool
    values: dict[str, int]


class RankedField(Shape):
    """A field over all organisations: the sum of points, or how many chose it, its share of all,
    and its place, which equal sums have in common."""

    key: str
    title: Texts
    place: int
    sum: int
    share: Share


class Ranking(Shape):
    """The full count of a closed round of organisations. All who cast a ballot are named; nobody is
    sampled, so there are no intervals, and nothing is added to what residents said."""

    round: str
    title: Texts
    instrument: Annotated[str, one_of(InstrumentKind)]
    points: int | None
    full_count: bool
    organisations: list[NamedBallot]
    fields: list[RankedField]
    deviations: list[DeviationEntry]
    page: Address


def ranking(given: NamedRanking, deviations: Sequence[Deviation]) -> Ranking:
    """Return the ranking of a closed round, and what departed from its rules."""
    more = {
        "deviations": [deviation(row, given.round_.timezone) for row in deviations],
        "page": address("rankings.show", slug=given.round_.slug),
    }
    return msgspec.convert(given.document() | more, Ranking)
