"""Independent Markets and Ladder against published and computed cases and against their definition.

[P] is a published value, [C] was computed from the formulas of docs/adr/0004.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from tests.results import exact
from tests.results.ballots import few, floats, fractions, matrix, rounds


def test_independent_markets_give_the_published_example():
    """[P] Freeman, Pennock, Peters and Wortman Vaughan 2021, worked example."""
    shares = statistics.independent_markets(
        [[0, 1 / 2, 1 / 2], [1 / 3, 2 / 3, 0], [9 / 10, 0, 1 / 10]]
    )
    assert shares == pytest.approx([1 / 3, 4 / 9, 2 / 9], abs=1e-12)


@pytest.mark.parametrize("mechanism", [statistics.independent_markets, statistics.ladder])
def test_single_minded_ballots_get_their_share_from_both_mechanisms(mechanism):
    """[C] 3×(1, 0), 2×(0, 1)."""
    assert mechanism([[1, 0]] * 3 + [[0, 1]] * 2) == pytest.approx([0.6, 0.4], abs=1e-12)
    assert mechanism([[1, 0], [0, 1]], counts=[3, 2]) == pytest.approx([0.6, 0.4], abs=1e-12)


@few
@given(rounds(items=st.integers(2, 4), ballots=st.integers(1, 6)))
def test_both_mechanisms_agree_with_medians_of_votes_and_phantoms(round_):
    ballots, total = round_
    votes = fractions(ballots, total)
    assert statistics.independent_markets(matrix(ballots)) == pytest.approx(
        floats(exact.independent_markets(votes)), abs=1e-9
    )
    assert statistics.ladder(matrix(ballots)) == pytest.approx(
        floats(exact.ladder(votes)), abs=1e-9
    )
