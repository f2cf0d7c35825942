"""Pasted OParl objects fill a form or are refused whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from participation.council.oparl import (
    LARGEST,
    NO_CONSULTATION_HERE,
    NO_JSON,
    NO_OPARL,
    NO_PAPER_HERE,
    TOO_LARGE,
    WRONG_VALUE,
    Pasted,
    read_consultation,
    read_paper,
)
from participation.kernel.errors import BadInput

SCHEMA = "https://schema.oparl.org/1.1/"
PAPER: dict[str, Any] = {
    "id": "https://oparl.example.org/paper/749",
    "type": f"{SCHEMA}Paper",
    "body": "https://oparl.example.org/body/1",
    "name": "Smart-City-Strategie, Fassung 2",
    "reference": "2026/118",
    "date": "2026-07-01",
    "paperType": "Beschlussvorlage",
    "web": "https://ratsinfo.example.org/118",
    "consultation": [{"id": "https://oparl.example.org/consultation/1", "authoritative": True}],
    "example:office": {"level": [1, 2, {"deep": None}]},
}
CONSULTATION: dict[str, Any] = {
    "id": "https://oparl.example.org/consultation/47594",
    "type": f"{SCHEMA}Consultation",
    "agendaItem": "https://oparl.example.org/agendaitem/15569",
    "organization": ["https://oparl.example.org/organization/96"],
    "authoritative": True,
    "role": "Entscheidung",
}
ITEM: dict[str, Any] = {
    "id": "https://oparl.example.org/agendaitem/15569",
    "type": f"{SCHEMA}AgendaItem",
    "number": "10.1",
    "name": "Smart-City-Strategie",
    "public": True,
    "result": "Geändert beschlossen",
    "resolutionText": "Der Gemeinderat beschließt:\r\n1. Fassung 2",
    "start": "2026-07-14T18:05:00+02:00",
}


def read(values: Any, reader: Any = read_paper) -> Pasted:
    return reader(values if isinstance(values, str) else json.dumps(values))


def refusal(values: Any, reader: Any = read_paper) -> str:
    """The sentence with which something pasted is refused."""
    with pytest.raises(BadInput) as refused:
        read(values, reader)
    assert refused.value.field == "oparl"
    return refused.value.message


def test_a_paper_fills_the_form_of_a_paper() -> None:
    assert read(PAPER).fields == {
        "title": "Smart-City-Strategie, Fassung 2",
        "reference": "2026/118",
        "kind": "draft_resolution",
        "date": "2026-07-01",
        "link": "https://ratsinfo.example.org/118",
        "oparl_id": "https://oparl.example.org/paper/749",
    }


def test_a_kind_that_is_not_known_is_left_to_the_person() -> None:
    assert read(PAPER | {"paperType": "Tischvorlage"}).fields["kind"] == ""


def test_a_consultation_fills_role_and_whether_it_decides() -> None:
    fields = read(CONSULTATION, read_consultation).fields
    assert (fields["role"], fields["authoritative"]) == ("decision", True)
    assert "outcome" not in fields


def test_an_agenda_item_fills_day_and_resolution_and_never_the_outcome() -> None:
    pasted = read(ITEM, read_consultation)
    assert pasted.fields == {
        "oparl_id": ITEM["id"],
        "date": "2026-07-14",
        "text": "Der Gemeinderat beschließt:\n1. Fassung 2",
    }
    assert pasted.result == "Geändert beschlossen"
    assert not pasted.closed


def test_an_item_that_was_closed_to_the_public_says_so() -> None:
    assert read(ITEM | {"public": False}, read_consultation).closed


def test_what_is_missing_stays_empty() -> None:
    assert set(read({"type": f"{SCHEMA}Paper"}).fields.values()) == {""}
    bare = read({"type": f"{SCHEMA}AgendaItem"}, read_consultation)
    assert set(bare.fields.values()) == {""}
    assert read({"type": "https://schema.oparl.org/1.0/Paper"}).fields["title"] == ""


def test_each_form_sends_the_other_object_to_its_place() -> None:
    assert refusal(ITEM) == refusal(CONSULTATION) == NO_CONSULTATION_HERE
    assert refusal(PAPER, read_consultation) == NO_PAPER_HERE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"type": "a", "type": "b"}',
        '{"type": NaN}',
        '{"x": Infinity}',
        "{'type': 'a'}",
        "[" * 50_000,
        '{"a":' * 10_000,
    ],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    assert refusal(text) == NO_JSON


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        [PAPER],
        "3",
        {},
        {"type": None},
        {"type": ["Paper"]},
        {"type": "Paper"},
        {"type": f"{SCHEMA}Meeting"},
        {"type": "https://schema.oparl.org/2.0/Paper"},
        {"type": f"{SCHEMA}Paper\n"},
        {"type": "https://evil.example/?https://schema.oparl.org/1.1/Paper"},
    ],
)
def test_what_is_no_oparl_object_is_refused(values: Any) -> None:
    assert refusal(values) == NO_OPARL


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 3},
        {"name": ["a"]},
        {"reference": {"a": 1}},
        {"date": "14.07.2026"},
        {"date": "2026-07"},
        {"date": "٢٠٢٦-٠٧-١٤"},
        {"date": 20260714},
        {"web": True},
        {"paperType": 0},
    ],
)
def test_a_value_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    assert refusal(PAPER | wrong) == WRONG_VALUE


@pytest.mark.parametrize("wrong", [{"public": "no"}, {"public": 0}, {"resolutionText": []}])
def test_a_value_of_another_form_in_an_item_is_refused(wrong: dict[str, Any]) -> None:
    assert refusal(ITEM | wrong, read_consultation) == WRONG_VALUE


def test_text_beyond_the_bound_is_not_even_parsed() -> None:
    assert refusal("{" + "ä" * (LARGEST // 2)) == TOO_LARGE


def test_invisible_characters_are_taken_out() -> None:
    assert read(PAPER | {"name": "Stra\u202ete\u200bgie"}).fields["title"] == "Strategie"
