"""What German words have in common."""

from __future__ import annotations

import pytest

from participation.ideas.similar.scoring import Rarity, document, score
from participation.ideas.similar.words import features, marked, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Spielplatz", "Spielplätze"),
        ("Straße", "Strassen"),
        ("Beleuchtung", "Beleuchtungen"),
        ("Radweg", "RADWEGE"),
        ("Gärten", "Garten"),
        # Parts of a compound, and words for the same.
        ("Spielplatzbeleuchtung", "Beleuchtung des Spielplatzes"),
        ("Fahrrad", "Velo"),
        ("Kita", "Kindergarten"),
    ],
)
def test_words_of_the_same_have_a_feature_in_common(one: str, other: str) -> None:
    assert features(one) & features(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Bank", "Baum"), ("Schule", "Schulden im Haushalt"), ("Licht", "Luft")]
)
def test_other_words_have_none(one: str, other: str) -> None:
    assert not features(one) & features(other)


def test_words_that_say_nothing_are_no_features() -> None:
    assert features("Wir sollten das aber auch nicht") == frozenset()


@pytest.mark.parametrize("word", ["rad", "bus", "uhr", "see", "tee"])
def test_a_short_word_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


def test_the_same_text_is_more_alike_than_any_other_and_nothing_in_common_is_nothing() -> None:
    bench, light = document("Mehr Bänke", "Sitzen im Park"), document("Licht", "Laternen am Ufer")
    assert score(bench, bench, Rarity()) > score(bench, document("Bänke", ""), Rarity()) > 0
    assert score(bench, light, Rarity()) == 0


def test_the_words_are_marked_that_both_texts_have() -> None:
    pieces = marked("Mehr Licht, auch im Stadtpark!", features("Laternen im Park"))
    assert [piece for piece, both in pieces if both] == ["Licht", "Stadtpark"]
    assert "".join(piece for piece, _both in pieces) == "Mehr Licht, auch im Stadtpark!"
