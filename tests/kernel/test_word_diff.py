"""The difference of two texts, word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.word_diff import MOST_WORDS, Part, Piece, words

TEXTS = st.text(st.sampled_from("abÄß-–.,:’3 \n\r\t„“")) | st.lists(
    st.sampled_from(["Rad-Wege", "Geh-", "und", "3,40", "Mio.", " ", " ", "\n", "…", ","])
).map("".join)


def marked(before: str, after: str) -> str:
    """The pieces as one line: -removed- +added+."""
    signs = {Part.SAME: "", Part.REMOVED: "-", Part.ADDED: "+"}
    return "".join(
        f"{signs[piece.part]}{piece.text}{signs[piece.part]}" for piece in words(before, after)
    )


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.part is not Part.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.part is not Part.REMOVED) == after


@given(TEXTS)
def test_equal_texts_have_no_change(text: str) -> None:
    assert words(text, text) == ((Piece(Part.SAME, text),) if text else ())


@given(TEXTS, TEXTS)
def test_different_texts_have_a_change(before: str, after: str) -> None:
    has_change = any(piece.part is not Part.SAME for piece in words(before, after))
    assert has_change == (before != after)


@given(TEXTS, TEXTS)
def test_no_two_neighbours_are_of_one_kind(before: str, after: str) -> None:
    parts = [piece.part for piece in words(before, after)]
    assert all(one is not other for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Sichere Radwege.", "Sichere Rad-Wege.", "Sichere -Radwege-+Rad-Wege+."),
        ("3,40 Mio. Euro", "3,50 Mio. Euro", "-3,40-+3,50+ Mio. Euro"),
        ("Geh- und Radwege", "Rad- und Gehwege", "-Geh--+Rad-+ und -Radwege-+Gehwege+"),
        ("Die Stadt plant", "Die Stadt baut jetzt", "Die Stadt -plant-+baut jetzt+"),
        ("alte graue Wege", "neue bunte Wege", "-alte graue-+neue bunte+ Wege"),
        ("Eins.\nZwei.\n", "Eins.\nDrei.\n", "Eins.\n-Zwei-+Drei+.\n"),
    ],
)
def test_words_and_figures_are_compared_whole(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


def test_an_added_paragraph_leaves_the_others_alone() -> None:
    assert marked("Eins.\nDrei.\n", "Eins.\nZwei.\nDrei.\n") == "Eins.\n+Zwei.\n+Drei.\n"


def test_a_passage_of_too_many_words_counts_as_rewritten() -> None:
    before = "Anfang " + "a b " * MOST_WORDS + "Ende"
    after = "Anfang " + "b a c " * MOST_WORDS + "Ende"
    parts = [piece.part for piece in words(before, after)]
    assert parts == [Part.SAME, Part.REMOVED, Part.ADDED, Part.SAME]
