"""The search finds what says the same in other words: at least four of five among the first
three."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import make_round
from tests.ideas.similar.measuring import fill, look, measure, pairs


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_four_of_five_labelled_ideas_are_among_the_first_three(app: Any) -> None:
    round_ = make_round()
    found = look(round_, fill(round_, 10_000))
    measured, held_out = measure(found), measure([each for each in found if each.pair.is_held_out])
    assert measured.recall_at_3 >= 0.8, measured
    assert held_out.recall_at_3 >= 0.75, held_out
    assert measured.precision >= 0.25, measured


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_other_database_finds_as_many_of_a_sample(app: Any) -> None:
    round_ = make_round()
    measured = measure(look(round_, fill(round_, 1_000), step=5))
    assert measured.recall_at_3 >= 0.8, measured


def test_there_are_at_least_two_hundred_labelled_pairs_of_eight_kinds() -> None:
    assert len(pairs()) >= 200
    assert len({pair.kind for pair in pairs()}) >= 8
