"""What the worker does for the outbox: send what is due, forget what was sent long ago."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from flask import current_app

from participation.city.queries import city
from participation.kernel.clock import Clock
from participation.outbox import service
from participation.outbox.service import ClaimedMail
from participation.outbox.transport import Connection, Refused, Unreachable, compose, parse_url
from participation.web.jobs import Job
from participation.web.transactions import commit_now

log = structlog.get_logger()
AT_ONCE = 50
"""Mails per run, so that the worker's other jobs get their turn."""
KEEP_ROWS_DAYS = 90


class MailTransport(Protocol):
    """How a message leaves: over a connection to a server or, in the demo, not at all."""

    def send(self, message: EmailMessage) -> None:
        """Send it. Raises Refused or Unreachable."""

    def close(self) -> None:
        """Close the connection."""


class DiscardTransport:
    """The demo's transport: nothing leaves the machine, the mail stays readable at /demo/outbox."""

    def send(self, message: EmailMessage) -> None:
        """Discard it."""

    def close(self) -> None:
        """Nothing to close."""


def send_due(clock: Clock) -> int:
    """Send what is due, at most AT_ONCE mails. Returns how many were sent.

    Each mail is claimed and marked in short transactions of its own; none is open while the server
    is spoken to.
    """
    url: str = current_app.config["MAIL_URL"]
    discard = bool(current_app.config["DEMO"]) and not url
    if not url and not discard:
        return _nowhere_to_send()
    transport: MailTransport = DiscardTransport() if discard else Connection(parse_url(url))
    sent = 0
    try:
        for _ in range(AT_ONCE):
            mail = service.claim(clock)
            commit_now()
            if mail is None:
                break
            try:
                transport.send(_message(mail, clock))
            except ValueError:
                _failed(mail, "no valid address", clock, refused=True)
                continue
            except Unreachable as error:
                _failed(mail, str(error), clock)
                break
            except Refused as error:
                _failed(mail, str(error), clock, refused=str(error).startswith("refused"))
                continue
            service.mark_sent(mail.id, clock, keep=discard)
            commit_now()
            sent += 1
    finally:
        transport.close()
    return sent


def forget_old(clock: Clock) -> int:
    """Delete the empty rows of mails that were sent long ago."""
    count = service.forget_sent(KEEP_ROWS_DAYS, clock)
    commit_now()
    return count


def _failed(mail: ClaimedMail, reason: str, clock: Clock, *, refused: bool = False) -> None:
    log.warning("mail not sent", mail=mail.id, reason=reason)
    service.mark_failed(mail.id, reason, clock, refused=refused)
    commit_now()


def _message(mail: ClaimedMail, clock: Clock) -> EmailMessage:
    of_city = city()
    return compose(
        to=mail.to,
        subject=mail.subject,
        body=mail.body,
        sender=of_city.sender or default_sender(current_app.config["BASE_URL"]),
        sender_name=of_city.name,
        message_id=mail.message_id,
        date=clock.now(),
        unsubscribe=mail.unsubscribe,
    )


def default_sender(base_url: str) -> str:
    """Return the sender before an administrator has set one: the host of the address that people
    know."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"noreply@{'localhost' if host.replace('.', '').isdigit() or ':' in host else host}"


def _nowhere_to_send() -> int:
    log.error("mails wait: MAIL_URL is not set")
    return 0


JOBS = [
    Job("outbox.send_due", 2.0, send_due),
    Job("outbox.forget_old", 3600.0, forget_old),
]
