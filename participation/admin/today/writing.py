"""Writing one person's mail of a day."""

from __future__ import annotations

from datetime import date

from flask_babel import force_locale

from participation.accounts import queries as accounts
from participation.accounts.models import Account
from participation.admin.today import mails
from participation.admin.today.assembling import today_of
from participation.admin.today.mails import Links
from participation.admin.today.off_links import make_token
from participation.admin.today.service import take_day
from participation.city.queries import city
from participation.kernel.clock import Clock
from participation.outbox.service import enqueue
from participation.web.transactions import begin_write
from participation.web.urls import external_url


def write_mail(account_id: int, day: date, clock: Clock) -> bool:
    """Write the mail of a day to a person, once, and tell whether there was one: when nothing needs
    them the day is over without a mail.

    That the day is dealt with and the mail are one transaction, so a crash loses and repeats
    nothing.
    """
    session = begin_write()
    account = session.get(Account, account_id)
    if account is None or not account.active or not take_day(account_id, day):
        return False
    with force_locale(account.language):
        today = today_of(account, clock.now())
        if not today.total:
            return False
        links = Links(
            page=external_url("admin.staff_home"),
            off=external_url("admin.daily_mail_off", token=make_token(account_id)),
        )
        draft = mails.of_day(today, links=links, city=city().name)
    enqueue(draft, to=accounts.address_of(account), clock=clock)
    return True
