"""Reading who wants the morning's mail."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from participation.accounts.models import Account
from participation.admin.today.models import DailyMail
from participation.extensions import db


def wants_mail(account_id: int) -> bool:
    """Tell whether a person wants the morning's mail."""
    query = select(DailyMail.account_id).where(DailyMail.account_id == account_id)
    return db.session.scalar(query) is not None


def without_mail_of(day: date, most: int) -> list[int]:
    """Return the ids of people in use who want a mail and for whom that of a day is not dealt
    with."""
    open_ = or_(DailyMail.last_day.is_(None), DailyMail.last_day < day)
    query = select(DailyMail.account_id).join(Account, Account.id == DailyMail.account_id)
    query = query.where(Account.is_staff, Account.active, open_)
    return list(db.session.scalars(query.order_by(DailyMail.account_id).limit(most)))
