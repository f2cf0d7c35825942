"""Which names and applications are accepted, and which names are one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.kernel.errors import BadInput
from participation.organisations.rules import (
    COMPARED_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    TEXT_LENGTH,
    Application,
    check_reason,
    compared_name,
    key_of,
    normal,
    problems,
)

SOUND = Application(
    name="Stadtwerke Musterstadt GmbH",
    kind="company",
    text="Strom und Wasser.",
    link="https://stadtwerke.example",
    contact="Büro, 0123 456",
)


def fields_of(application: Application) -> list[str | None]:
    return [problem.field for problem in problems(normal(application))]


def test_sound_application_has_no_problem() -> None:
    assert fields_of(SOUND) == []


@pytest.mark.parametrize("field", ["name", "kind", "text", "contact"])
def test_each_required_field_is_asked_for(field: str) -> None:
    assert fields_of(replace(SOUND, **{field: "  "})) == [field]


def test_link_may_be_left_out() -> None:
    assert fields_of(replace(SOUND, link="")) == []


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://10.0.0.1/", "ftp://a.example", "https://u:p@a.example"]
)
def test_link_that_leads_nowhere_public_is_refused(link: str) -> None:
    with pytest.raises(BadInput) as refusal:
        normal(replace(SOUND, link=link))
    assert refusal.value.field == "link"


@pytest.mark.parametrize(("field", "longest"), [("name", NAME_LENGTH), ("text", TEXT_LENGTH)])
def test_longest_text_is_accepted_and_one_more_character_is_not(field: str, longest: int) -> None:
    assert fields_of(replace(SOUND, **{field: "a" * longest})) == []
    assert fields_of(replace(SOUND, **{field: "a" * (longest + 1)})) == [field]


@pytest.mark.parametrize(
    "name",
    [
        "stadtwerke musterstadt gmbh",
        "Stadtwerke  Musterstadt\u00a0GmbH",
        "Stadt-Werke Musterstadt, GmbH.",
        "Stadtwerke\u200b Musterstadt GmbH",
        "\u202eStadtwerke Musterstadt GmbH",
        "Stadtwerke Musterstädt GmbH",
        "Stаdtwеrkе Musterstadt GmbH",
        "Ｓtadtwerke Musterstadt GmbH",
    ],
)
def test_names_that_look_alike_are_one(name: str) -> None:
    assert compared_name(name) == compared_name(SOUND.name)


def test_different_names_differ() -> None:
    assert compared_name("Stadtwerke Musterdorf GmbH") != compared_name(SOUND.name)


@pytest.mark.parametrize(
    "name",
    [
        "Werke\u034f GmbH",
        "Werke\ufe0f GmbH",
        "Werke\U000e0041 GmbH",
        "Werke\u3164 GmbH",
        "Wеrke GmbH",
        "…",
        "2026",
    ],
)
def test_name_with_unseen_letters_mixed_scripts_or_no_letters_is_refused(name: str) -> None:
    assert fields_of(replace(SOUND, name=name)) == ["name"]


def test_what_unicode_hides_is_taken_out_of_a_name() -> None:
    name = "Stadt\u202ewerke\u200b\nMusterstadt"
    assert normal(replace(SOUND, name=name)).name == "Stadtwerke Musterstadt"


def test_name_that_folds_to_more_than_the_column_holds_is_refused() -> None:
    name = "\ufdfa" * NAME_LENGTH
    assert len(compared_name(name)) > COMPARED_LENGTH
    assert fields_of(replace(SOUND, name=name)) == ["name"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Stadtwerke Groß-Musterstadt", "stadtwerke-gross-musterstadt"),
        ("東", "partner"),
        ("Rounds", "rounds-partner"),
    ],
)
def test_key_is_made_of_the_name(name: str, key: str) -> None:
    assert key_of(name) == key


def test_key_of_the_longest_name_leaves_room_for_a_number() -> None:
    assert len(key_of("Ab " * 40)) <= KEY_LENGTH - 16


@pytest.mark.parametrize("reason", ["", " \n", "a" * 1001])
def test_decision_needs_a_reason_of_at_most_1000_characters(reason: str) -> None:
    with pytest.raises(BadInput):
        check_reason(reason)
