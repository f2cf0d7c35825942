"""Casting, changing and withdrawing: exactly once, whatever is repeated or late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import Conflict, NotFound, WindowClosed
from participation.outbox.models import Mail
from participation.rounds.service import lock_round
from participation.weighting import queries, service
from participation.weighting.credentials import email_ballot_key
from participation.weighting.models import Ballot, BallotDay
from tests.factories import closed, keys, make_resident, make_round
from tests.weighting.casting import LAYOUT, ONE, OTHER, cast, key, said, take_back


def test_a_repeat_of_the_same_content_is_the_same_ballot(app: Flask) -> None:
    round_ = make_round()
    first, second = cast(round_), cast(round_)
    assert (first.version, first.fresh) == (1, True)
    assert (second.version, second.fresh) == (1, False)
    assert queries.ballot_count(round_.id) == 1


def test_a_repeat_from_the_stored_version_changes_nothing(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    again = cast(round_, base=1)
    assert (again.version, again.fresh) == (1, False)


@pytest.mark.parametrize("stored", [False, True])
def test_a_form_from_a_version_that_does_not_exist_is_not_stored(app: Flask, stored: bool) -> None:
    round_ = make_round()
    if stored:
        cast(round_)
    with pytest.raises(service.OtherBallot):
        cast(round_, OTHER, base=2)
    db.session.rollback()
    assert said(round_) == (ONE if stored else None)


def test_the_refusal_says_whether_something_else_is_stored_or_it_was_withdrawn(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    with pytest.raises(service.OtherBallot, match="schon etwas anderes gespeichert"):
        cast(round_, OTHER)
    take_back(round_)
    with pytest.raises(service.OtherBallot, match="haben Sie zurückgezogen"):
        cast(round_, OTHER)


def test_a_change_replaces_the_ballot_and_counts_no_further_one(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    assert cast(round_, OTHER, base=1).version == 2
    assert said(round_) == OTHER
    assert queries.ballot_count(round_.id) == 1
    assert db.session.query(Ballot).count() == 1


def test_an_old_tab_with_other_content_overwrites_nothing(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    cast(round_, OTHER, base=1)
    with pytest.raises(service.OtherBallot) as caught:
        cast(round_, ONE, base=0)
    db.session.rollback()
    assert caught.value.stored is not None
    assert caught.value.stored.answers(LAYOUT) == OTHER
    assert caught.value.offered == ONE
    assert said(round_) == OTHER


def test_a_late_retry_does_not_bring_a_withdrawn_ballot_back(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    assert take_back(round_)
    with pytest.raises(service.OtherBallot):
        cast(round_, ONE, base=0)
    db.session.rollback()
    assert said(round_) is None
    assert queries.ballot_count(round_.id) == 0


def test_after_a_withdrawal_one_can_cast_anew(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    take_back(round_)
    assert cast(round_, OTHER, base=2).version == 3
    assert said(round_) == OTHER
    assert queries.ballot_count(round_.id) == 1


def test_withdrawing_twice_takes_back_once(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    cast(round_, proof="another")
    assert take_back(round_)
    assert not take_back(round_)
    assert not take_back(round_, "never cast")
    assert queries.ballot_count(round_.id) == 1


def test_a_withdrawal_that_started_from_another_version_is_a_conflict(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    cast(round_, OTHER, base=1)
    with pytest.raises(Conflict):
        service.withdraw(round_id=round_.id, key=key(round_), base_version=1, clock=clock)
    db.session.rollback()
    assert said(round_) == OTHER


def test_a_withdrawal_from_the_stored_version_leaves_a_further_one(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    cast(round_, OTHER, base=1)
    assert service.withdraw(round_id=round_.id, key=key(round_), base_version=2, clock=clock)
    stored = queries.get(round_.id, key(round_))
    assert stored == queries.Stored(3, None)


def test_a_repeated_withdrawal_from_an_old_version_takes_nothing_back(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    take_back(round_)
    assert not service.withdraw(round_id=round_.id, key=key(round_), base_version=1, clock=clock)


def test_a_withdrawal_leaves_the_ballots_of_others(app: Flask) -> None:
    first, round_ = make_round(), make_round()
    proofs = [f"person {number}" for number in range(5)]
    for proof in proofs:
        cast(first, proof=proof)
        cast(round_, proof=proof)
    take_back(round_, proofs[2])
    assert [said(round_, proof) for proof in proofs] == [ONE, ONE, None, ONE, ONE]
    assert [said(first, proof) for proof in proofs] == [ONE] * 5


@pytest.mark.parametrize("when", ["before", "after", "absent"])
def test_outside_the_window_nothing_is_cast_or_withdrawn(app: Flask, when: str) -> None:
    round_ = make_round(**(closed() if when == "after" else {}))
    if when == "before":
        assert round_.weights_closes_at
        round_ = make_round(weights_opens_at=round_.weights_closes_at - timedelta(hours=1))
    if when == "absent":
        round_ = make_round(weights_opens_at=None, weights_closes_at=None)
    with pytest.raises(WindowClosed):
        cast(round_)
    with pytest.raises(WindowClosed):
        take_back(round_)
    db.session.rollback()
    assert db.session.query(Ballot).count() == 0


def test_the_first_instant_counts_and_the_last_does_not(app: Flask) -> None:
    round_ = make_round()
    opens, closes = round_.weights_opens_at, round_.weights_closes_at
    assert opens is not None
    assert closes is not None
    assert cast(round_, at=FixedClock(opens)).fresh
    with pytest.raises(WindowClosed):
        cast(round_, proof="late", at=FixedClock(closes))


def test_an_unpublished_round_takes_no_ballot(app: Flask) -> None:
    round_ = make_round(published_at=None)
    keys().ensure_round_key(round_.uid)
    with pytest.raises(NotFound):
        cast(round_)


def test_a_round_whose_key_was_destroyed_takes_no_ballot(app: Flask) -> None:
    round_ = make_round(key_destroyed_at=clock.now())
    with pytest.raises(WindowClosed):
        cast(round_)


def test_nothing_in_a_ballots_transaction_names_a_person(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    cast(round_, OTHER, base=1)
    take_back(round_)
    assert db.session.query(AuditEntry).count() == 0
    assert db.session.query(Mail).count() == 0
    row = db.session.query(Ballot).one()
    assert {column.name for column in Ballot.__table__.columns} == {
        "round_id",
        "key",
        "channel",
        "batch",
        "version",
        "answers",
    }
    assert row.answers is None


def test_the_day_of_a_ballot_is_that_of_the_rounds_zone(app: Flask) -> None:
    round_ = make_round(timezone="Pacific/Auckland")
    moment = clock.now().replace(hour=13, minute=30)
    cast(round_, at=FixedClock(moment))
    [day] = queries.days(round_.id)
    assert day.day > moment.date()
    assert db.session.query(BallotDay).count() == 1


def test_deleting_an_account_takes_its_ballots_back_where_the_window_is_open(app: Flask) -> None:
    account = make_resident("Person@Example.org")
    rounds = [make_round() for _ in range(4)]
    for round_ in rounds:
        round_key = keys().round_key(round_.uid)
        assert round_key
        ballot = email_ballot_key(account, keys())(round_key)
        service.cast(
            round_id=round_.id,
            key=ballot,
            channel="email",
            answers=ONE,
            base_version=0,
            clock=clock,
        )
        db.session.commit()
    ended = lock_round(rounds[1].id, exclusive=True)
    ended.weights_closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    keys().destroy_round_key(rounds[2].uid, at=clock.now())
    assert service.withdraw_for_account(account, clock) == 2
    db.session.commit()
    assert [queries.ballot_count(round_.id) for round_ in rounds] == [0, 1, 1, 0]
