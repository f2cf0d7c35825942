"""Which parts of a text a passage is."""

from __future__ import annotations

import pytest

from participation.kernel.errors import BadInput
from participation.moderation.blackout.rules import (
    BLACKED_OUT,
    SHORT,
    blacked_out,
    check,
    noted,
    passages_at,
    spans,
)

NAME = "Erika Mustermann"


def cut(text: str, *passages: str, most: int | None = None) -> str:
    return blacked_out(text, spans(text, passages), most)


def test_every_occurrence_goes() -> None:
    assert cut(f"{NAME} und {NAME}.", NAME) == f"{BLACKED_OUT} und {BLACKED_OUT}."


def test_white_space_is_as_good_as_any_other() -> None:
    assert cut("Frau Erika\nMustermann wohnt", NAME) == f"Frau {BLACKED_OUT} wohnt"
    assert cut("Frau Erika Mustermann", "Erika\n  Mustermann") == f"Frau {BLACKED_OUT}"


def test_another_case_stays() -> None:
    assert cut("erika mustermann", NAME) == "erika mustermann"


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
