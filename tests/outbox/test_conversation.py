"""What is said to a mail server while a mail is made durable, and when it gets the text."""

from __future__ import annotations

import smtplib

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.outbox import jobs
from participation.outbox.models import Mail
from participation.outbox.rules import LEASE
from participation.outbox.transport import Connection
from tests.outbox.conftest import NOW, Mailbox, put, row

CLOCK = FixedClock(NOW)


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def server(mailbox: Mailbox, request: pytest.FixtureRequest) -> Mailbox:
    mailbox.pipelining = request.param
    return mailbox


def test_mails_arrive_one_after_the_other_over_one_connection(app: Flask, server: Mailbox) -> None:
    for number in range(3):
        put(f"follower{number}@example.org")
    assert jobs.send_due(CLOCK) == 3
    assert [str(message["To"]) for message in server.messages] == [
        f"follower{number}@example.org" for number in range(3)
    ]


def test_lines_that_begin_with_a_dot_arrive_as_they_are(app: Flask, server: Mailbox) -> None:
    body = "Guten Tag,\n.\n..zwei\n" + "ä" * 40 + ".mitten in einer Zeile\n"
    put(body=body)
    put(body="Danach.\n")
    jobs.send_due(CLOCK)
    texts = [message.get_content().splitlines() for message in server.messages]
    assert texts == [body.splitlines(), ["Danach."]]


def test_after_a_refused_recipient_the_next_mail_goes(app: Flask, server: Mailbox) -> None:
    server.rcpt_answers["gone@example.org"] = "550 no such user"
    refused, other = put("gone@example.org"), put()
    assert jobs.send_due(CLOCK) == 1
    assert row(refused).last_error == "refused 550"
    assert row(other).sent_at is not None
    assert len(server.messages) == 1


def test_a_mail_that_could_not_be_claimed_for_good_is_not_given_to_the_server(
    app: Flask, server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = put("first@example.org"), put("second@example.org")
    commits = 0

    def fails_second() -> None:
        nonlocal commits
        commits += db.session().in_transaction()
        if commits == 2 and db.session().in_transaction():
            db.session.rollback()
            raise OSError("the disk is full")
        db.session.commit()

    monkeypatch.setattr(jobs, "commit_now", fails_second)
    with pytest.raises(OSError, match="disk"):
        jobs.send_due(CLOCK)
    assert [str(message["To"]) for message in server.messages] == ["first@example.org"]
    assert row(second).tries == 0
    monkeypatch.undo()
    # What could not be noted is the mail that was in flight; it comes due again and keeps its id.
    assert row(first).sent_at is None
    assert jobs.send_due(FixedClock(NOW + LEASE)) == 2
    assert [str(message["To"]) for message in server.messages] == [
        "first@example.org",
        "second@example.org",
        "first@example.org",
    ]
    assert server.messages[0]["Message-ID"] == server.messages[2]["Message-ID"]


def test_nobody_waits_for_a_server_that_does_not_answer(
    app: Flask, server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rcpt_answers["gone@example.org"] = "550 no such user"
    put("gone@example.org")
    put()
    connect, writing = Connection._connect, []

    def connecting(connection: Connection) -> smtplib.SMTP:
        writing.append(db.session().in_transaction())
        return connect(connection)

    monkeypatch.setattr(Connection, "_connect", connecting)
    jobs.send_due(CLOCK)
    assert writing == [False, False], "also when it is opened again after a refusal"


def test_what_is_no_address_costs_no_other_mail(app: Flask, server: Mailbox) -> None:
    bad = [put(address) for address in ("a@b>\nx: <c@d", "kein", "ä@example.org")]
    put()
    assert jobs.send_due(CLOCK) == 1
    assert {row(number).last_error for number in bad} == {"no valid address"}
    assert len(server.messages) == 1


def test_a_line_break_in_a_subject_makes_no_header(app: Flask, server: Mailbox) -> None:
    put(subject="Neues\r\nBcc: x@example.org")
    jobs.send_due(CLOCK)
    assert "Bcc" not in server.messages[0]
    assert db.session.get_one(Mail, 1).sent_at is not None
