"""Switching the morning's mail on and off."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, delete, or_, update

from participation.admin.today.models import DailyMail
from participation.admin.today.rules import mail_day
from participation.kernel.clock import Clock
from participation.web.filters import DEFAULT_ZONE
from participation.web.statements import insert_once
from participation.web.transactions import begin_write


def switch_mail(account_id: int, *, on: bool, clock: Clock) -> None:
    """Switch the morning's mail on or off. Switched on later than seven o'clock it begins with the
    next working day."""
    session = begin_write()
    if on:
        insert_once(DailyMail, {"account_id": account_id, "last_day": due_day(clock.now())})
    else:
        session.execute(delete(DailyMail).where(DailyMail.account_id == account_id))


def due_day(now: datetime) -> date | None:
    """Return the day whose mail is due in the city's time zone, None before seven o'clock and on
    days off."""
    return mail_day(now, ZoneInfo(DEFAULT_ZONE))


def take_day(account_id: int, day: date) -> bool:
    """Note that a day's mail is dealt with; tell whether nobody else did so before. It stands only
    if the transaction that it is part of does."""
    session = begin_write()
    open_ = or_(DailyMail.last_day.is_(None), DailyMail.last_day < day)
    taken = update(DailyMail).where(DailyMail.account_id == account_id, open_)
    result = cast("CursorResult[object]", session.execute(taken.values(last_day=day)))
    return result.rowcount == 1
