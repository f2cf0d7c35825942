"""How long and how many the parts of a strategy may be, each at its edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from participation.kernel.errors import BadInput
from participation.strategy.rules import (
    Field,
    Frame,
    Goal,
    Guideline,
    frame_problems,
    from_document,
    key_problem,
    normal_texts,
    placed,
    text_problems,
)
from tests.factories import FRAME

WHOLE = from_document(FRAME)
TEXT = {"de": "x"}


def many_fields(count: int, goals: int = 0) -> tuple[Field, ...]:
    """Fields of which each has so many goals."""
    return tuple(
        Field(f"f{n}", TEXT, TEXT, tuple(Goal(f"f{n}-{g}", TEXT, TEXT) for g in range(goals)))
        for n in range(count)
    )


def found(frame: Frame) -> list[tuple[str | None, dict[str, object]]]:
    return [(problem.field, problem.values) for problem in frame_problems(frame)]


def test_whole_frame_is_right() -> None:
    assert frame_problems(WHOLE) == []


def test_each_item_is_placed_in_reading_order() -> None:
    places = [(place, item.key) for place, item in placed(WHOLE)]
    assert places[:4] == [
        ("guidelines.0", "people-first"),
        ("fields.0", "mobility"),
        ("fields.0.goals.0", "mobility-1"),
        ("fields.0.goals.1", "mobility-2"),
    ]
    assert len(places) == 10


def test_a_key_leads_to_its_own_field_and_goal() -> None:
    fields = [WHOLE.field(key) for key in ("mobility", "energy", "education")]
    assert fields == list(WHOLE.fields)
    energy = WHOLE.fields[1]
    assert [energy.goal(key) for key in ("energy-1", "energy-2")] == list(energy.goals)
    for key in (None, "", "f", "zzz"):
        assert WHOLE.field(key) is None
        assert energy.goal(key) is None


def test_a_strategy_has_forty_fields_and_forty_guidelines_at_most() -> None:
    guidelines = tuple(Guideline(f"g{n}", TEXT, TEXT) for n in range(41))
    whole = Frame(TEXT, guidelines[:40], many_fields(40))
    assert found(whole) == []
    assert found(replace(whole, guidelines=guidelines)) == [("guidelines", {"most": 40})]
    assert found(replace(whole, fields=many_fields(41))) == [("fields", {"most": 40})]


def test_a_field_has_twenty_goals_at_most() -> None:
    assert found(Frame(TEXT, (), many_fields(2, goals=20))) == []
    assert found(Frame(TEXT, (), (*many_fields(1), *many_fields(2, goals=21)[1:]))) == [
        ("fields.1.goals", {"most": 20})
    ]


@pytest.mark.parametrize(("length", "allowed"), [(120, True), (121, False)])
def test_a_title_has_120_characters_at_most(length: int, allowed: bool) -> None:
    fields = (Field("f", {"de": "x" * length}, TEXT),)
    problem = ("fields.0.title.de", {"length": length, "longest": 120})
    assert found(Frame(TEXT, (), fields)) == ([] if allowed else [problem])


@pytest.mark.parametrize(("length", "allowed"), [(2000, True), (2001, False)])
def test_a_text_has_2000_characters_at_most(length: int, allowed: bool) -> None:
    fields = (Field("f", TEXT, {"de": "x" * length}),)
    problem = ("fields.0.text.de", {"length": length, "longest": 2000})
    assert found(Frame(TEXT, (), fields)) == ([] if allowed else [problem])


@pytest.mark.parametrize(
    ("texts", "required", "expected"),
    [
        ({}, True, ["at.de"]),
        ({"de": ""}, True, ["at.de"]),
        ({"en": "x"}, True, ["at.de"]),
        ({"en": "x"}, False, ["at.de"]),
        ({}, False, []),
        ({"en": ""}, False, []),
        ({"de": "x", "deutsch": "x"}, True, ["at.deutsch"]),
        ({"de": "x", "d": "x"}, True, ["at.d"]),
    ],
)
def test_a_text_needs_german_as_soon_as_there_is_one(
    texts: dict[str, str], required: bool, expected: list[str]
) -> None:
    problems = text_problems(texts, "at", 10, required=required)
    assert [problem.field for problem in problems] == expected


def test_a_text_is_required_unless_said_otherwise() -> None:
    assert [problem.field for problem in text_problems({}, "at", 10)] == ["at.de"]


def refused(key: str) -> BadInput:
    problem = key_problem(key, "at")
    assert problem is not None
    return problem


def test_a_key_has_forty_characters_at_most() -> None:
    assert key_problem("x" * 40, "at") is None
    assert refused("x" * 41).values == {"key": "x" * 41}


def test_an_error_repeats_the_beginning_of_what_was_typed() -> None:
    assert refused("X" * 61).values == {"key": "X" * 60}
    [problem] = text_problems({"de": "x", "x" * 21: "x"}, "at", 10)
    assert problem.values == {"code": "x" * 20}


def test_a_wrong_key_that_comes_twice_is_called_wrong_twice_and_nothing_else() -> None:
    fields = (Field("A", TEXT, TEXT), Field("A", TEXT, TEXT))
    sentences = {problem.message for problem in frame_problems(Frame(TEXT, (), fields))}
    assert sentences == {refused("A").message}


def test_no_texts_are_an_empty_mapping() -> None:
    assert normal_texts(None) == {}
