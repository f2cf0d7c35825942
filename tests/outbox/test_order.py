"""Which of the mails that wait goes first, and what stays the same when one is sent twice."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest
from flask import Flask
from sqlalchemy import insert, text

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.crypto import encrypt
from participation.keyring.queries import key_file
from participation.outbox import jobs, service
from participation.outbox.models import Mail
from participation.outbox.rules import LEASE, MailDraft, Priority
from participation.outbox.transport import Message
from participation.web.transactions import begin_write
from tests.outbox.conftest import NOW, TO, Mailbox

LATER = FixedClock(NOW + timedelta(hours=1))


def put(priority: Priority, clock: FixedClock = LATER) -> int:
    draft = MailDraft("test.mail", priority.name, "x", priority=priority)
    mail = service.enqueue(draft, to=TO, clock=clock)
    db.session.commit()
    return mail.id


def announcements(count: int) -> None:
    sealed = encrypt(key_file().address_key, TO)
    texts = dict.fromkeys(("recipient", "subject", "body"), sealed)
    times = dict.fromkeys(("created_at", "next_try_at"), NOW)
    rows = [
        {"kind": "x", "message_id": f"<{n}@x>", "priority": Priority.BULK.value, **texts, **times}
        for n in range(count)
    ]
    begin_write().execute(insert(Mail), rows)
    db.session.commit()


def next_id() -> int | None:
    mail = service.claim(LATER)
    db.session.commit()
    return mail.id if mail else None


def test_a_sign_in_mail_goes_before_ten_thousand_announcements_that_wait_longer(
    app: Flask,
) -> None:
    announcements(10_000)
    assert next_id() is not None
    single, sign_in = put(Priority.SINGLE), put(Priority.FIRST)
    assert [next_id(), next_id()] == [sign_in, single]
    assert next_id() not in {None, sign_in, single}, "and then the others have their turn"


def test_a_sign_in_mail_asked_for_during_a_mass_mailing_waits_for_the_mail_in_flight_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    class Asked(jobs.DiscardTransport):
        def hand_over(self, message: Message) -> None:
            sent.append(str(message_from_bytes(message.content)["Subject"]))
            if len(sent) == 3:
                put(Priority.FIRST)

    app.config["MAIL_URL"] = "smtp://127.0.0.1"
    monkeypatch.setattr(jobs, "Connection", lambda _server: Asked())
    announcements(20)
    assert jobs.send_due(LATER) == 21
    assert sent.index(Priority.FIRST.name) == 3


def test_a_sign_in_mail_that_is_not_due_yet_holds_nobody_up(app: Flask) -> None:
    put(Priority.FIRST, FixedClock(NOW + timedelta(hours=2)))
    bulk = put(Priority.BULK)
    assert next_id() == bulk


def test_the_next_mail_is_found_by_its_index_without_sorting(app: Flask, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL sorts an empty table rather than read an index")
    query = (
        "EXPLAIN QUERY PLAN SELECT id FROM mails WHERE sent_at IS NULL AND gave_up_at IS NULL AND"
        " held_at IS NULL AND next_try_at <= '2030' ORDER BY priority, next_try_at, id LIMIT 1"
    )
    plan = " ".join(str(row) for row in db.session.execute(text(query)))
    assert "ix_mails_due" in plan
    assert "TEMP B-TREE" not in plan


def test_a_mail_that_is_sent_twice_has_the_same_id_of_the_citys_host(
    app: Flask, mailbox: Mailbox
) -> None:
    app.config["BASE_URL"] = "https://mitmachen.example.org"
    put(Priority.BULK)
    mailbox.data_answers = ["accept and die"]
    jobs.send_due(LATER)
    jobs.send_due(FixedClock(LATER.now() + LEASE))
    first, second = (str(message["Message-ID"]) for message in mailbox.messages)
    assert first == second
    assert first.endswith("@mitmachen.example.org>")
    assert "amsel" not in first
