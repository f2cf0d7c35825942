"""The pure rules of moderation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.ideas.rules import Action, State
from participation.kernel.errors import BadInput, Conflict
from participation.moderation import rules
from participation.moderation.rules import Reason

DECIDED = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_every_reason_has_a_label_and_a_template() -> None:
    assert set(rules.LABELS) == set(rules.TEMPLATES) == set(Reason)
    assert set(rules.REPORT_LABELS) == set(rules.ReportReason)


def test_templates_are_short_enough_to_be_sent_as_they_are() -> None:
    for template in rules.TEMPLATES.values():
        assert rules.check(State.WAITING, Action.REJECT, Reason.ADVERT, template) is State.REJECTED


def test_withdrawing_is_no_decision_of_a_moderator() -> None:
    with pytest.raises(Conflict):
        rules.check(State.WAITING, Action.WITHDRAW, None, "")


@pytest.mark.parametrize("action", rules.DECISIONS)
def test_nothing_is_decided_on_what_is_withdrawn(action: Action) -> None:
    with pytest.raises(Conflict):
        rules.check(State.WITHDRAWN, action, Reason.ADVERT, "Text")


def test_publishing_needs_no_words() -> None:
    assert rules.check(State.WAITING, Action.PUBLISH, None, "") is State.PUBLISHED


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (Action.ASK, "Schreiben Sie, was an der Idee anders werden soll."),
        (Action.REJECT, "Die Begründung fehlt. Schreiben Sie in ein oder zwei Sätzen, warum."),
    ],
)
def test_missing_words_are_asked_for(action: Action, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check(State.WAITING, action, Reason.ADVERT, "")
    assert str(refused.value) == sentence


def test_a_report_needs_words() -> None:
    with pytest.raises(BadInput):
        rules.check_report("")


def test_a_report_may_have_two_thousand_characters() -> None:
    rules.check_report("x" * 2000)


def test_a_report_that_is_too_long_is_told_by_how_much() -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_report("x" * 2345)
    assert str(refused.value) == (
        "Der Text hat 2345 Zeichen, 2000 sind möglich. Kürzen Sie ihn um 345 Zeichen."
    )


@pytest.mark.parametrize(
    ("passed", "possible"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(minutes=9, seconds=59), True),
        (timedelta(minutes=10), False),
    ],
)
def test_a_decision_can_be_undone_for_ten_minutes(passed: timedelta, possible: bool) -> None:
    assert rules.may_undo(DECIDED, DECIDED + passed, undone=False, changed_since=False) is possible


@pytest.mark.parametrize(("undone", "changed"), [(True, False), (False, True)])
def test_a_decision_is_not_undone_twice_nor_after_a_change(undone: bool, changed: bool) -> None:
    assert not rules.may_undo(DECIDED, DECIDED, undone=undone, changed_since=changed)


def test_a_moderator_is_at_work_for_ten_minutes_after_a_decision() -> None:
    assert timedelta(minutes=10) == rules.ACTIVE_FOR
