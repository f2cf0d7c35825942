"""What a round decides about the method, as one value."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from participation.rounds.thresholds import Thresholds

Instrument = Literal["points", "pick"]

DEFAULT_SEED = 0
"""For trying things out; a round passes the seed of its frozen rules."""
DEFAULT_RESAMPLES = Thresholds.resamples
DEFAULT_PERCENTILES = (Thresholds.percentile_low, Thresholds.percentile_high)
NORMAL_FROM = Thresholds.normal_from
"""From this many ballots on, the normal approximation takes the place of resampling."""
DEFAULT_LEVEL = Thresholds.level
"""Holm's family-wise level over all pairs of items."""
MIN_GIVEN = Thresholds.given
"""A field with fewer given answers than this does not let others' answers stand in for silence."""
MIN_DRAWN = Thresholds.drawn_answers
"""With fewer answers, by their weights, from people to whom the field was drawn, only its own
supporters' reading is published."""


class Choices(TypedDict, total=False):
    """`Options` as keyword arguments."""

    instrument: Instrument
    resamples: int
    percentiles: tuple[float, float]
    normal_from: int
    level: float
    min_given: int
    total: float | None
    silence_as_zero: bool | None


@dataclass(frozen=True)
class Options:
    """How shares are computed and drawn again. `total` is what a ballot sums to, None where the
    ballots say so themselves; `silence_as_zero` settles how silence counts, None where the ballots
    decide."""

    instrument: Instrument = "points"
    resamples: int = DEFAULT_RESAMPLES
    percentiles: tuple[float, float] = DEFAULT_PERCENTILES
    normal_from: int = NORMAL_FROM
    level: float = DEFAULT_LEVEL
    min_given: int = MIN_GIVEN
    total: float | None = None
    silence_as_zero: bool | None = None
