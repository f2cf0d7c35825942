"""When two rounds can be compared, and why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from participation.results.comparison import rules
from participation.results.comparison.rules import (
    Asked,
    Counted,
    counting,
    differently_asked,
    differently_counted,
    wording,
)
from participation.rounds.rules import Instrument, InstrumentKind
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import from_document
from tests.factories import FRAME

POINTS = Instrument(InstrumentKind.POINTS, 20, 3, exactly=True)
PICK = Instrument(InstrumentKind.PICK, 20, 3, exactly=True)
ROUND = Asked(
    origin="city",
    audience=("residents", 16, "Ich wohne hier."),
    frame=wording(from_document(FRAME)),
    instrument=POINTS,
    no_opinion=False,
    thresholds=counting(Thresholds()),
)
RESULT = Counted(pick=False, figures=True, silence_as_zero=False, withheld=frozenset())


def changed(**values: Any) -> dict[str, Any]:
    """The frame with one field that says something else."""
    first, *others = FRAME["fields"]
    return FRAME | {"fields": [first | values, *others]}


def test_a_round_like_the_other_can_be_compared() -> None:
    assert differently_asked(ROUND, replace(ROUND)) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"origin": "trial"}, rules.ORIGIN),
        ({"audience": ("residents", 18, "Ich wohne hier.")}, rules.AUDIENCE),
        ({"audience": ("residents", 16, "Ich arbeite hier.")}, rules.AUDIENCE),
        ({"audience": ("organisations", None, "")}, rules.AUDIENCE),
        ({"frame": wording(from_document(changed(title={"de": "Wege"})))}, rules.FRAME),
        ({"frame": wording(from_document(changed(text={"de": "Anders."})))}, rules.FRAME),
        ({"frame": wording(from_document(changed(goals=[])))}, rules.FRAME),
        ({"instrument": PICK}, rules.KIND),
        ({"instrument": replace(POINTS, total=10)}, rules.TOTAL),
        ({"no_opinion": True}, rules.SILENCE),
        ({"thresholds": counting(Thresholds(given=20))}, rules.THRESHOLDS),
        ({"thresholds": counting(Thresholds(percentile_low=5))}, rules.THRESHOLDS),
    ],
)
def test_what_differs_is_the_reason(values: dict[str, Any], reason: str) -> None:
    other = replace(ROUND, **values)
    assert differently_asked(ROUND, other) == [reason]
    assert differently_asked(other, ROUND) == [reason]


@pytest.mark.parametrize("values", [{"k": 2}, {"exactly": False}])
def test_choices_must_be_as_many(values: dict[str, Any]) -> None:
    one = replace(ROUND, instrument=PICK)
    other = replace(ROUND, instrument=replace(PICK, **values))
    assert differently_asked(one, other) == [rules.CHOICES]


def test_total_of_an_instrument_without_points_says_nothing() -> None:
    one = replace(ROUND, instrument=PICK)
    assert differently_asked(one, replace(one, instrument=replace(PICK, total=10))) == []


def test_order_and_translation_of_fields_make_no_other_question() -> None:
    first, *others = FRAME["fields"]
    translated = first | {"title": first["title"] | {"en": "Something else"}}
    other = wording(from_document(FRAME | {"fields": [*others, translated]}))
    assert differently_asked(ROUND, replace(ROUND, frame=other)) == []


def test_every_reason_is_named() -> None:
    other = replace(ROUND, no_opinion=True, instrument=replace(POINTS, total=10))
    assert differently_asked(ROUND, other) == [rules.TOTAL, rules.SILENCE]


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({}, []),
        ({"figures": False}, [rules.TOO_FEW]),
        ({"figures": False, "withheld": frozenset("a")}, [rules.TOO_FEW]),
        ({"silence_as_zero": True}, [rules.SILENCE]),
        ({"withheld": frozenset("a")}, [rules.WITHHELD]),
    ],
)
def test_results_must_be_counted_alike(values: dict[str, Any], reasons: list[str]) -> None:
    other = replace(RESULT, **values)
    assert differently_counted(RESULT, other) == reasons
    assert differently_counted(other, RESULT) == reasons


def test_field_that_one_result_of_choices_withholds_leaves_the_others_comparable() -> None:
    one = replace(RESULT, pick=True)
    assert differently_counted(one, replace(one, withheld=frozenset("a"))) == []
