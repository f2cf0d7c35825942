"""Two results side by side: how far the share of each item moved, and whether that is more than
resampling moves it.

Nothing but published values is needed. The limits of the two stability intervals give back how far
each share moves, and independent movements add up as squares (Newcombe, Statistics in Medicine 17,
1998, 873–890; Zou and Donner, Statistics in Medicine 27, 2008, 1693–1702). docs/adr/0004 has the
reasons.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from participation.results.method.options import DEFAULT_LEVEL, DEFAULT_PERCENTILES
from participation.results.method.ranks import NOTHING, published
from participation.results.method.student import two_sided_t


@dataclass(frozen=True)
class Reading:
    """An item in one result as published: its share, its stability interval (None where nothing
    varies), and how many answers stand behind it."""

    share: float
    low: float | None
    high: float | None
    n: int

    @property
    def below(self) -> float:
        """How far the interval reaches below the share."""
        return 0.0 if self.low is None else max(0.0, self.share - self.low)

    @property
    def above(self) -> float:
        """How far the interval reaches above the share."""
        return 0.0 if self.high is None else max(0.0, self.high - self.share)


@dataclass(frozen=True)
class Difference:
    """The later share less the earlier one, with its interval (None where nothing varies) and
    whether the two are distinguishable."""

    value: float
    low: float | None
    high: float | None
    distinguishable: bool


def differences(
    pairs: Sequence[tuple[Reading, Reading]],
    *,
    percentiles: tuple[float, float] = DEFAULT_PERCENTILES,
    level: float = DEFAULT_LEVEL,
) -> list[Difference]:
    """Return the difference of each pair, an earlier and a later reading, of two results that do
    not depend on each other.

    Both intervals are made with `percentiles`. Each difference is tested at its own interval's side
    towards 0 by Student's t with Welch's degrees of freedom, with Holm's correction at `level` over
    all pairs. Shares that are equal as published are never distinguishable.
    """
    values = [_p_value(earlier, later, percentiles) for earlier, later in pairs]
    apart, order = set(), sorted(range(len(pairs)), key=lambda place: (values[place], place))
    for done, place in enumerate(order):
        if values[place] > level / (len(pairs) - done):
            break
        apart.add(place)
    return [
        _difference(earlier, later, distinguishable=place in apart)
        for place, (earlier, later) in enumerate(pairs)
    ]


def _difference(earlier: Reading, later: Reading, *, distinguishable: bool) -> Difference:
    value = later.share - earlier.share
    down = math.hypot(later.below, earlier.above)
    up = math.hypot(later.above, earlier.below)
    if max(down, up) < NOTHING:
        return Difference(published(value), None, None, distinguishable)
    low, high = published(value - down), published(value + up)
    return Difference(published(value), low, high, distinguishable)


def _p_value(earlier: Reading, later: Reading, percentiles: tuple[float, float]) -> float:
    """Two-sided, with the standard deviations that the interval's side towards 0 stands for."""
    value = later.share - earlier.share
    if published(value) == 0 or min(earlier.n, later.n) < 2:
        return 1.0
    low, high = (abs(NormalDist().inv_cdf(end / 100)) for end in percentiles)
    if value > 0:
        variances = (
            _variance(earlier.above / high, earlier.n),
            _variance(later.below / low, later.n),
        )
    else:
        variances = (
            _variance(earlier.below / low, earlier.n),
            _variance(later.above / high, later.n),
        )
    whole = sum(variances)
    if not whole > NOTHING**2:
        return 0.0
    parts = zip(variances, (earlier.n, later.n), strict=True)
    freedom = whole**2 / sum(part**2 / (n - 1) for part, n in parts)
    return two_sided_t(value / math.sqrt(whole), freedom)


def _variance(deviation: float, n: int) -> float:
    """A resampling variance divides by n, that of a sample by n − 1."""
    return deviation**2 * n / (n - 1)
