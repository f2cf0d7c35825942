"""The morning's mail, on and off, and a day dealt with once."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Flask

from participation.accounts.permissions import Role
from participation.admin.today import service
from participation.admin.today.models import DailyMail
from participation.extensions import db
from participation.kernel.clock import FixedClock
from tests.factories import make_staff

MONDAY = date(2026, 11, 23)
EARLY = FixedClock(datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
NOON = FixedClock(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))


def row(account_id: int) -> DailyMail | None:
    db.session.expire_all()
    return db.session.get(DailyMail, account_id)


def test_nobody_is_mailed_who_did_not_ask(app: Flask) -> None:
    assert not service.take_day(make_staff(Role.MODERATOR).id, MONDAY)


def test_a_day_is_taken_once(app: Flask) -> None:
    person = make_staff(Role.MODERATOR).id
    service.switch_mail(person, on=True, clock=EARLY)
    assert [service.take_day(person, MONDAY) for _ in range(2)] == [True, False]


def test_switched_on_at_noon_it_begins_with_the_next_working_day(app: Flask) -> None:
    person = make_staff(Role.MODERATOR).id
    service.switch_mail(person, on=True, clock=NOON)
    assert not service.take_day(person, MONDAY)
    assert service.take_day(person, date(2026, 11, 24))


def test_switched_on_twice_or_off_twice_is_as_once(app: Flask) -> None:
    person = make_staff(Role.MODERATOR).id
    service.switch_mail(person, on=True, clock=NOON)
    service.switch_mail(person, on=True, clock=EARLY)
    kept = row(person)
    assert kept is not None
    assert kept.last_day == MONDAY
    for _ in range(2):
        service.switch_mail(person, on=False, clock=NOON)
    assert row(person) is None
