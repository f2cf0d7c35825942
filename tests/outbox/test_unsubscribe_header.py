"""The headers by which mail programs unsubscribe with one click (RFC 8058)."""

from __future__ import annotations

from flask import Flask

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.outbox import jobs, service
from participation.outbox.rules import MailDraft
from tests.outbox.conftest import NOW, TO, Mailbox, put, row

LINK = "https://mitmachen.example.org/follow/unsubscribe/" + "WzEsMiwzXQ." * 40


def put_with_link() -> int:
    draft = MailDraft("test.mail", "Neues", "Text", LINK)
    mail = service.enqueue(draft, to=TO, clock=FixedClock(NOW))
    db.session.commit()
    return mail.id


def test_a_long_link_arrives_on_one_line_and_as_it_is(app: Flask, mailbox: Mailbox) -> None:
    put_with_link()
    jobs.send_due(FixedClock(NOW))
    lines = mailbox.envelopes[0].content.decode().split("\r\n")
    assert f"List-Unsubscribe: <{LINK}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_a_mail_that_cannot_be_stopped_has_no_such_header(app: Flask, mailbox: Mailbox) -> None:
    put()
    jobs.send_due(FixedClock(NOW))
    assert "List-Unsubscribe" not in mailbox.envelopes[0].content.decode()


def test_the_link_is_unreadable_while_it_waits_and_purged_when_it_is_sent(
    app: Flask, mailbox: Mailbox
) -> None:
    number = put_with_link()
    assert "example.org" not in str(row(number).unsubscribe)
    jobs.send_due(FixedClock(NOW))
    assert row(number).unsubscribe is None
