"""Stopping a round that runs: nothing arrives any more, and everybody is told why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.following import service as following
from participation.following.models import News
from participation.ideas import service as ideas
from participation.ideas.rules import Content
from participation.kernel.clock import Clock, FixedClock, clock
from participation.kernel.errors import BadInput, Conflict, ParticipationError, WindowClosed
from participation.rounds import lifecycle, queries
from participation.rounds.announcing import jobs
from participation.rounds.ending import service
from participation.rounds.models import Deviation, Round
from participation.weighting.codes.service import make_codes
from participation.weighting.models import Ballot
from tests.factories import agree, make_idea, make_resident, make_round
from tests.weighting.casting import OTHER, cast, key, outcome_elsewhere, take_back

WHY = "Ein Fehler im Fragebogen"


def stop(round_: Round, reason: str = WHY, at: Clock = clock, **values: Any) -> Deviation:
    """Stop and commit."""
    deviation = service.stop(round_.id, reason=reason, actor=SHELL, clock=at, **values)
    db.session.commit()
    return deviation


def refused(round_: Round, **values: Any) -> ParticipationError:
    with pytest.raises(ParticipationError) as caught:
        service.stop(round_.id, actor=SHELL, clock=clock, **{"reason": WHY} | values)
    db.session.rollback()
    return caught.value


def news() -> list[str]:
    return list(db.session.scalars(select(News.event).order_by(News.id)))


def test_both_open_windows_close_at_once_and_the_rules_stay(app: Flask) -> None:
    round_ = make_round()
    before, planned = round_.rules_hash, round_.weights_closes_at
    deviation = stop(round_)
    assert round_.stopped_at == round_.weights_closes_at == round_.ideas_closes_at
    assert round_.rules_hash == before
    assert planned is not None
    assert (deviation.kind, deviation.reason) == ("stopped", WHY)
    assert deviation.details["weights_until"] == planned.isoformat().replace("+00:00", "Z")


def test_no_ballot_no_change_and_no_withdrawal_arrives_after_the_stop(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    stop(round_)
    for late in (
        lambda: cast(round_, OTHER, 1),
        lambda: cast(round_, proof="another"),
        lambda: take_back(round_),
    ):
        with pytest.raises(WindowClosed):
            late()
        db.session.rollback()


def test_no_idea_and_no_correction_of_one_arrives_after_the_stop(app: Flask) -> None:
    round_, author = make_round(), make_resident()
    agree(author, round_)
    idea = make_idea(round_, author)
    stop(round_)
    content = Content("Bäume", "Mehr Bäume an der Hauptstraße.", "mobility", None)
    with pytest.raises(WindowClosed):
        ideas.submit(round_.id, content, author=author, form_token="token", clock=clock)
    db.session.rollback()
    with pytest.raises(WindowClosed):
        ideas.edit(idea.id, content, author=author, version=idea.version, clock=clock)


def test_a_ballot_that_waits_for_the_lock_while_the_round_is_stopped_is_refused(
    app: Flask,
) -> None:
    round_ = make_round()
    round_id, ballot = round_.id, key(round_)

    with ThreadPoolExecutor(1) as pool:
        service.stop(round_id, reason=WHY, actor=SHELL, clock=clock)
        waiting = pool.submit(outcome_elsewhere, app, round_id, ballot)
        db.session.commit()
        assert waiting.result() == "closed"
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0


def test_a_window_that_had_not_opened_never_does(app: Flask) -> None:
    soon = clock.now() + timedelta(days=2)
    round_ = make_round(weights_opens_at=soon, weights_closes_at=soon + timedelta(days=9))
    stop(round_)
    assert round_.weights_window.absent
    assert round_.ideas_closes_at == round_.stopped_at


@pytest.mark.parametrize("reason", ["  ", "x" * 1001])
def test_without_a_reason_that_can_be_shown_nothing_is_stopped(app: Flask, reason: str) -> None:
    error = refused(make_round(), reason=reason)
    assert isinstance(error, BadInput)
    assert error.field == "reason"


def test_a_round_that_has_not_begun_is_over_or_is_a_draft_cannot_be_stopped(app: Flask) -> None:
    day, now = timedelta(days=1), clock.now()
    coming = {f"{name}_opens_at": now + day for name in ("ideas", "weights")}
    over = {f"{name}_closes_at": now - day / 2 for name in ("ideas", "weights")}
    for values in (coming, over, {"published_at": None}):
        assert isinstance(refused(make_round(**values)), WindowClosed)


def test_a_second_click_changes_nothing_and_another_reason_is_a_conflict(app: Flask) -> None:
    round_ = make_round()
    version = round_.version
    first = stop(round_, version=version)
    assert stop(round_, version=version).id == first.id
    assert len(queries.deviations(round_.id)) == 1
    assert isinstance(refused(round_, reason="Ein anderer Grund"), Conflict)


def test_a_stopped_round_is_never_extended_and_not_stopped_twice(app: Flask) -> None:
    round_ = make_round()
    stop(round_)
    for which in ("ideas", "weights"):
        with pytest.raises(WindowClosed):
            lifecycle.extend_window(
                round_.id,
                which,
                clock.now() + timedelta(days=30),
                reason="Doch noch",
                actor=SHELL,
                clock=clock,
            )
        db.session.rollback()


def test_no_codes_are_made_for_a_stopped_round(app: Flask) -> None:
    soon = clock.now() + timedelta(days=2)
    times = {"weights_opens_at": soon, "weights_closes_at": soon + timedelta(days=9)}
    round_ = make_round(participation=["code"], **times)
    stop(round_)
    with pytest.raises(WindowClosed):
        make_codes(round_id=round_.id, count=1, purpose="Briefe", actor=SHELL, clock=clock)


def test_followers_hear_that_it_is_stopped_and_not_of_its_dates_any_more(app: Flask) -> None:
    round_ = make_round()
    following.follow(make_resident(), "round", round_.slug, frequency="weekly", clock=clock)
    db.session.commit()
    jobs.announce(clock)
    assert news() == ["round.both_opened"]
    stop(round_)
    assert news() == ["round.stopped"]
    assert jobs.announce(clock) == 0
    assert news() == ["round.stopped"]


def test_that_it_was_stopped_is_audited_with_reason_and_planned_end(app: Flask) -> None:
    round_ = make_round()
    stop(round_)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.details["reason"]) == ("round.stopped", WHY)
    assert "weights_until" in entry.details


def test_a_stopped_round_goes_to_the_archive_and_comes_back(app: Flask) -> None:
    round_ = make_round()
    stop(round_)
    lifecycle.archive(round_.id, actor=SHELL, clock=clock)
    db.session.commit()
    assert round_ not in queries.published_rounds()
    lifecycle.bring_back(round_.id, actor=SHELL, clock=clock)
    db.session.commit()
    assert round_ in queries.published_rounds()


def test_nothing_is_taken_in_the_very_instant_in_which_a_round_opens_and_is_stopped(
    app: Flask,
) -> None:
    round_ = make_round()
    assert round_.weights_opens_at is not None
    instant = FixedClock(round_.weights_opens_at)
    stop(round_, at=instant)
    with pytest.raises(WindowClosed):
        cast(round_, at=instant)


def test_the_shell_lists_it_as_stopped(app: Flask) -> None:
    slug = make_round().slug
    stop(queries.get(slug))
    assert f"{slug}: stopped" in app.test_cli_runner().invoke(args=["rounds", "list"]).output
