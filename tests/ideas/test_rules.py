"""The pure rules of ideas."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from participation.ideas import rules
from participation.ideas.rules import Action, Content, Sort, State
from participation.rounds.rules import Phase, RoundState
from participation.strategy.rules import from_document
from tests.factories import FRAME

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SPACE = from_document(FRAME)
GOOD = Content("Titel", "Text", "mobility", "mobility-1")


def test_what_is_withdrawn_stays_so() -> None:
    assert rules.actions_in(State.WITHDRAWN) == ()


@pytest.mark.parametrize("state", [State.WAITING, "waiting"])
def test_a_waiting_idea_is_decided_on_or_withdrawn(state: str) -> None:
    decisions = (Action.PUBLISH, Action.REJECT, Action.ASK, Action.WITHDRAW)
    assert rules.actions_in(state) == decisions


def test_a_published_idea_is_kept_removed_or_withdrawn() -> None:
    steps = (Action.KEEP, Action.REMOVE, Action.WITHDRAW)
    assert rules.actions_in(State.PUBLISHED) == steps


def test_only_a_waiting_idea_can_be_sent_back_to_its_author() -> None:
    assert [state for state in State if rules.after(state, Action.ASK)] == [State.WAITING]


def test_a_published_idea_is_removed_and_never_silently_rejected() -> None:
    assert rules.after(State.PUBLISHED, Action.REJECT) is None
    assert rules.after("published", Action.REMOVE) is State.REMOVED


def test_decisions_can_be_revised() -> None:
    assert rules.after(State.REJECTED, Action.PUBLISH) is State.PUBLISHED
    assert rules.after(State.REMOVED, Action.PUBLISH) is State.PUBLISHED
    assert rules.after(State.REJECTED, Action.REJECT) is State.REJECTED


def test_a_good_idea_has_no_problems() -> None:
    assert rules.problems(GOOD, SPACE) == []
    assert rules.problems(Content("T" * 120, "x" * 4000, "energy"), SPACE) == []


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (Content("", "", "", None), ["title", "text", "field"]),
        (Content("T" * 121, "x" * 4001, "water"), ["title", "text", "field"]),
        (Content("T", "x", "energy", "mobility-1"), ["goal"]),
        (Content("T", "x", "energy", "nothing"), ["goal"]),
    ],
)
def test_each_problem_names_its_field(content: Content, fields: list[str]) -> None:
    assert [problem.field for problem in rules.problems(content, SPACE)] == fields


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            Content("T" * 241, "x", "energy"),
            "Der Titel hat 241 Zeichen, 120 sind möglich. Kürzen Sie ihn um 121 Zeichen.",
        ),
        (
            Content("T", "x" * 4321, "energy"),
            "Der Text hat 4321 Zeichen, 4000 sind möglich. Kürzen Sie ihn um 321 Zeichen.",
        ),
    ],
)
def test_what_is_too_long_is_told_by_how_much(content: Content, sentence: str) -> None:
    assert [str(problem) for problem in rules.problems(content, SPACE)] == [sentence]


def may_edit(**values: Any) -> bool:
    defaults: dict[str, Any] = {
        "state": State.WAITING,
        "is_author": True,
        "window_open": True,
        "publish_first": False,
        "submitted_at": NOW,
        "decided": False,
        "now": NOW + timedelta(days=3),
    }
    return rules.may_edit(**defaults | values)


def test_the_author_may_edit_while_it_waits() -> None:
    assert may_edit()
    assert not may_edit(is_author=False)


@pytest.mark.parametrize("state", [state for state in State if state is not State.WAITING])
def test_what_waits_no_longer_is_not_edited(state: State) -> None:
    assert not may_edit(state=state, now=NOW)


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN, State.REMOVED])
def test_under_publish_first_only_what_is_published_is_edited(state: State) -> None:
    assert not may_edit(state=state, publish_first=True, now=NOW)


def test_nobody_edits_after_the_window_has_closed() -> None:
    assert not may_edit(window_open=False)


def test_under_publish_first_the_author_has_fifteen_minutes() -> None:
    published: dict[str, Any] = {"state": "published", "publish_first": True}
    assert may_edit(**published, now=NOW)
    assert not may_edit(**published, now=NOW - timedelta(seconds=1))
    assert may_edit(**published, now=NOW + timedelta(minutes=14, seconds=59))
    assert not may_edit(**published, now=NOW + timedelta(minutes=15))
    assert not may_edit(**published, now=NOW, decided=True)
    assert not may_edit(**published | {"publish_first": False}, now=NOW)


def test_support_is_for_published_ideas_of_others_while_the_round_lasts() -> None:
    fine: dict[str, Any] = {"state": "published", "is_author": False, "begun": True, "over": False}
    assert rules.may_support(**fine)
    for change in ({"state": "waiting"}, {"is_author": True}, {"begun": False}, {"over": True}):
        assert not rules.may_support(**fine | change)


@pytest.mark.parametrize(
    ("weights", "counted"),
    [
        (Phase.ABSENT, True),
        (Phase.BEFORE, False),
        (Phase.OPEN, False),
        (Phase.AFTER, True),
    ],
)
def test_ideas_of_a_field_are_counted_once_nobody_weights(weights: Phase, counted: bool) -> None:
    assert rules.fields_counted(weights) is counted


@pytest.mark.parametrize(
    ("during", "shown"),
    [(True, {*RoundState}), (False, {RoundState.CLOSED})],
)
def test_support_is_shown_during_the_round_or_at_its_end(
    during: bool, shown: set[RoundState]
) -> None:
    assert {state for state in RoundState if rules.support_shown(state, during=during)} == shown


@pytest.mark.parametrize("number", ["2026-00001", "2026-12345", "2026-123456", "2026-2147483647"])
def test_a_public_number_is_read_back(number: str) -> None:
    parsed = rules.parse_number(number)
    assert parsed is not None
    assert rules.number_of(*parsed) == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        "new",
        "2026",
        "2026-1",
        "2026-00000",
        "2026-000012",
        "2026-00001\n",
        "2026-00001 ",
        "2026-٠٠٠٠١",
        "-00001",
        "2026-2147483648",
        "2026-" + "9" * 10,
        "2026-" + "9" * 19,
        "0026-00001",
        "2026-00001'--",
        "2026--0001",
        "a" * 50000,
    ],
)
def test_anything_else_is_no_number(number: str) -> None:
    assert rules.parse_number(number) is None


def test_unknown_orders_are_the_random_one() -> None:
    assert rules.sort_of("newest", by_support=False) is Sort.NEWEST
    for raw in (None, "", "title", "support; drop table ideas"):
        assert rules.sort_of(raw, by_support=True) is Sort.RANDOM


def test_the_order_by_support_is_offered_only_where_support_is_told() -> None:
    assert rules.sorts(by_support=True) == (Sort.RANDOM, Sort.NEWEST, Sort.SUPPORTED)
    assert rules.sorts(by_support=False) == (Sort.RANDOM, Sort.NEWEST)
    assert rules.sort_of("supported", by_support=False) is Sort.RANDOM


def test_the_start_of_a_day_is_the_hash_of_round_and_date() -> None:
    assert rules.day_start(date(2026, 12, 1), 1) == 1041481859


def test_the_order_of_a_day_is_fixed_and_differs_from_the_next() -> None:
    starts = {rules.day_start(date(2026, 12, day), 1) for day in range(1, 31)}
    assert len(starts) == 30
    assert all(0 <= start < 2147483648 == rules.SHUFFLE_SPAN for start in starts)
    assert rules.day_start(date(2026, 12, 1), 1) == rules.day_start(date(2026, 12, 1), 1)


def test_wildcards_of_like_are_searched_literally() -> None:
    assert rules.like_patterns("100% a_b c\\d") == ["%100\\%%", "%a\\_b%", "%c\\\\d%"]
    assert rules.like_patterns("a " * 50) == ["%a%"] * 8


def test_a_search_takes_a_hundred_characters() -> None:
    assert rules.like_patterns("a" * 101) == ["%" + "a" * 100 + "%"]


def test_a_digest_tells_neighbouring_values_apart() -> None:
    assert rules.content_digest("ab", "c") != rules.content_digest("a", "bc")
    assert rules.content_digest("a", None) == rules.content_digest("a", "")


def test_a_digest_stays_the_same_from_version_to_version() -> None:
    assert (
        rules.content_digest("ab", "")
        == "5275cd81a7ab85c7219cbe049231f08aab0913631cfd098890af6791862ef41e"
    )
