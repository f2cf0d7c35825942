"""Marks in texts: what is marked, what is not, and that no text makes it slow or breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.moderation.redaction.marks import Kind, marks, pieces


def marked(text: str, words: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(mark.kind.value, text[mark.start : mark.end]) for mark in marks(text, words)]


@pytest.mark.parametrize(
    "number",
    [
        "0341 123456",
        "0341/123-456",
        "(0341) 12 34 56",
        "0171-2345678",
        "01712345678",
        "+49 341 123456",
        "+49 (0)341 123456",
        "0049 341 123456",
        "0800 1234567",
    ],
)
def test_a_telephone_number_is_marked_as_it_is_written_in_germany(number: str) -> None:
    assert marked(f"Rufen Sie {number} an.") == [("phone", number)]


def test_a_number_without_area_code_is_marked_where_it_is_called_a_telephone_number() -> None:
    assert marked("Tel.: 12 34 56, abends") == [("phone", "12 34 56")]


@pytest.mark.parametrize(
    "text",
    [
        "Bis 2030 und 2035 soll das fertig sein.",
        "Das kostet 1.000.000 Euro oder 250 000 €.",
        "In 01067 Dresden und 04109 Leipzig.",
        "Wie in Idee 2026-00042 und 2026-01234.",
        "Am 01.02.2026 und vom 01.02. bis 03.04.2026",
        "Von 08:00 bis 09:30 Uhr, 0,50 € die Stunde.",
        "Mobil 2030 heißt das Konzept.",
        "0 bis 5 Jahre, 10 000 Menschen, 100 Bäume",
    ],
)
def test_years_amounts_postal_codes_dates_and_idea_numbers_are_not_marked(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize("address", ["a.b+c@example.org", "name (at) example.org", "x@y.museum"])
def test_an_email_address_is_marked(address: str) -> None:
    assert marked(f"an {address}, bitte"[3:]) == [("email", address)]


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("Siehe https://example.org/a?b=1.", "link", "https://example.org/a?b=1"),
        ("auf www.example.org, dort", "link", "www.example.org"),
        ("bei example.de/laden steht", "link", "example.de/laden"),
        ("in der Langen Straße 5 wohnt", "address", "Langen Straße 5"),
        ("an der Karl-Liebknecht-Straße 12a", "address", "Karl-Liebknecht-Straße 12a"),
        ("die Berliner Str. 7, dort", "address", "Berliner Str. 7"),
        ("am Gartenweg 14 b ist", "address", "Gartenweg 14 b"),
        ("dass Frau Beispiel oft", "name", "Beispiel"),
        ("von Herrn Dr. Beispiel gehört", "name", "Dr. Beispiel"),
        ("Herr Max von Beispiel hat", "name", "Max von Beispiel"),
        ("WIR WOLLEN DAS SOFORT HABEN", "shouting", "WIR WOLLEN DAS SOFORT HABEN"),
        ("Das geht nicht!!!!", "shouting", "!!!!"),
    ],
)
def test_what_may_name_or_hurt_somebody_is_marked(text: str, kind: str, passage: str) -> None:
    assert marked(text) == [(kind, passage)]


@pytest.mark.parametrize(
    "text",
    [
        "Frau und Mann, die junge Frau am Platz",
        "Frau Oberbürgermeisterin und Herr Bürgermeister",
        "Der Radweg 3 m breit, der Ring 2,5 Kilometer lang",
        "Die EU und die DFG fördern ÖPNV",
        "z. B. Bänke usw. und so weiter.",
    ],
)
def test_plain_sentences_are_not_marked(text: str) -> None:
    assert marked(text) == []


def test_a_word_of_the_list_is_found_in_any_spelling_and_a_star_stands_for_endings() -> None:
    text = "Die STRASSENRÄUBER und ein Depp, viele Deppen."
    words = ("strassenrauber", "depp")
    assert marked(text, words) == [("word", "STRASSENRÄUBER"), ("word", "Depp")]
    assert marked(text, ("depp*",)) == [("word", "Depp"), ("word", "Deppen")]


ODD = st.text(alphabet="aAÄß09 .@/:-+()!\nHerrFauStß.dewhtp", max_size=120)


@given(ODD | st.text(max_size=80))
def test_marks_lie_within_the_text_in_order_without_overlap(text: str) -> None:
    at = 0
    for mark in marks(text, ("a", "her*")):
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


@given(ODD)
def test_the_pieces_together_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text, marks(text))) == text


@pytest.mark.parametrize(
    "bait",
    ["a", "a.", "a@", "0", "0 ", "+4", "A ", "Aa ", "AA ", "Herr ", "Herr A", "www.", "a-", "!",
     "(at)", "Tel 1", "Straße ", "Aaaaaaaaaa ", "-", "http://", "Dr. "],
)  # fmt: skip
def test_a_text_made_to_be_slow_is_not(bait: str) -> None:
    marks(bait * (50_000 // len(bait)) + "§", ("wort*",))


def test_every_kind_has_a_label_and_is_found_in_this_order() -> None:
    assert [kind.value for kind in Kind][:4] == ["email", "link", "address", "phone"]
