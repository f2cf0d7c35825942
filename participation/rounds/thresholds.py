"""The thresholds of the published method and their defaults, which stand nowhere else. Pure, and
importing nothing of ours, so that the method, which knows numbers alone, can have them."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Thresholds:
    """Every threshold of the published method; a round stores them, so that a later version changes
    no earlier result.

    Counts are ballots unless named otherwise.
    """

    figures: int = 10
    ranks: int = 30
    given: int = 30
    drawn_answers: int = 30
    ballot_rows: int = 100
    group: int = 10
    resamples: int = 10_000
    normal_from: int = 10_000
    level: float = 0.05
    percentile_low: float = 2.5
    percentile_high: float = 97.5

    def document(self) -> dict[str, float]:
        """Return the thresholds as JSON values."""
        return asdict(self)
