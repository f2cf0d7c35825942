"""Making and publishing a version: once, by number, and only what still holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import Conflict, NotFound, NotReady
from participation.outbox.models import Mail
from participation.results import making, queries, service
from participation.results.models import Snapshot
from participation.results.rules import NO_SNAPSHOT, NO_WEIGHTS, OUTDATED
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from tests.factories import agree, closed, make_resident, make_round
from tests.results.making import (
    begin_batch,
    close_batch,
    late_batch,
    make,
    published,
    set_aside,
)
from tests.results.sheets import cast_all, closed_round, points

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def counted() -> Round:
    """A closed round of forty ballots."""
    round_ = closed_round()
    cast_all(round_, points(40))
    return round_


def publish(round_: Round, number: int, *, at: datetime | None = None) -> Snapshot:
    """Publish a version and commit."""
    then = FixedClock(at) if at else clock
    snapshot = service.publish(round_.id, number=number, actor=SHELL, clock=then)
    commit_now()
    return snapshot


@on_sqlite
def test_a_round_without_weights_has_no_result(app: Flask) -> None:
    round_ = make_round(**closed() | {"weights_opens_at": None, "weights_closes_at": None})
    with pytest.raises(NotReady) as refusal:
        make(round_)
    assert refusal.value.message == NO_WEIGHTS


@on_sqlite
def test_a_reason_is_kept_without_spaces_around_it_and_up_to_a_thousand_characters(
    app: Flask,
) -> None:
    round_ = counted()
    published(round_)
    late_batch(round_, 1, 10)
    assert make(round_, f"  {'x' * 999}yz ").reason == "x" * 999 + "y"


@on_sqlite
def test_the_same_ballots_are_not_computed_a_third_time_whatever_the_reason(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = counted()
    published(round_)
    late_batch(round_, 1, 10)
    second = make(round_, "Zehn Bögen kamen mit der Post.")
    monkeypatch.setattr(making, "compute", None)
    assert make(round_, "noch einmal").id == second.id


@on_sqlite
def test_a_batch_without_sheets_that_is_set_aside_is_named_in_a_new_version(app: Flask) -> None:
    round_ = counted()
    number = begin_batch(round_)
    close_batch(round_, number)
    assert make(round_).method["set_aside"] == []
    set_aside(round_, number)
    assert make(round_).method["set_aside"] == [number]


def disturbed(monkeypatch: pytest.MonkeyPatch, round_: Round, times: int) -> None:
    """Let ballots come while the result is computed, so many times."""
    compute, left = making.compute, iter(range(times))

    def disturb(*values: Any) -> Any:
        made = compute(*values)
        for position in left:
            cast_all(round_, points(1), prefix=f"meanwhile{position}-")
            break
        return made

    monkeypatch.setattr(making, "compute", disturb)


@on_sqlite
def test_ballots_that_come_during_four_tries_are_counted_in_the_fifth(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = counted()
    disturbed(monkeypatch, round_, 4)
    snapshot = make(round_)
    assert (snapshot.number, snapshot.ballots) == (1, 44)


@on_sqlite
def test_ballots_that_come_during_five_tries_are_a_conflict(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = counted()
    disturbed(monkeypatch, round_, 5)
    with pytest.raises(Conflict):
        make(round_)
    assert queries.snapshots(round_.id) == []


@on_sqlite
def test_a_new_version_deletes_none_of_another_round(app: Flask) -> None:
    first, between, last = counted(), counted(), counted()
    for round_ in (first, between, last):
        make(round_)
    late_batch(between, 1, 10)
    make(between)
    kept = [[v.number for v in queries.versions(r.id)] for r in (first, between, last)]
    assert kept == [[1], [2], [1]]


@on_sqlite
@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_was_never_made_is_not_published(app: Flask, number: int) -> None:
    round_ = closed_round()
    with pytest.raises(NotFound) as refusal:
        publish(round_, number)
    assert refusal.value.message == NO_SNAPSHOT


@on_sqlite
def test_the_version_after_the_newest_is_not_published(app: Flask) -> None:
    round_ = counted()
    make(round_)
    with pytest.raises(NotFound):
        publish(round_, 2)


@on_sqlite
def test_nothing_is_published_before_weighting_ends(app: Flask) -> None:
    round_ = counted()
    make(round_)
    assert round_.weights_closes_at is not None
    with pytest.raises(NotReady):
        publish(round_, 1, at=round_.weights_closes_at - timedelta(seconds=1))
    db.session.rollback()
    assert queries.versions(round_.id)[0].published_at is None


@on_sqlite
def test_a_version_whose_batch_was_set_aside_since_is_outdated(app: Flask) -> None:
    round_ = counted()
    late_batch(round_, 1, 10)
    make(round_)
    set_aside(round_, 1)
    with pytest.raises(NotReady) as refusal:
        publish(round_, 1)
    assert refusal.value.message == OUTDATED


@on_sqlite
def test_who_asked_hears_of_the_first_publication_alone(app: Flask) -> None:
    round_ = counted()
    agree(make_resident("hears@example.org"), round_, wants_results=True)
    published(round_)
    first = round_.results_published_at
    late_batch(round_, 1, 10)
    make(round_, "Zehn Bögen kamen mit der Post.")
    publish(round_, 2, at=datetime.now(UTC) + timedelta(hours=1))
    assert db.session.query(Mail).count() == 1
    assert round_.results_published_at == first


@on_sqlite
def test_publishing_the_first_again_leaves_the_second_as_it_is(app: Flask) -> None:
    round_ = counted()
    published(round_)
    late_batch(round_, 1, 10)
    make(round_, "Zehn Bögen kamen mit der Post.")
    assert publish(round_, 1).number == 1
    assert queries.versions(round_.id)[1].published_at is None


def timeouts() -> tuple[str, str]:
    """How long PostgreSQL lets a statement of this transaction take, and a pause between two."""
    names = ("statement_timeout", "idle_in_transaction_session_timeout")
    one, other = (str(db.session.scalar(text(f"SHOW {name}"))) for name in names)
    return one, other


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_statements_of_a_result_may_take_ten_minutes_in_this_transaction_alone(app: Flask) -> None:
    begin_write()
    before = timeouts()
    service.long_statements()
    assert timeouts() == ("10min", "10min")
    commit_now()
    assert timeouts() == before != ("10min", "10min")


@on_sqlite
def test_who_asks_for_a_version_without_a_reason_gets_the_newest(app: Flask) -> None:
    round_ = counted()
    published(round_)
    late_batch(round_, 1, 10)
    second = make(round_, "Zehn Bögen kamen mit der Post.")
    publish(round_, second.number)
    assert make(round_).id == second.id


@on_sqlite
def test_a_version_that_was_replaced_unseen_does_not_publish_its_successor(app: Flask) -> None:
    round_ = counted()
    first = make(round_).number
    late_batch(round_, 1, 10)
    second = make(round_)
    assert second.number > first
    with pytest.raises(NotReady):
        publish(round_, first)
    db.session.rollback()
    assert queries.snapshots(round_.id)[-1].published_at is None
