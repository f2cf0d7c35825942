"""Looking ideas up by words, forms and other words for the same included, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.similar.finding import finds
from participation.ideas.similar.words import near
from participation.kernel.text import fold
from tests.factories import make_idea, make_round

TITLES = (
    "Licht auf dem Spielplatz",
    "Radweg am Kanal",
    "Ein Velo für alle",
    "Gerade Linien",
    "Mehr Bänke",
    "WC am Markt",
    "100 % Ökostrom",
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Spielplatzbeleuchtung", ["Licht auf dem Spielplatz"]),
        ("Fahrräder", ["Radweg am Kanal", "Ein Velo für alle"]),
        ("Bank", ["Mehr Bänke"]),
        ("Mehr Sitzbänke bitte", ["Mehr Bänke"]),
        ("wc markt", ["WC am Markt"]),
        ("wc kanal", []),
        ("rad kanal", ["Radweg am Kanal"]),
        ("gerad", ["Gerade Linien"]),
        ("am", ["Radweg am Kanal", "WC am Markt"]),
        ("%", ["100 % Ökostrom"]),
        ('"* OR (', []),
        ("Trinkbrunnen", []),
    ],
)
def test_an_idea_is_found_by_its_words_their_forms_and_words_for_the_same(
    app: Flask, typed: str, found: list[str]
) -> None:
    round_ = make_round()
    for title in TITLES:
        make_idea(round_, title=title, text="Das wäre schön.")
    query = select(Idea.title).where(finds(fold(typed))).order_by(Idea.id)
    assert list(db.session.scalars(query)) == found


def test_a_compound_is_said_by_the_word_or_by_all_its_parts() -> None:
    whole, parts = near("spielplatzbeleuchtung")
    assert [[piece.letters for piece in part] for part in whole] == [
        ["spielplatzbeleuchtung", "spielplatzbeleuch"]
    ]
    assert "leuch" in {piece.letters for piece in parts[1]}
    assert near("und") == ()


def test_a_short_stem_counts_only_where_a_word_begins() -> None:
    [[pieces]] = near("velo")
    assert {piece.letters: piece.anywhere for piece in pieces}["rad"] is False
