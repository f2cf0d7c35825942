"""One named ballot for each organisation: who may cast it, when, and two members at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import Conflict, Forbidden, NotFound, WindowClosed
from participation.organisations.models import Organisation, OrganisationMember
from participation.rounds.models import Round
from participation.rounds.service import lock_round
from participation.web.transactions import begin_write
from participation.weighting import service as secret
from participation.weighting.named import queries, service
from participation.weighting.rules import Answers, unpack
from participation.weighting.service import OtherBallot
from tests.factories import make_resident, make_round
from tests.organisations.making import make_organisation
from tests.partners.making import cast, change, named_round, stored

World = tuple[Round, Organisation, Account, Account]


@pytest.fixture
def world(app: Flask) -> World:
    """An open round, an organisation, and two of its members."""
    first, second = make_resident(), make_resident()
    return named_round(), make_organisation(first, second), first, second


def points() -> list[tuple[int, ...] | None]:
    shape = queries.layout(named_frame())
    return [unpack(row.answers, shape).fields if row.answers else None for row in stored()]


def named_frame() -> Any:
    return db.session.get_one(Round, stored()[0].round_id).frame


def take_back(round_: Round, organisation: Organisation, account: Account, base: int) -> None:
    service.withdraw(
        round_id=round_.id,
        organisation=organisation.key,
        account_id=account.id,
        base_version=base,
        clock=clock,
    )
    db.session.commit()


def test_a_member_casts_and_another_changes_the_one_ballot(world: World) -> None:
    round_, organisation, first, second = world
    assert cast(round_, organisation, first, 20, 0, 0).version == 1
    assert cast(round_, organisation, second, 0, 20, 0, base=1).version == 2
    [ballot] = stored()
    assert (points(), ballot.changed_by) == ([(0, 20, 0)], second.id)


def test_the_same_ballot_sent_twice_is_one(world: World) -> None:
    round_, organisation, first, _second = world
    assert cast(round_, organisation, first, 20, 0, 0).fresh
    assert not cast(round_, organisation, first, 20, 0, 0).fresh
    assert [row.version for row in stored()] == [1]


def test_a_member_who_started_from_an_older_ballot_overwrites_nothing(world: World) -> None:
    round_, organisation, first, second = world
    cast(round_, organisation, first, 20, 0, 0)
    with pytest.raises(OtherBallot) as refused:
        cast(round_, organisation, second, 0, 20, 0)
    assert refused.value.stored is not None
    assert refused.value.offered == Answers((0, 20, 0))
    assert points() == [(20, 0, 0)]


def test_of_two_members_at_the_same_moment_one_counts(app: Flask, world: World) -> None:
    round_, organisation, first, second = world
    names = [(first.id, (20, 0, 0)), (second.id, (0, 20, 0))]
    round_id, key = round_.id, organisation.key
    db.session.rollback()

    def at_once(account_id: int, values: tuple[int, ...]) -> str:
        with app.app_context():
            try:
                service.cast(
                    round_id=round_id,
                    organisation=key,
                    account_id=account_id,
                    answers=Answers(values),
                    base_version=0,
                    clock=clock,
                )
                db.session.commit()
            except OtherBallot:
                return "other"
            return "cast"

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda pair: at_once(*pair), names))
    assert sorted(done) == ["cast", "other"]
    assert [row.version for row in stored()] == [1]


def test_a_ballot_is_taken_back_and_no_late_retry_brings_it_back(world: World) -> None:
    round_, organisation, first, second = world
    cast(round_, organisation, first, 20, 0, 0)
    take_back(round_, organisation, second, 1)
    assert points() == [None]
    assert queries.count(round_.id) == 0
    with pytest.raises(OtherBallot):
        cast(round_, organisation, first, 20, 0, 0)
    assert cast(round_, organisation, first, 20, 0, 0, base=2).version == 3


def test_a_ballot_that_another_member_changed_is_not_taken_back(world: World) -> None:
    round_, organisation, first, second = world
    cast(round_, organisation, first, 20, 0, 0)
    cast(round_, organisation, second, 0, 20, 0, base=1)
    with pytest.raises(Conflict):
        take_back(round_, organisation, first, 1)
    assert points() == [(0, 20, 0)]


@pytest.mark.parametrize("state", ["applied", "refused", "left"])
def test_an_organisation_that_does_not_take_part_casts_nothing(world: World, state: str) -> None:
    round_, organisation, first, _second = world
    change(organisation, state=state)
    with pytest.raises(Forbidden):
        cast(round_, organisation, first, 20, 0, 0)
    assert stored() == []


def test_an_organisation_approved_during_the_round_casts_at_once(world: World) -> None:
    round_, organisation, first, _second = world
    change(organisation, state="applied")
    change(organisation, state="approved")
    assert cast(round_, organisation, first, 20, 0, 0).fresh


def test_nobody_casts_for_an_organisation_of_others(world: World) -> None:
    round_, organisation, _first, _second = world
    stranger = make_resident()
    make_organisation(stranger)
    for account in (stranger, make_resident()):
        with pytest.raises(Forbidden):
            cast(round_, organisation, account, 20, 0, 0)
    assert stored() == []


def test_whoever_is_no_member_any_more_neither_changes_nor_withdraws(world: World) -> None:
    round_, organisation, first, second = world
    cast(round_, organisation, first, 20, 0, 0)
    begin_write().execute(
        delete(OrganisationMember).where(OrganisationMember.account_id == second.id)
    )
    db.session.commit()
    with pytest.raises(Forbidden):
        cast(round_, organisation, second, 0, 20, 0, base=1)
    with pytest.raises(Forbidden):
        take_back(round_, organisation, second, 1)
    assert points() == [(20, 0, 0)]


def test_the_ballot_of_an_organisation_that_left_stays(world: World) -> None:
    round_, organisation, first, _second = world
    cast(round_, organisation, first, 20, 0, 0)
    change(organisation, state="left")
    assert points() == [(20, 0, 0)]
    with pytest.raises(Forbidden):
        take_back(round_, organisation, first, 1)


def test_nothing_is_cast_before_the_window_opens_or_once_it_has_closed(world: World) -> None:
    round_, organisation, first, _second = world
    opens, closes = round_.weights_opens_at, round_.weights_closes_at
    assert opens is not None
    assert closes is not None
    instant = timedelta(microseconds=1)
    for moment in (opens - instant, closes):
        with pytest.raises(WindowClosed):
            cast(round_, organisation, first, 20, 0, 0, at=FixedClock(moment))
        db.session.rollback()
    assert stored() == []
    assert cast(round_, organisation, first, 20, 0, 0, at=FixedClock(closes - instant)).fresh


def test_a_ballot_that_waited_for_the_lock_past_the_closing_is_refused(
    app: Flask, world: World
) -> None:
    round_, organisation, first, _second = world
    round_id, key, account_id, closes = (
        round_.id,
        organisation.key,
        first.id,
        round_.weights_closes_at,
    )
    assert closes is not None
    moving = FixedClock(closes - timedelta(seconds=1))

    def late() -> str:
        with app.app_context():
            try:
                service.cast(
                    round_id=round_id,
                    organisation=key,
                    account_id=account_id,
                    answers=Answers((20, 0, 0)),
                    base_version=0,
                    clock=moving,
                )
            except WindowClosed:
                return "closed"
            return "cast"

    with ThreadPoolExecutor(1) as pool:
        lock_round(round_id, exclusive=True)
        waiting = pool.submit(late)
        moving.moment = closes
        db.session.commit()
        assert waiting.result() == "closed"
    assert stored() == []


def test_a_named_ballot_is_not_cast_in_a_round_of_residents(world: World) -> None:
    _round, organisation, first, _second = world
    with pytest.raises(NotFound):
        cast(make_round(), organisation, first, 20, 0, 0)
    assert stored() == []


def test_a_secret_ballot_is_not_cast_in_a_round_of_organisations(world: World) -> None:
    round_, *_rest = world
    with pytest.raises(Forbidden):
        secret.cast(
            round_id=round_.id,
            key=b"k" * 32,
            channel="email",
            answers=Answers((20, 0, 0)),
            base_version=0,
            clock=clock,
        )


def test_a_deleted_account_leaves_the_ballot_and_takes_its_own_name_along(world: World) -> None:
    round_, organisation, first, _second = world
    cast(round_, organisation, first, 20, 0, 0)
    begin_write().execute(delete(Account).where(Account.id == first.id))
    db.session.commit()
    [ballot] = stored()
    assert (ballot.answers is not None, ballot.changed_by) == (True, None)
