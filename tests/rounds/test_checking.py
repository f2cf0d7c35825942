"""The bounds within which a round may be set up, each at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from participation.kernel.errors import BadInput
from participation.rounds.configuration import checking
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from tests.rounds.making import CLOSES, INSTANT, OPENS, SETTINGS


def wrong(*, field_count: int = 3, published: bool = False, **values: Any) -> list[BadInput]:
    """The problems of a round with these settings."""
    settings = replace(SETTINGS, **values)
    return checking.problems(settings, field_count=field_count, published=published)


def fields(**values: Any) -> list[str | None]:
    """The places of the problems."""
    return [problem.field for problem in wrong(**values)]


def question(*classes: Any, key: str = "age") -> dict[str, Any]:
    """A question whose answers are keys, or keys with a share."""
    pairs = [item if isinstance(item, tuple) else (item, None) for item in classes]
    return {
        "key": key,
        "title": {"de": "Frage"},
        "classes": [{"key": key, "title": {"de": "x"}, "share": share} for key, share in pairs],
    }


def test_a_round_does_not_take_the_address_of_a_page_of_planners() -> None:
    for slug in ("strategies", "papers", "projects", "answers", "reports", "apply"):
        assert fields(slug=slug) == ["slug"]
    assert fields(slug="papers-2027") == []


def test_either_window_is_enough_to_publish() -> None:
    for name in ("ideas", "weights"):
        assert fields(published=True, **{name: Window()}) == []
    none = {"ideas": Window(), "weights": Window()}
    assert fields(published=True, **none) == ["windows"]
    assert fields(**none) == []


def test_two_fields_are_enough_to_publish() -> None:
    assert fields(published=True, field_count=1) == ["strategy"]
    assert fields(published=True, field_count=2) == []
    assert fields(field_count=1) == []


@pytest.mark.parametrize(
    ("k", "field_count", "allowed"),
    [
        (0, 3, False),
        (1, 3, True),
        (2, 3, True),
        (3, 3, False),
        (1, 2, True),
        (1, 0, True),
        (1, 1, True),
        (2, 1, False),
    ],
)
def test_a_pick_takes_one_field_at_least_and_never_all(
    k: int, field_count: int, allowed: bool
) -> None:
    found = wrong(field_count=field_count, instrument=Instrument(InstrumentKind.PICK, k=k))
    expected = [] if allowed else [("instrument.k", {"fields": field_count})]
    assert [(problem.field, problem.values) for problem in found] == expected


def test_results_appear_when_the_last_window_closes_and_not_before() -> None:
    assert fields(publish_results_at=CLOSES) == []
    assert fields(publish_results_at=CLOSES - INSTANT) == ["publish_results_at"]
    later = Window(OPENS, CLOSES + timedelta(days=1))
    assert fields(publish_results_at=CLOSES, weights=later) == ["publish_results_at"]
    none = {"ideas": Window(), "weights": Window()}
    assert fields(publish_results_at=OPENS, **none) == []


def test_ideas_are_answered_after_their_window_has_closed() -> None:
    # The window closes on 22 March at 0:00 in the round's zone.
    assert fields(answers_due=date(2027, 3, 22)) == []
    assert fields(answers_due=date(2027, 3, 21)) == ["answers_due"]
    assert fields(answers_due=date(2027, 3, 21), timezone="Atlantic/Azores") == []


def test_a_time_limit_for_answers_needs_a_window_for_ideas() -> None:
    assert fields(answers_due=date(2027, 3, 22), ideas=Window()) == []
    published = fields(answers_due=date(2027, 3, 22), ideas=Window(), published=True)
    assert published == ["answers_due"]


@pytest.mark.parametrize(("total", "allowed"), [(1, False), (2, True), (100, True), (101, False)])
def test_a_points_ballot_has_2_to_100_points(total: int, allowed: bool) -> None:
    found = wrong(instrument=Instrument(total=total))
    expected = [] if allowed else [("instrument.total", {"low": 2, "high": 100})]
    assert [(problem.field, problem.values) for problem in found] == expected
    assert fields(instrument=Instrument(InstrumentKind.PICK, total=total, k=1)) == []


@pytest.mark.parametrize(
    ("name", "low", "high"), [("points", 2, 100), ("top", 1, 10), ("drawn", 0, 10)]
)
def test_goals_have_bounds(name: str, low: int, high: int) -> None:
    for value in (low, high):
        assert fields(goals=replace(GoalRules(), **{name: value})) == []
    for value in (low - 1, high + 1):
        [problem] = wrong(goals=replace(GoalRules(), **{name: value}))
        assert (problem.field, problem.values) == (f"goals.{name}", {"low": low, "high": high})


@pytest.mark.parametrize(
    ("name", "low", "high"), [("minimum_age", 1, 120), ("destroy_key_after_days", 0, 3650)]
)
def test_whole_numbers_have_bounds(name: str, low: int, high: int) -> None:
    assert fields(**{name: low}) == fields(**{name: high}) == []
    assert fields(**{name: low - 1}) == fields(**{name: high + 1}) == [name]


def test_a_way_in_is_named_once() -> None:
    assert fields(participation=("email", "code", "open")) == []
    assert fields(participation=("email", "email")) == ["participation"]
    assert fields(participation=("email", "fax")) == ["participation"]


@pytest.mark.parametrize(("name", "longest"), [("address", 300), ("telephone", 60)])
def test_a_contact_is_as_long_as_it_may_be(name: str, longest: int) -> None:
    assert fields(contact={name: "x" * longest}) == []
    [problem] = wrong(contact={name: "x" * (longest + 1)})
    assert (problem.field, problem.values) == (f"contact.{name}", {"longest": longest})


def test_the_address_of_a_contact_is_one() -> None:
    assert fields(contact={"email": "amt@example.org"}) == []
    assert fields(contact={"email": "x" * 250 + "@a.de"}) == ["contact.email"]
    assert fields(contact={"email": "amt"}) == ["contact.email"]
    assert fields(contact={"unit": {"en": "Office"}}) == ["contact.unit.de"]


def test_a_round_asks_ten_questions_at_most() -> None:
    many = tuple(question("a", "b", key=f"q{number}") for number in range(11))
    assert fields(questions=many[:10]) == []
    [problem] = wrong(questions=many)
    assert (problem.field, problem.values) == ("questions", {"most": 10})


@pytest.mark.parametrize(("count", "allowed"), [(1, False), (2, True), (20, True), (21, False)])
def test_a_question_has_2_to_20_answers(count: int, allowed: bool) -> None:
    found = wrong(questions=(question(*(f"a{number}" for number in range(count))),))
    expected = [] if allowed else [("questions.0.classes", {"most": 20})]
    assert [(problem.field, problem.values) for problem in found] == expected


@pytest.mark.parametrize(
    ("key", "allowed"),
    [("ref", True), ("x" * 40, True), ("x" * 41, False), ("A", False), ("none", False)],
)
def test_an_answer_has_a_key_of_its_own(key: str, allowed: bool) -> None:
    found = fields(questions=(question("a", key),))
    assert found == ([] if allowed else ["questions.0.classes.1.key"])


def test_the_second_of_two_answers_with_one_key_is_named() -> None:
    [problem] = wrong(questions=(question("a", "b", "a"),))
    assert (problem.field, problem.values) == ("questions.0.classes.2.key", {"key": "a"})


def test_two_questions_have_two_keys() -> None:
    asked = (question("a", "b"), question("a", "b"))
    assert fields(questions=asked) == ["questions.1.key"]


@pytest.mark.parametrize(
    ("shares", "allowed"),
    [
        ((0, 1), True),
        ((0.1, 0.2, 0.7), True),
        ((0.4, None), True),
        ((-0.5, 1), False),
        ((0.5, 0.51), False),
        ((1.5, None), False),
    ],
)
def test_shares_are_parts_of_one_whole(shares: tuple[float | None, ...], allowed: bool) -> None:
    answers = [(f"a{number}", share) for number, share in enumerate(shares)]
    assert fields(questions=(question(*answers),)) == ([] if allowed else ["questions.0.classes"])


def test_a_slug_has_40_characters_at_most() -> None:
    assert fields(slug="x" * 40) == []
    assert fields(slug="x" * 41) == ["slug"]


def test_an_unknown_choice_is_told_the_known_ones() -> None:
    [problem] = wrong(moderation="later")
    assert (problem.field, problem.values) == ("moderation", {"choices": "hold, publish"})


def test_the_first_of_several_problems_speaks_for_all() -> None:
    problems = wrong(slug="A", timezone="Mond", minimum_age=0)
    error = checking.InvalidSettings(problems)
    assert (error.field, error.problems) == ("slug", problems)
    assert error.values == {"key": "A"}
