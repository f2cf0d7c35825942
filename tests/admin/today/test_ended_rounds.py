"""Rounds that ended before their time: nobody is reminded of what will never come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.permissions import Role
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.rounds.ending import service
from participation.rounds.models import Round
from participation.weighting.models import BallotBatch
from tests.admin.today.days import MONDAY, day, titles, windows
from tests.factories import make_round, make_staff, save

HOUR = timedelta(hours=1)


def stopped(**values: Any) -> Round:
    """A round with an open batch that was stopped this morning."""
    round_ = make_round(**windows(-9, 2), title={"de": "Viertel"}, **values)
    batch = {"channel": "paper", "late": False, "created_at": MONDAY, "created_by": "Büro"}
    save(BallotBatch(round_id=round_.id, number=1, **batch))
    service.stop(round_.id, reason="Ein Fehler", actor=SHELL, clock=FixedClock(MONDAY))
    db.session.commit()
    return round_


def due(role: Role, now: Any = MONDAY + HOUR) -> str:
    return "; ".join(titles(day(make_staff(role), now)))


def test_of_a_stopped_round_its_planned_end_is_not_announced_but_its_result(app: Flask) -> None:
    stopped()
    said = due(Role.PLANNER, MONDAY + 9 * HOUR)
    assert "schließt" not in said
    assert "Das Ergebnis von" in said


def test_where_ballots_are_destroyed_nobody_counts_anything(app: Flask) -> None:
    stopped(when_stopped="destroy")
    assert due(Role.PLANNER) == ""
    assert due(Role.MODERATOR) == ""


def test_ballots_that_are_not_destroyed_in_time_are_told_of(app: Flask) -> None:
    stopped(when_stopped="destroy")
    assert "ist noch nicht vernichtet" in due(Role.PLANNER, MONDAY + 9 * HOUR)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMIN])
def test_a_withdrawn_round_needs_nobody(app: Flask, role: Role) -> None:
    round_ = make_round(**windows(2, 20), title={"de": "Viertel"}, contact={})
    assert "Viertel" in due(role)
    service.withdraw(round_.id, reason="Ein Fehler", actor=SHELL, clock=FixedClock(MONDAY))
    db.session.commit()
    assert "Viertel" not in due(role)
