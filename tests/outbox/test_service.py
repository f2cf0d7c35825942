"""Mails as rows: written with what they report, sent by the worker, repeated until they are gone,
then purged."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, text

from participation.audit.service import SHELL
from participation.city.models import CitySettings
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.outbox import jobs, queries, service
from participation.outbox.models import Mail
from participation.outbox.rules import LEASE, MailDraft, is_given_up, pause
from participation.web.transactions import begin_write
from tests.factories import save
from tests.outbox.conftest import NOW, TO, Mailbox, put, row


def test_a_mail_is_delivered_and_then_its_content_is_gone(app: Flask, mailbox: Mailbox) -> None:
    save(
        CitySettings(
            id=1, name="Musterstadt an der Aue", sender="beteiligung@example.org", changed_at=NOW
        )
    )
    number = put()
    assert jobs.send_due(FixedClock(NOW)) == 1
    (message,) = mailbox.messages
    assert message["To"] == TO
    assert message["Subject"] == "Ihr Link"
    assert message["From"] == "Musterstadt an der Aue <beteiligung@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message.get_content().splitlines() == ["Guten Tag,", "", "Äpfel & Öl"]
    assert mailbox.envelopes[0].mail_from == "beteiligung@example.org"
    kept = row(number)
    assert kept.sent_at == NOW
    assert (kept.recipient, kept.subject, kept.body) == (None, None, None)
    assert jobs.send_due(FixedClock(NOW + timedelta(days=1))) == 0


def test_waiting_mails_are_unreadable_in_the_database(app: Flask) -> None:
    put(subject="Geheimer Betreff", body="geheimer Text")
    rows = str(db.session.execute(text("SELECT * FROM mails")).all())
    assert TO not in rows
    assert "eheim" not in rows


def test_a_mail_of_a_rolled_back_transaction_is_never_sent(app: Flask, mailbox: Mailbox) -> None:
    service.enqueue(MailDraft("test.mail", "x", "y"), to=TO, clock=FixedClock(NOW))
    db.session.rollback()
    assert jobs.send_due(FixedClock(NOW)) == 0
    assert mailbox.messages == []


def test_a_server_that_is_away_loses_nothing(app: Flask, mailbox: Mailbox) -> None:
    url, app.config["MAIL_URL"] = app.config["MAIL_URL"], "smtp://127.0.0.1:1"
    numbers = [put() for _ in range(3)]
    assert jobs.send_due(FixedClock(NOW)) == 0
    assert [row(number).tries for number in numbers] == [
        1,
        0,
        0,
    ], "the others need not be tried against a dead server"
    assert row(numbers[0]).last_error == "ConnectionRefusedError"
    app.config["MAIL_URL"] = url
    assert jobs.send_due(FixedClock(NOW)) == 2
    assert jobs.send_due(FixedClock(NOW + timedelta(seconds=29))) == 0, (
        "not before its pause is over"
    )
    assert jobs.send_due(FixedClock(NOW + timedelta(seconds=30))) == 1
    assert len(mailbox.messages) == 3
    assert queries.waiting().count == 0


def test_a_server_that_dies_in_the_middle_loses_nothing(app: Flask, mailbox: Mailbox) -> None:
    for _ in range(3):
        put()
    mailbox.data_answers = ["250 OK", "accept and die"]
    assert jobs.send_due(FixedClock(NOW)) == 1
    assert jobs.send_due(FixedClock(NOW + timedelta(minutes=1))) == 2
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert len(ids) == 4
    assert len(set(ids)) == 3, "the repeated one can be recognised by its Message-ID"


def test_a_worker_that_dies_with_a_mail_in_its_hands_leaves_it_to_the_next(
    app: Flask, mailbox: Mailbox
) -> None:
    put()
    assert service.claim(FixedClock(NOW)) is not None
    db.session.commit()
    assert jobs.send_due(FixedClock(NOW + LEASE - timedelta(seconds=1))) == 0, (
        "it may still be at it"
    )
    assert jobs.send_due(FixedClock(NOW + LEASE)) == 1


def test_two_workers_never_hold_the_same_mail(app: Flask, backend: str) -> None:
    for _ in range(2):
        put()
    first = service.claim(FixedClock(NOW))
    if backend == "postgresql":
        # The first worker's transaction is still open; the second one passes its row by instead of
        # waiting.
        with db.engine.connect() as other:
            due = (
                select(Mail.id)
                .order_by(Mail.next_try_at, Mail.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            assert other.scalar(due) != (first and first.id)
    db.session.commit()
    second = service.claim(FixedClock(NOW))
    db.session.commit()
    assert first
    assert second
    assert first.id != second.id
    assert service.claim(FixedClock(NOW)) is None


def test_a_refused_address_stops_no_other_and_is_tried_for_days(
    app: Flask, mailbox: Mailbox
) -> None:
    mailbox.rcpt_answers["gone@example.org"] = "550 no such user gone@example.org"
    gone, fine = put("gone@example.org"), put()
    assert jobs.send_due(FixedClock(NOW)) == 1
    kept = row(gone)
    assert kept.last_error == "refused 550"
    assert "@" not in kept.last_error
    assert kept.sent_at is None
    assert row(fine).sent_at == NOW
    assert jobs.send_due(FixedClock(NOW + timedelta(days=5))) == 0
    kept = row(gone)
    assert kept.gave_up_at is not None
    assert kept.recipient is None
    assert kept.body is None
    assert queries.waiting().count == 0


def test_a_passing_refusal_is_never_given_up(app: Flask, mailbox: Mailbox) -> None:
    mailbox.rcpt_answers[TO] = "450 try later"
    number = put()
    jobs.send_due(FixedClock(NOW))
    jobs.send_due(FixedClock(NOW + timedelta(days=30)))
    assert row(number).gave_up_at is None
    assert row(number).last_error == "deferred 450"
    mailbox.rcpt_answers.clear()
    assert jobs.send_due(FixedClock(NOW + timedelta(days=31))) == 1


def test_headers_cannot_be_injected(app: Flask, mailbox: Mailbox) -> None:
    save(CitySettings(id=1, name="Stadt\r\nBcc: evil@example.org", sender="", changed_at=NOW))
    put(
        subject="Hallo\r\nBcc: evil@example.org\r\n\r\nText",
        body=".\r\nMAIL FROM:<evil@example.org>\r\n.",
    )
    put(to="a@example.org\r\nBcc: evil@example.org")
    jobs.send_due(FixedClock(NOW))
    for message, envelope in zip(mailbox.messages, mailbox.envelopes, strict=True):
        assert message["Bcc"] is None
        assert "evil@example.org" not in envelope.rcpt_tos
    assert len(mailbox.messages) == 1, "the second has no valid address"
    assert queries.waiting().last_error == "no valid address"


def test_an_unreadable_row_stops_no_other(app: Flask, mailbox: Mailbox) -> None:
    broken = put()
    put()
    begin_write()
    db.session.get_one(Mail, broken).recipient = "not encrypted with our key"
    db.session.commit()
    jobs.send_due(FixedClock(NOW))
    assert jobs.send_due(FixedClock(NOW)) == 1
    assert "KEY_FILE" in (row(broken).last_error or "")


def test_without_a_server_mails_wait_and_are_not_readable(app: Flask) -> None:
    app.config["MAIL_URL"] = ""
    number = put()
    assert jobs.send_due(FixedClock(NOW)) == 0
    assert row(number).tries == 0
    assert row(number).sent_at is None


def test_the_demo_keeps_its_mails_readable_and_sends_nothing(app: Flask) -> None:
    app.config.update(MAIL_URL="", DEMO=True)
    number = put()
    assert [mail.to for mail in queries.kept()] == [TO], "readable before the worker has come by"
    assert jobs.send_due(FixedClock(NOW)) == 1
    (mail,) = queries.kept()
    assert (mail.id, mail.subject, mail.sent_at) == (
        number,
        "Ihr Link",
        NOW,
    )
    assert "Äpfel" in mail.body


def test_a_demo_with_a_mail_server_sends_and_purges_like_any_other(
    app: Flask, mailbox: Mailbox
) -> None:
    app.config["DEMO"] = True
    put()
    jobs.send_due(FixedClock(NOW))
    assert len(mailbox.messages) == 1
    assert queries.kept() == []


def test_the_sender_before_one_is_set_is_of_the_host_people_know(app: Flask) -> None:
    assert jobs.default_sender("https://mitmachen.example.org") == "noreply@mitmachen.example.org"
    assert jobs.default_sender("http://127.0.0.1:8000") == "noreply@localhost"
    assert jobs.default_sender("http://[::1]:8000") == "noreply@localhost"


def test_administrator_can_retry_all_mails(app: Flask, mailbox: Mailbox) -> None:
    mailbox.data_answers = ["451 later"]
    put()
    jobs.send_due(FixedClock(NOW))
    assert queries.waiting().count == 1
    assert queries.waiting().oldest == NOW
    assert service.try_again(actor=SHELL, clock=FixedClock(NOW)) == 1
    db.session.commit()
    assert jobs.send_due(FixedClock(NOW)) == 1


def test_rows_of_sent_mails_go_after_a_while(app: Flask, mailbox: Mailbox) -> None:
    put()
    waiting = put("x", clock=FixedClock(NOW + timedelta(days=400)))
    jobs.send_due(FixedClock(NOW))
    assert jobs.forget_old(FixedClock(NOW + timedelta(days=90))) == 0
    assert jobs.forget_old(FixedClock(NOW + timedelta(days=91))) == 1
    assert [mail.id for mail in db.session.query(Mail)] == [waiting]


def test_pauses_double_up_to_an_hour() -> None:
    seconds = [int(pause(tries).total_seconds()) for tries in range(1, 10)]
    assert seconds == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert pause(10**9) == timedelta(hours=1)
    assert not is_given_up(timedelta(days=50), refused=False)
