"""Which parts of a text a passage is."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.moderation.blackout.matching import BLACKED_OUT, near, spans
from participation.moderation.blackout.rules import (
    SHORT,
    blacked_out,
    check,
    noted,
    only_blacked_out,
    passages_at,
)

NAME = "Erika Mustermann"


def cut(text: str, *passages: str, most: int | None = None) -> str:
    return blacked_out(text, spans(text, passages), most)


def test_every_occurrence_goes() -> None:
    assert cut(f"{NAME} und {NAME}.", NAME) == f"{BLACKED_OUT} und {BLACKED_OUT}."


def test_white_space_is_as_good_as_any_other() -> None:
    assert cut("Frau Erika\nMustermann wohnt", NAME) == f"Frau {BLACKED_OUT} wohnt"
    assert cut("Frau Erika Mustermann", "Erika\n  Mustermann") == f"Frau {BLACKED_OUT}"


def test_occurrences_that_overlap_in_a_long_text_are_one_place() -> None:
    assert spans("a" * 4000, ["a" * 2000]) == [(0, 4000)]
    assert spans("a" * 4000, ["A" * 2000]) == []
    assert spans("Aa" * 2000, ["aA" * 999]) == [(1, 3999)]


def test_another_case_counts_as_a_word_and_not_within_one() -> None:
    assert cut("erika MUSTERMANN", NAME) == BLACKED_OUT
    assert cut("Herr Lang geht entlang", "Lang") == f"Herr {BLACKED_OUT} geht entlang"
    assert cut("Langs Haus", "Lang") == f"{BLACKED_OUT}s Haus"
    assert cut("GROSSE STRASSE 5", "Große Straße") == f"{BLACKED_OUT} 5"


def test_unicode_forms_are_alike_and_invisible_characters_count_for_nothing() -> None:
    assert cut("Frau Mu\u0308ller", "Müller") == f"Frau {BLACKED_OUT}"
    assert cut("Frau Müller", "Mu\u0308ller") == f"Frau {BLACKED_OUT}"
    assert cut("Erika Muster\u00admann.", NAME) == f"{BLACKED_OUT}."
    assert cut("Tel. ０１７０ 12", "0170\u00a012") == f"Tel. {BLACKED_OUT}"
    assert cut("Erika \u200bMustermann", NAME) == BLACKED_OUT


def looks_like(text: str, *passages: str) -> list[str]:
    return [text[start:end] for start, end in near(text, passages)]


def test_what_is_written_otherwise_is_near_and_stays() -> None:
    assert looks_like("Herr Mueller und Herr Müller", "Herr Müller") == ["Herr Mueller"]
    assert looks_like("Max-Müller rief an", "Max Müller") == ["Max-Müller"]
    assert looks_like("0170/1234567", "0170 1234567") == ["0170/1234567"]
    assert looks_like("MUSTERMANNS Hof", "Mustermann") == ["MUSTERMANN"]
    assert looks_like(f"{NAME} und Frau Mustermann", NAME) == ["Mustermann"]


def test_a_sentence_is_not_taken_apart_for_what_is_near() -> None:
    sentence = "Die Bank am Markt ist zu laut für alle"
    assert looks_like("Eine Bank am Markt", sentence) == []
    assert looks_like("Eine Frau sagt", "Frau Max") == []


def test_what_differs_by_more_than_what_is_blacked_out_is_told_apart() -> None:
    assert only_blacked_out(f"{NAME} wohnt da.", f"{BLACKED_OUT} wohnt da.")
    assert only_blacked_out("a b c d", f"a {SHORT} c {BLACKED_OUT}")
    assert not only_blacked_out(f"{NAME} wohnt da.", f"{BLACKED_OUT} wohnt dort.")
    assert not only_blacked_out("Bank", "Bänke")
    assert not only_blacked_out("Bank am", f"Bank am{BLACKED_OUT}am")


def test_passages_that_overlap_or_touch_become_one() -> None:
    assert cut("Frau Erika Mustermann", "Frau Erika", "Erika Mustermann") == BLACKED_OUT
    assert cut("017012345 ab", "0170", "12345") == f"{BLACKED_OUT} ab"
    assert cut("Hahaha Bach", "Hah", "aha") == f"{BLACKED_OUT} Bach"


def test_what_was_blacked_out_before_is_no_part_of_a_passage() -> None:
    text = f"Daten von {BLACKED_OUT} hier, zum Schutz persönlicher Daten"
    assert cut(text, "zum Schutz persönlicher Daten") == (
        f"Daten von {BLACKED_OUT} hier, {BLACKED_OUT}"
    )
    assert spans(text, [BLACKED_OUT]) == []


def test_a_title_that_would_get_too_long_has_the_short_mark() -> None:
    title = "Bank für Max am " + "W" * 100
    assert cut(title, "Max", most=120) == title.replace("Max", SHORT)
    assert cut("Bank für Max", "Max", most=120) == f"Bank für {BLACKED_OUT}"


def test_a_note_of_the_journal_leads_back_to_the_passages() -> None:
    text = "Erika und Max und Erika"
    assert passages_at(text, noted(spans(text, ["Erika", "Max"]))) == ["Erika", "Max", "Erika"]
    assert passages_at(text, "") == []


@pytest.mark.parametrize(
    ("passages", "facts", "field"),
    [
        ([], "Ein Name.", "further"),
        (["ab"], "Ein Name.", "further"),
        (["x" * 4001], "Ein Name.", "further"),
        ([NAME], "", "facts"),
        ([NAME], "x" * 1001, "facts"),
        ([NAME], "Der Name Erika\nMustermann steht da.", "facts"),
    ],
)
def test_what_cannot_be_blacked_out_or_said_is_refused(
    passages: list[str], facts: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        check(passages, facts)
    assert refused.value.field == field
