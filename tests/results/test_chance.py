"""Equal ballots: which come more often than chance brings them."""

from collections import Counter

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method.chance import expected_copies, unexpected_ballots
from tests.results import exact
from tests.results.ballots import few

LEVEL = 0.05


def packed(ballots):
    return np.array(ballots, dtype=np.int8)


def unexpected(ballots, least=10):
    """The patterns that are unexpected."""
    marks = unexpected_ballots(packed(ballots), least, LEVEL)
    return {tuple(ballot) for ballot, mark in zip(ballots, marks, strict=True) if mark}


def test_equal_ballots_that_many_ways_to_weigh_alike_explain_are_expected():
    """Six orders of the same values, each as often: nobody agreed on anything."""
    orders = [(10, 6, 4), (10, 4, 6), (6, 10, 4), (6, 4, 10), (4, 10, 6), (4, 6, 10)]
    assert unexpected(orders * 20) == set()


def test_favourite_fields_explain_their_favourite_order():
    """Fields are drawn one after the other, the first four times as likely as the last."""
    generator = np.random.default_rng(3)
    popular = np.array([0.4, 0.25, 0.15, 0.1, 0.1])
    ballots = []
    for _ in range(400):
        first, second = generator.choice(5, 2, replace=False, p=popular)
        ballots.append(tuple(12 if j == first else 8 if j == second else 0 for j in range(5)))
    assert Counter(ballots).most_common(1)[0][1] > 50
    assert unexpected(ballots) == set()


def test_a_block_of_equal_ballots_with_values_of_its_own_is_unexpected():
    generator = np.random.default_rng(4)
    others = [tuple(int(v) for v in row) for row in generator.multinomial(20, [0.2] * 5, size=200)]
    assert unexpected([*others, *[(9, 7, 1, 1, 2)] * 12]) == {(9, 7, 1, 1, 2)}


def test_fewer_copies_than_asked_for_are_never_told():
    others = [(20 - n, n, 0) for n in range(21)] * 3
    assert unexpected([*others, *[(1, 2, 17)] * 10]) == {(1, 2, 17)}
    assert unexpected([*others, *[(1, 2, 17)] * 9]) == set()


BALLOTS = st.lists(
    st.sampled_from([(2, 1, 0), (1, 2, 0), (0, 1, 2), (3, 0, 0), (0, 0, 3), (1, 1, 1), (-1, 2, 1)]),
    min_size=3,
    max_size=40,
)


@few
@given(BALLOTS)
def test_the_expected_number_agrees_with_going_through_every_order(ballots):
    counts = Counter(ballots)
    patterns = packed(list(counts))
    values = np.sort(patterns, axis=1)
    for position, (pattern, copies) in enumerate(counts.items()):
        same = (values == values[position]).all(axis=1)
        number = expected_copies(patterns, np.array(list(counts.values())), position, same)
        expected = float(exact.expected_copies(ballots, pattern))
        assert number == pytest.approx(expected)
        tail = scipy.stats.binom.sf(copies - 1, len(ballots), expected / len(ballots))
        if abs(tail - LEVEL / len(counts)) > 1e-9:
            assert (pattern in unexpected(ballots, 2)) == (
                copies > 1 and tail <= LEVEL / len(counts)
            )


def test_a_block_does_not_explain_itself():
    """Four ballots with the same values in other orders, among values of all kinds."""
    generator = np.random.default_rng(8)
    others = [tuple(int(v) for v in row) for row in generator.multinomial(20, [1 / 3] * 3, size=70)]
    orders = [(15, 2, 3), (3, 15, 2), (2, 3, 15), (3, 2, 15)]
    assert unexpected([*others, *orders, *[(15, 3, 2)] * 20]) == {(15, 3, 2)}


def test_odds_of_a_large_round_lose_no_digit():
    """The orders' odds lie up to sixteen powers of ten apart."""
    one, two, three = (1, 2, 3, 4, 5, 5), (5, 5, 4, 3, 2, 1), (1, 2, 3, 4, 5, 6)
    ballots = [one, one, two] + [three] * 1000
    patterns, counts = packed([one, two, three]), np.array([2, 1, 1000])
    for position, pattern in enumerate((one, two)):
        copies = expected_copies(patterns, counts, position, np.array([True, True, False]))
        expected = float(exact.expected_copies(ballots, pattern))
        assert copies == pytest.approx(expected, rel=1e-9)
