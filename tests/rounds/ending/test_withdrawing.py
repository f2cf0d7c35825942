"""Withdrawing a published round before it opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from participation.audit.service import SHELL
from participation.extensions import db
from participation.following import service as following
from participation.following.models import News
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, Conflict, Frozen, NotFound, WindowClosed
from participation.results import jobs
from participation.rounds import editing, lifecycle, queries
from participation.rounds.ending import service
from participation.rounds.models import Deviation, Round
from tests.factories import keys, make_resident
from tests.rounds.making import BEFORE, INSTANT, OPENS, made

WHY = "Der Rat berät das Thema erst nächstes Jahr"


def withdraw(round_: Round, clock: FixedClock, **values: Any) -> Deviation:
    """Withdraw and commit."""
    arguments: dict[str, Any] = {"reason": WHY, "actor": SHELL, "clock": clock} | values
    deviation = service.withdraw(round_.id, **arguments)
    db.session.commit()
    return deviation


def test_of_a_withdrawn_round_only_the_notice_is_public(clock: FixedClock) -> None:
    round_ = made(clock)
    deviation = withdraw(round_, clock)
    assert (deviation.kind, deviation.reason) == ("withdrawn", WHY)
    assert (round_.published_at, round_.withdrawn_at) == (None, BEFORE)
    assert queries.published_rounds() == []
    assert queries.get_or_withdrawn("runde") is round_
    with pytest.raises(NotFound) as caught:
        queries.get("runde")
    assert caught.value.message == queries.WITHDRAWN


def test_until_the_last_moment_before_it_opens_and_never_after(clock: FixedClock) -> None:
    round_ = made(clock)
    clock.moment = OPENS
    with pytest.raises(WindowClosed):
        withdraw(round_, clock)
    db.session.rollback()
    clock.moment = OPENS - INSTANT
    assert withdraw(round_, clock).kind == "withdrawn"


def test_a_draft_is_not_withdrawn(clock: FixedClock) -> None:
    round_ = made(clock, published=False)
    with pytest.raises(WindowClosed):
        withdraw(round_, clock)


def test_without_a_reason_nothing_is_withdrawn(clock: FixedClock) -> None:
    round_ = made(clock)
    with pytest.raises(BadInput) as caught:
        withdraw(round_, clock, reason=" ")
    assert caught.value.field == "reason"


def test_a_second_click_is_one_effect_and_somebody_elses_is_a_conflict(clock: FixedClock) -> None:
    round_ = made(clock)
    version = round_.version
    first = withdraw(round_, clock, version=version)
    assert withdraw(round_, clock, version=version).id == first.id
    with pytest.raises(Conflict):
        withdraw(round_, clock, version=version, reason="Anders")


def test_a_withdrawn_round_is_neither_changed_nor_published_again(clock: FixedClock) -> None:
    round_ = made(clock)
    withdraw(round_, clock)
    with pytest.raises(Frozen):
        lifecycle.publish(round_.id, actor=SHELL, clock=clock)
    db.session.rollback()
    settings = replace(round_.settings, minimum_age=18)
    with pytest.raises(Frozen):
        editing.change(round_.id, settings, actor=SHELL, clock=clock)


def test_followers_hear_that_it_is_withdrawn_and_can_still_be_led_there(clock: FixedClock) -> None:
    round_ = made(clock)
    following.follow(make_resident(), "round", "runde", frequency="weekly", clock=clock)
    db.session.commit()
    withdraw(round_, clock)
    (news,) = db.session.query(News).all()
    assert news.event == "round.withdrawn"
    assert set(queries.public_subjects(["runde"])) == {"runde"}


def test_its_key_goes_with_the_next_run_and_no_deviation_speaks_of_a_result(
    clock: FixedClock,
) -> None:
    round_ = made(clock)
    withdraw(round_, clock)
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(round_.uid) is None
    assert [each.kind for each in queries.deviations(round_.id)] == ["withdrawn"]
