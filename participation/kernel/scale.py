"""The scale of a bar chart: it begins at 0, and its ticks are round numbers. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MOST_STEPS = 5
_STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Scale:
    """A scale from 0 to `end`, a multiple of `step`."""

    end: int
    step: int

    @property
    def ticks(self) -> list[int]:
        """The values with a tick, both ends included."""
        return list(range(0, self.end + 1, self.step))

    def position(self, value: float) -> float:
        """Return where a value lies, in per cent of the scale's length."""
        return round(value / self.end * 100, 4)


def scale_to(values: Iterable[float], steps: int = MOST_STEPS) -> Scale:
    """Return the shortest scale of at most `steps` round steps that holds all values, none of them
    negative."""
    largest = max(values, default=0.0)
    # A value that misses a tick by less than this lies on it: sums of fractions are not exact.
    largest = max(0.0, largest - 1e-9)
    power = 1
    while True:
        for base in _STEPS:
            step = base * power
            if largest <= step * steps:
                return Scale(max(1, math.ceil(largest / step)) * step, step)
        power *= 100
