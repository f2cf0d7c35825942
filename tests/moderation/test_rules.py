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


def test_templates_are_short_enough_to_be_sent_as_they_are() -> None:
    for reason in Reason:
        template = " ".join(rules.template(reason, ideas_open=True, over=False))
        assert rules.check(State.WAITING, Action.REJECT, Reason.ADVERT, template) is State.REJECTED


@pytest.mark.parametrize("reason", Reason)
def test_a_template_offers_nothing_that_a_closed_round_refuses(reason: Reason) -> None:
    closed = " ".join(rules.template(reason, ideas_open=False, over=True))
    assert "noch einmal einreichen" not in closed
    assert "unterstützen" not in closed


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


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_length("x" * 2345)
    assert str(refused.value) == (
        "Der Text hat 2345 Zeichen, 2000 sind möglich. Kürzen Sie ihn um 345 Zeichen."
    )


def test_every_reason_rests_on_something() -> None:
    assert set(rules.GROUNDS) == set(Reason)
    assert set(rules.GROUNDS.values()) == set(rules.GROUND_LABELS)


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        ("2026-11-22T12:00+01:00", "2027-05-23T00:00+02:00"),
        ("2026-08-31T12:00+02:00", "2027-03-01T00:00+01:00"),
        # Late in the evening in UTC it is the next day here.
        ("2026-12-31T23:30+00:00", "2027-07-02T00:00+02:00"),
    ],
)
def test_a_complaint_is_possible_until_the_end_of_the_day_six_months_later(
    decided: str, until: str
) -> None:
    end = rules.complaint_until(datetime.fromisoformat(decided), "Europe/Berlin")
    assert end == datetime.fromisoformat(until)


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
