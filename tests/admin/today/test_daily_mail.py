"""The morning's mail: once a day, in one's language, only when something waits, and off by a
link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.accounts.permissions import Role
from participation.admin.today import jobs, queries, service, writing
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.outbox import queries as outbox
from participation.outbox.queries import KeptMail
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text

BEFORE = FixedClock(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
SEVEN = FixedClock(datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
LATER = FixedClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
TUESDAY = FixedClock(datetime(2026, 11, 24, 6, 30, tzinfo=UTC))


def wants(**values: Any) -> int:
    """The id of a moderator who wants the mail."""
    person = make_staff(Role.MODERATOR, **values)
    service.switch_mail(person.id, on=True, clock=BEFORE)
    db.session.commit()
    return person.id


def waiting_idea() -> None:
    """An idea that waits since Friday."""
    make_idea(make_round(), submitted_at=SEVEN.now() - timedelta(days=3))


def mails() -> list[KeptMail]:
    db.session.rollback()
    return outbox.kept()


def test_it_is_written_once_a_day_however_often_the_worker_looks(app: Flask) -> None:
    wants()
    waiting_idea()
    assert [jobs.mail_the_day(clock) for clock in (SEVEN, SEVEN, LATER, TUESDAY)] == [1, 0, 0, 1]
    assert len(mails()) == 2


def test_a_crash_before_the_commit_loses_and_repeats_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants()
    waiting_idea()
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "commit_now", lambda: 1 / 0)
        assert jobs.mail_the_day(SEVEN) == 1
    assert mails() == []
    assert jobs.mail_the_day(LATER) == 1
    assert len(mails()) == 1


def test_one_person_who_cannot_be_written_to_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = wants()
    wants()
    waiting_idea()
    write = writing.write_mail

    def refuse(account_id: int, *more: Any) -> bool:
        if account_id == first:
            raise RuntimeError("unreadable")
        return write(account_id, *more)

    monkeypatch.setattr(jobs, "write_mail", refuse)
    assert jobs.mail_the_day(SEVEN) == 1


def test_there_is_none_before_seven_nor_at_the_weekend_nor_when_nothing_waits(app: Flask) -> None:
    wants()
    saturday = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    early = FixedClock(datetime(2026, 11, 23, 5, 59, tzinfo=UTC))
    assert jobs.mail_the_day(SEVEN) == 0
    waiting_idea()
    assert [jobs.mail_the_day(clock) for clock in (saturday, early, LATER)] == [0, 0, 0]
    assert mails() == []


def test_who_is_switched_off_gets_none(app: Flask) -> None:
    wants(active=False)
    waiting_idea()
    assert jobs.mail_the_day(SEVEN) == 0


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("de", "Heute: 1 Aufgabe wartet", "* 1 Idee wartet\n  Bis Dienstag, 24. November."),
        ("en", "Today: 1 task is waiting", "* 1 idea is waiting\n  By Tuesday, 24 November."),
    ],
)
def test_it_is_plain_text_in_the_recipients_language(
    app: Flask, language: str, subject: str, line: str
) -> None:
    wants(language=language)
    waiting_idea()
    jobs.mail_the_day(SEVEN)
    [mail] = mails()
    assert mail.subject == subject
    assert line in mail.body
    assert "http://localhost/staff/\n" in mail.body
    assert "<" not in mail.body


def test_the_link_in_it_switches_it_off_without_signing_in(
    app: Flask, client: CheckingClient
) -> None:
    person = wants()
    waiting_idea()
    jobs.mail_the_day(SEVEN)
    found = re.search(r"http://localhost(/staff/daily-mail/off/\S+)", mails()[0].body)
    assert found
    assert "nicht mehr als E-Mail" in main_text(client.get(found[1]))
    db.session.rollback()
    assert queries.wants_mail(person), "looking changes nothing"
    for _ in range(2):
        assert client.post(found[1], data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.rollback()
    assert not queries.wants_mail(person)
    assert jobs.mail_the_day(TUESDAY) == 0


def test_a_link_that_was_changed_switches_nothing_off(app: Flask, client: CheckingClient) -> None:
    person = wants()
    assert client.post("/staff/daily-mail/off/e30.abc").status_code == 410
    db.session.rollback()
    assert queries.wants_mail(person)


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_one_switches_it_on_and_off_oneself(app: Flask, new_client: Any, role: str) -> None:
    browser = new_client(make_staff(role))
    assert "Die E-Mail ist ausgeschaltet" in main_text(browser.get("/staff/own"))
    browser.submit("/staff/own", "/staff/daily-mail")
    assert "Die E-Mail ist eingeschaltet" in main_text(browser.get("/staff/own"))
    browser.submit("/staff/own", "/staff/daily-mail")
    assert "Die E-Mail ist ausgeschaltet" in main_text(browser.get("/staff/own"))
