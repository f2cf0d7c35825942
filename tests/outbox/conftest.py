"""A real mail server that keeps what it is given, and mails to put into the outbox."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock
from participation.outbox import service
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TO = "amsel@example.org"


class Mailbox:
    """A real SMTP server's handler: keeps what it gets, and answers as it is told to."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Any] = []
        self.rcpt_answers: dict[str, str] = {}
        self.data_answers: list[str] = []
        self.pipelining = False

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] * self.pipelining), responses[-1]]

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.rcpt_answers:
            return self.rcpt_answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250") or answer == "accept and die":
            self.envelopes.append(envelope)
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        if answer == "accept and die":
            server.transport.close()
        return answer


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    handler = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def put(
    to: str = TO,
    subject: str = "Ihr Link",
    body: str = "Guten Tag,\n\nÄpfel & Öl\n",
    clock: Clock | None = None,
) -> int:
    draft = MailDraft("test.mail", subject, body)
    mail = service.enqueue(draft, to=to, clock=clock or FixedClock(NOW))
    db.session.commit()
    return mail.id


def row(number: int) -> Mail:
    db.session.rollback()
    return db.session.get_one(Mail, number, populate_existing=True)
