"""What the worker does for the outbox: send what is due, forget what was sent long ago."""

from __future__ import annotations

import time
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from flask import current_app

from participation.city.queries import city
from participation.kernel.clock import Clock
from participation.outbox import service
from participation.outbox.service import ClaimedMail
from participation.outbox.transport import (
    Connection,
    Message,
    Refused,
    Unreachable,
    compose,
    parse_url,
)
from participation.web.jobs import Job
from participation.web.transactions import commit_now

log = structlog.get_logger()
SLICE = 5.0
"""For so many seconds a run sends what is due, then the worker's other jobs get their turn."""
KEEP_ROWS_DAYS = 90


class MailTransport(Protocol):
    """How a message leaves: over a connection to a server or, in the demo, not at all."""

    @property
    def is_open(self) -> bool:
        """Whether nothing has to be opened first, which can take as long as a server is silent."""

    def offer(self, message: Message) -> None:
        """Say that it comes; nothing is delivered yet. Raises Unreachable."""

    def hand_over(self, message: Message) -> None:
        """Send the one that was offered. Raises Refused or Unreachable."""

    def close(self) -> None:
        """Close the connection."""


class DiscardTransport:
    """The demo's transport: nothing leaves the machine, the mail stays readable at /demo/outbox."""

    is_open = True

    def offer(self, message: Message) -> None:
        """Do nothing."""

    def hand_over(self, message: Message) -> None:
        """Discard it."""

    def close(self) -> None:
        """Nothing to close."""


def send_due(clock: Clock) -> int:
    """Send what is due over one connection until nothing is or the time of a run is over. Returns
    how many were sent."""
    url: str = current_app.config["MAIL_URL"]
    discard = bool(current_app.config["DEMO"]) and not url
    if not url and not discard:
        return _nowhere_to_send()
    transport: MailTransport = DiscardTransport() if discard else Connection(parse_url(url))
    of_city = city()
    sender = of_city.sender or default_sender(current_app.config["BASE_URL"]), of_city.name
    ends, sent = time.monotonic() + SLICE, 0
    try:
        mail = service.claim(clock)
        while mail is not None:
            try:
                _send(transport, mail, sender, clock)
            except Unreachable as error:
                _failed(mail, str(error), clock)
                break
            except (ValueError, Refused) as error:
                _refused(mail, error, clock)
            else:
                service.mark_sent(mail.id, clock, keep=discard)
                sent += 1
            mail = service.claim(clock) if time.monotonic() < ends else None
        commit_now()
    finally:
        transport.close()
    return sent


def _send(
    transport: MailTransport, mail: ClaimedMail, sender: tuple[str, str], clock: Clock
) -> None:
    """Send a mail that was claimed in the open transaction. Raises ValueError for what is no
    address, Refused and Unreachable.

    The one commit notes the mail before as sent and this one as taken, so whoever dies repeats the
    one that was in flight alone. The server has heard by then whom the next one is for, and answers
    while the disk writes; it gets no text before that is durable, and none if it fails.
    """
    message = _message(mail, sender, clock)
    if not transport.is_open:
        # Nobody else can write on SQLite until this is committed.
        commit_now()
    try:
        transport.offer(message)
    finally:
        commit_now()
    transport.hand_over(message)


def forget_old(clock: Clock) -> int:
    """Delete the empty rows of mails that were sent long ago."""
    count = service.forget_sent(KEEP_ROWS_DAYS, clock)
    commit_now()
    return count


def _refused(mail: ClaimedMail, error: ValueError | Refused, clock: Clock) -> None:
    if isinstance(error, Refused):
        _failed(mail, str(error), clock, refused=str(error).startswith("refused"))
    else:
        _failed(mail, "no valid address", clock, refused=True)


def _failed(mail: ClaimedMail, reason: str, clock: Clock, *, refused: bool = False) -> None:
    log.warning("mail not sent", mail=mail.id, reason=reason)
    service.mark_failed(mail.id, reason, clock, refused=refused)


def _message(mail: ClaimedMail, sender: tuple[str, str], clock: Clock) -> Message:
    return compose(
        to=mail.to,
        subject=mail.subject,
        body=mail.body,
        sender=sender[0],
        sender_name=sender[1],
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
