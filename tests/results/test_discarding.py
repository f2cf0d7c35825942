"""Ballots of a round that was stopped and whose rules say that they are destroyed unread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotFound, NotReady, WindowClosed
from participation.results import jobs, key_destruction, queries, service, visibility
from participation.results.rules import DISCARDED, NOT_BEGUN
from participation.rounds.ending import service as ending
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from participation.weighting import queries as weighting
from participation.weighting.models import Ballot, BallotSheet, QuestionAnswer
from participation.weighting.paper.sheets import may_import
from tests.factories import agree, keys, make_resident, make_round
from tests.moderation.complaining import mails_of
from tests.results.making import BAND, make
from tests.results.sheets import cast_all, points

LATER = FixedClock(clock.now() + timedelta(hours=1))


def stopped(rule: str = "destroy", ballots: int = 40, **values: Any) -> Round:
    """A round that is stopped while people weight."""
    round_ = make_round(when_stopped=rule, questions=[BAND], **values)
    cast_all(round_, points(ballots), labels=[{"age": "young"}] * ballots)
    commit_now()
    ending.stop(round_.id, reason="Ein Fehler", actor=SHELL, clock=clock)
    commit_now()
    return round_


def left(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_with_count_what_was_handed_in_is_counted_and_names_the_stop(app: Flask) -> None:
    round_ = stopped("count")
    assert queries.without_snapshot(LATER.now()) == [round_.id]
    snapshot = service.make_snapshot(round_.id, actor=SHELL, clock=LATER)
    (deviation,) = snapshot.method["deviations"]
    assert (snapshot.ballots, deviation["kind"], deviation["reason"]) == (
        40,
        "stopped",
        "Ein Fehler",
    )
    assert round_.ballots_discarded_at is None


def test_no_result_is_made_before_or_after_the_ballots_are_gone(app: Flask) -> None:
    round_ = stopped(publish_results_at=clock.now() + timedelta(days=20))
    for _ in range(2):
        assert queries.without_snapshot(LATER.now()) == []
        assert queries.due_for_publication(LATER.now() + timedelta(days=30)) == []
        with pytest.raises(NotReady) as caught:
            make(round_)
        assert caught.value.message == DISCARDED
        db.session.rollback()
        jobs.destroy_keys(LATER)
    assert queries.snapshots(round_.id) == []


@pytest.mark.parametrize("staff", [True, False])
def test_nobody_is_ever_shown_a_result(app: Flask, staff: bool) -> None:
    with pytest.raises(NotFound) as caught:
        visibility.visible_version(stopped(), LATER.now(), staff=staff)
    assert caught.value.message == DISCARDED


def test_the_next_run_deletes_ballots_and_answers_and_destroys_the_key(app: Flask) -> None:
    round_ = stopped()
    uid = round_.uid
    assert jobs.destroy_keys(LATER) == 1
    assert (left(Ballot), left(QuestionAnswer), left(BallotSheet)) == (0, 0, 0)
    assert keys().round_key(uid) is None
    assert queries.not_vacuumed() == []
    done = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("round.%"))).all()
    (entry,) = [each for each in done if each.action == "round.ballots_discarded"]
    assert entry.details["ballots"] == 40
    assert {"round.key_destroyed", "round.ballots_vacuumed"} < {each.action for each in done}


def test_who_ordered_the_result_is_mailed_once_that_none_comes_also_after_an_interruption(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = stopped()
    for address, wants in (("wants@example.org", True), ("other@example.org", False)):
        agree(make_resident(address), round_, wants_results=wants)

    def fails() -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(key_destruction, "commit_now", fails)
        jobs.destroy_keys(LATER)
    assert mails_of("result.discarded") == []
    for _ in range(2):
        jobs.destroy_keys(LATER)
    ((to, body),) = mails_of("result.discarded")
    assert to == "wants@example.org"
    assert f"/rounds/{round_.slug}" in body
    assert "Ein Ergebnis gibt es deshalb nicht." in body


def test_how_many_there_were_stays_known(app: Flask) -> None:
    round_ = stopped()
    jobs.destroy_keys(LATER)
    assert sum(day.ballots for day in weighting.days(round_.id)) == 40


def test_ballots_of_other_rounds_stay(app: Flask) -> None:
    other = make_round()
    cast_all(other, points(12))
    stopped()
    jobs.destroy_keys(LATER)
    assert left(Ballot) == 12


def test_a_destruction_that_was_interrupted_is_finished(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = stopped()

    def fails() -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(key_destruction, "commit_now", fails)
        assert jobs.destroy_keys(LATER) == 0
    db.session.rollback()
    assert left(Ballot) == 40
    assert jobs.destroy_keys(LATER) == 1
    assert left(Ballot) == 0
    assert round_.key_destroyed_at is not None


def test_no_sheet_of_paper_is_taken_any_more(app: Flask) -> None:
    with pytest.raises(WindowClosed):
        may_import(stopped(), "Postweg", LATER)


def test_what_was_handed_in_by_the_regular_end_of_weighting_is_counted(app: Flask) -> None:
    closes = clock.now() - timedelta(hours=1)
    round_ = stopped(weights_closes_at=closes)
    assert round_.ballots_discarded_at is None
    assert make(round_).ballots == 40


def test_a_round_stopped_before_weighting_began_says_so(app: Flask) -> None:
    soon = clock.now() + timedelta(days=2)
    times = {"weights_opens_at": soon, "weights_closes_at": soon + timedelta(days=9)}
    round_ = make_round(**times)
    ending.stop(round_.id, reason="Ein Fehler", actor=SHELL, clock=clock)
    commit_now()
    with pytest.raises(NotFound) as caught:
        visibility.visible_version(round_, LATER.now(), staff=True)
    assert caught.value.message == NOT_BEGUN
