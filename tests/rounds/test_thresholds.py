"""Between which bounds a round may set the thresholds of the published method."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from participation.rounds.configuration.checking import problems
from participation.rounds.configuration.settings import Settings
from participation.rounds.thresholds import Thresholds

BOUNDS = {
    "figures": (10, 1_000_000, 1),
    "ranks": (30, 1_000_000, 1),
    "given": (30, 1_000_000, 1),
    "drawn_answers": (30, 1_000_000, 1),
    "ballot_rows": (100, 1_000_000, 1),
    "group": (10, 1_000_000, 1),
    "resamples": (1_000, 100_000, 1),
    "normal_from": (1_000, 1_000_000, 1),
    "level": (0.001, 0.2, 0.0001),
    "percentile_low": (0.1, 49.9, 0.01),
    "percentile_high": (50.1, 99.9, 0.01),
}
"""The lowest value, the highest, and a step out of them."""


def refused(name: str, value: float) -> bool:
    values: dict[str, Any] = {name: value}
    changed = replace(
        Settings(slug="runde", title={"de": "Runde"}), thresholds=replace(Thresholds(), **values)
    )
    paths = [problem.field for problem in problems(changed, field_count=3, published=False)]
    return f"thresholds.{name}" in paths


def test_every_threshold_has_bounds() -> None:
    assert set(BOUNDS) == {field.name for field in fields(Thresholds)}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_threshold_may_lie_on_its_bounds(name: str) -> None:
    low, high, _step = BOUNDS[name]
    assert not refused(name, low)
    assert not refused(name, high)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_threshold_beyond_its_bounds_is_refused(name: str) -> None:
    low, high, step = BOUNDS[name]
    assert refused(name, low - step)
    assert refused(name, high + step)
