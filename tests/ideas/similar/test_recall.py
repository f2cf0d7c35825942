"""The search finds what says the same in other words: at least four of five among the first three.
How long it takes, and what it finds among more, `python -m bench --only similar` measures."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.factories import make_round
from tests.ideas.similar.measuring import fill, look, measure, pairs

MISSED = [
    "Gehwege in der Weststraße sind zugeparkt",
    "Günstige Monatskarte für Azubis",
    "Kassen mit Personal im Hallenbad",
    "Rasen seltener mähen",
    "Schrottfahrräder am Bahnhof entfernen",
    "Sperrstunde für Lokale in der Gerberstraße",
    "Straßen nach Frauen benennen",
    "Warmbadetag für Senioren",
    "Zweiter Eingang für das Ärztehaus am Berg",
]
"""Seven say it in wholly other words, two by one that the lists do not have."""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_four_of_five_labelled_ideas_are_among_the_first_three(app: Any) -> None:
    round_id = make_round().id
    measured = measure(look(round_id, fill(round_id, pairs(), 10_000)))
    assert measured.recall_at_3 >= 0.8, measured
    assert measured.precision >= 0.25, measured


def test_both_databases_find_the_same_of_pairs_that_no_list_of_words_was_made_with(
    app: Flask,
) -> None:
    round_id = make_round().id
    found = look(round_id, fill(round_id, pairs("unseen"), 1_000))
    missed = {each.pair.query[0] for each in found if each.place is None}
    assert sorted(missed) == MISSED


def test_there_are_at_least_two_hundred_labelled_pairs_of_eight_kinds() -> None:
    assert len(pairs()) >= 200
    assert len({pair.kind for pair in pairs()}) >= 8
