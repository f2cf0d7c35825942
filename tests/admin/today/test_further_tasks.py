"""Complaints, keys, results, reports of projects and mails that need somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from participation.accounts.permissions import Role
from participation.admin.today.rules import Group
from participation.kernel.clock import clock
from participation.outbox.models import Mail
from participation.progress.rules import Period
from participation.results.models import Snapshot
from participation.web.transactions import begin_write
from tests.admin.today.days import MONDAY, day, titles, windows
from tests.factories import make_round, make_staff, make_strategy, save
from tests.moderation.complaining import complained
from tests.progress.making import begin

COMPLAINT = "1 Beschwerde wartet auf Sie"


def test_a_complaint_waits_for_somebody_who_did_not_decide(app: Flask) -> None:
    decider, other, head = (make_staff(role) for role in (Role.MODERATOR, Role.MODERATOR, "head"))
    complained(decider)
    assert COMPLAINT not in titles(day(decider, clock.now()))
    assert COMPLAINT in titles(day(other, clock.now()))
    assert COMPLAINT not in titles(day(head, clock.now())), "somebody else can"


def test_a_complaint_nobody_else_can_decide_waits_for_the_head_of_office(app: Flask) -> None:
    decider, head = make_staff(Role.MODERATOR), make_staff("head")
    complained(decider)
    assert titles(day(head, clock.now())) == [COMPLAINT]


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (-2, "Der Schlüssel von „Auftakt“ wird vernichtet"),
        (5, "Der Schlüssel von „Auftakt“ ist noch nicht vernichtet"),
    ],
)
def test_planners_see_the_end_of_a_key_before_it_and_when_it_is_overdue(
    app: Flask, now: int, what: str
) -> None:
    round_ = make_round(**windows(-60, -40), title={"de": "Auftakt"})
    assert round_.key_due
    moment = round_.key_due + timedelta(days=now)
    assert what in titles(day(make_staff(Role.PLANNER), moment))
    assert not [t for t in titles(day(make_staff(Role.MODERATOR), moment)) if "Schlüssel" in t]


def test_a_computed_result_waits_for_a_planner_until_it_is_public(app: Flask) -> None:
    round_ = make_round(**windows(-30, -1), title={"de": "Auftakt"})
    unknown = dict.fromkeys(("inputs_digest", "seed"), "0" * 64) | {"software": "x", "made_by": "x"}
    rest = {"number": 1, "made_at": MONDAY, "ballots": 0, "method": {}, "tables": {}}
    snapshot = save(Snapshot(round_id=round_.id, **unknown, **rest))
    computed, planner = "Das Ergebnis von „Auftakt“ ist berechnet", make_staff(Role.PLANNER)
    assert computed in titles(day(planner))
    session = begin_write()
    snapshot.published_at = MONDAY
    session.commit()
    assert computed not in titles(day(planner))


def test_a_report_needs_planners_from_a_week_before_it_is_due(app: Flask) -> None:
    due = date(2026, 11, 27)
    begin(make_strategy(), Period(date(2026, 1, 1), date(2026, 6, 30), due))
    assert titles(day(make_staff(Role.PLANNER))) == ["Bericht 1 ist geschrieben"]
    week_before = day(make_staff(Role.PLANNER), MONDAY - timedelta(days=7))
    assert titles(week_before) == []


def test_mails_that_a_restored_backup_brought_back_need_the_administration(app: Flask) -> None:
    held = {"held_at": MONDAY, "created_at": MONDAY, "next_try_at": MONDAY, "tries": 0}
    save(Mail(kind="test", message_id="<one@example.org>", **held))
    today = day(make_staff(Role.ADMIN))
    assert "1 E-Mail ist zurückgehalten" in [task.what for task in today.groups[Group.TODAY]]
