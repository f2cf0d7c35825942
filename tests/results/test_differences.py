"""Differences of two results from nothing but what is published of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method.differences import Difference, Reading, differences
from participation.results.method.statistics import stability
from tests.results.ballots import few

UNIT = st.floats(0, 1).map(lambda value: round(value, 6))


@st.composite
def readings(draw):
    low, share, high = sorted(draw(st.tuples(UNIT, UNIT, UNIT)))
    if low == high:
        return Reading(share, None, None, draw(st.integers(30, 5000)))
    return Reading(share, low, high, draw(st.integers(30, 5000)))


PAIRS = st.lists(st.tuples(readings(), readings()), min_size=1, max_size=8)


def ends(found):
    """The interval's ends, none where nothing varies."""
    return [end for end in (found.low, found.high) if end is not None]


def wilson(chosen, n):
    """Wilson's interval of a proportion."""
    z = 1.959964
    middle, half = (
        chosen / n + z * z / 2 / n,
        z * math.sqrt(chosen / n * (1 - chosen / n) / n + z * z / 4 / n / n),
    )
    scale = 1 + z * z / n
    return Reading(chosen / n, (middle - half) / scale, (middle + half) / scale, n)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_intervals_are_those_that_newcombe_published(one, other, low, high):
    """Table II of Newcombe (1998), method 10, of contrasts (a) and (b)."""
    (found,) = differences([(wilson(*other), wilson(*one))])
    assert ends(found) == pytest.approx([low, high], abs=6e-5)


def test_difference_by_hand():
    """0.05 below and 0.12 above make √(0.05² + 0.12²) = 0.13 downwards; 0.03 and 0.04 make 0.05."""
    earlier, later = Reading(0.3, 0.26, 0.42, 100), Reading(0.5, 0.45, 0.53, 100)
    assert differences([(earlier, later)]) == [Difference(0.2, 0.07, 0.25, True)]


def test_welchs_degrees_of_freedom_decide_by_hand():
    """Both deviations are 0.05/√2, so that of the difference is 0.05·√(n/(n−1)): t = 1.966 with 58
    degrees of freedom, where 2.002 is needed; with ten times the ballots 1.997, where 1.964 is."""
    z = 1.959963984540054
    side = z * 0.05 / math.sqrt(2)
    for n, apart in ((30, False), (300, True)):
        pair = (Reading(0.3, 0.3 - side, 0.3 + side, n), Reading(0.4, 0.4 - side, 0.4 + side, n))
        assert differences([pair])[0].distinguishable is apart


@few
@given(PAIRS)
def test_two_rounds_the_other_way_round_differ_by_the_sign(pairs):
    there, back = differences(pairs), differences([(later, earlier) for earlier, later in pairs])
    for one, other in zip(there, back, strict=True):
        assert one.value == -other.value
        assert one.distinguishable is other.distinguishable
        assert ends(one) == [-end for end in reversed(ends(other))]


@few
@given(PAIRS)
def test_the_interval_holds_the_difference_and_is_wider_than_each_of_the_two(pairs):
    for (earlier, later), found in zip(pairs, differences(pairs), strict=True):
        low, high = ends(found) or [found.value, found.value]
        assert low <= found.value <= high
        widest = max(earlier.below + earlier.above, later.below + later.above)
        assert high - low >= widest - 1e-5


@few
@given(readings(), PAIRS)
def test_a_round_never_differs_from_itself(reading, pairs):
    assert differences([(reading, reading), *pairs])[0].distinguishable is False


@few
@given(PAIRS)
def test_what_is_distinguishable_among_many_is_so_alone(pairs):
    for pair, found in zip(pairs, differences(pairs), strict=True):
        assert not found.distinguishable or differences([pair])[0].distinguishable


@few
@given(PAIRS)
def test_what_is_distinguishable_has_an_interval_without_0(pairs):
    for found in differences(pairs):
        if found.distinguishable and (interval := ends(found)):
            low, high = interval
            assert not low < 0 < high


def test_share_that_no_resample_moves_differs_as_soon_as_it_is_another():
    still = Reading(0.5, None, None, 40)
    assert differences([(still, Reading(0.25, None, None, 40))]) == [
        Difference(-0.25, None, None, True)
    ]


@pytest.mark.parametrize(("few_ballots", "many"), [(60, 400), (400, 60)])
def test_the_interval_is_that_of_drawing_both_rounds_again(few_ballots, many):
    generator = np.random.Generator(np.random.PCG64(8))
    rounds = [
        generator.multinomial(20, (0.6, 0.3, 0.1), few_ballots),
        generator.multinomial(20, (0.4, 0.35, 0.25), many),
    ]
    found = [stability(matrix, 5, total=20, resamples=4000) for matrix in rounds]
    earlier, later = (
        [
            Reading(share, low, high, len(matrix))
            for share, (low, high) in zip(made.shares, made.intervals, strict=True)
        ]
        for matrix, made in zip(rounds, found, strict=True)
    )
    drawn = []
    for matrix in rounds:
        weights = generator.multinomial(len(matrix), [1 / len(matrix)] * len(matrix), 5_000)
        drawn.append(weights @ (matrix / 20) / len(matrix))
    expected = np.percentile(drawn[1] - drawn[0], (2.5, 97.5), axis=0).T
    made = differences(list(zip(earlier, later, strict=True)))
    for one, (low, high) in zip(made, expected, strict=True):
        width = high - low
        assert one.low == pytest.approx(low, abs=0.06 * width)
        assert one.high == pytest.approx(high, abs=0.06 * width)
