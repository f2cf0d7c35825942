"""From a mail to the mail server: MAIL_URL, the message with its headers, the connection."""

from __future__ import annotations

import re
import smtplib
import ssl
from binascii import b2a_qp
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from participation.kernel.text import clean_line

TIMEOUT = 30.0
"""Seconds until a silent server counts as a failure."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
DATA = "DATA\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
"""A dot alone on a line ends a message, so lines begin with one more (RFC 5321, section 4.5.2)."""


@dataclass(frozen=True)
class Message:
    """A message as it is handed over: from whom, to whom (bare addresses), and its bytes."""

    sender: str
    to: str
    content: bytes


class Refused(Exception):
    """The server refuses this mail for good (5xx); trying another one makes sense."""


class Unreachable(Exception):
    """The server cannot be used at present; the other mails need not be tried."""


@dataclass(frozen=True)
class MailServer:
    """What MAIL_URL says: `smtp://`, `smtps://` or `smtp+starttls://`, then
    `user:password@host:port`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def parse_url(url: str) -> MailServer:
    """Return the server a MAIL_URL names. Raises ValueError with a sentence that says what is
    wrong, never the password."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise ValueError("MAIL_URL must start with smtp://, smtps:// or smtp+starttls://")
    if not parts.hostname:
        raise ValueError(
            "MAIL_URL names no host, for example smtp+starttls://user:password@mail.example.org:587"
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("MAIL_URL has a port that is no number between 1 and 65535") from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def compose(
    *,
    to: str,
    subject: str,
    body: str,
    sender: str,
    sender_name: str,
    message_id: str,
    date: datetime,
    unsubscribe: str = "",
) -> Message:
    """Return the message. Raises ValueError for what is no address. Line breaks in a header are
    impossible: they are removed.

    `unsubscribe` is the address that mail programs post to for one-click unsubscribing (RFC 8058).
    Each header stands on one line: a folded link is read back as a link by no mail program.
    """
    recipient = Address(addr_spec=clean_line(to)).addr_spec
    headers = {"To": recipient, "Date": format_datetime(date), "Message-ID": message_id}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    own = "".join(f"{name}: {clean_line(value)}\r\n" for name, value in headers.items())
    text = b2a_qp(body.encode()).replace(b"\n", b"\r\n")
    sender = clean_line(sender)
    shared = _shared_headers(sender, clean_line(sender_name), clean_line(subject))
    return Message(sender, recipient, own.encode("ascii") + shared + text)


@lru_cache(maxsize=16)
def _shared_headers(sender: str, sender_name: str, subject: str) -> bytes:
    """Return the headers that mails of one kind share, and the empty line after them. `email` takes
    a millisecond to write these, which is too long for each of ten thousand.

    `Auto-Submitted` keeps holiday notes from answering (RFC 3834).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'text/plain; charset="utf-8"'
    message["Content-Transfer-Encoding"] = "quoted-printable"
    return message.as_bytes()


class Connection:
    """One connection to a mail server, opened on first use and reopened after a failure.

    A mail goes in two steps, so that something can be made durable between them without losing
    time: `offer` says from whom and to whom, `hand_over` gives the text. Until then the server has
    nothing that it could deliver.
    """

    def __init__(self, server: MailServer, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self._asked = 0

    @property
    def is_open(self) -> bool:
        """Whether a session with the server is under way."""
        return self._smtp is not None

    def offer(self, message: Message) -> None:
        """Send the commands that may go together (RFC 2920) and wait for no answer. Raises
        Unreachable, whose text names no address."""
        with self._failing():
            if self._smtp is None:
                self._smtp = self._connect()
            commands = _commands(message)
            self._asked = len(commands) if self._smtp.has_extn("pipelining") else 1
            self._smtp.send("".join(commands[: self._asked]))

    def hand_over(self, message: Message) -> None:
        """Hand the offered message over. Raises Refused or Unreachable, whose text names no
        address."""
        with self._failing():
            smtp = self._smtp
            if smtp is None:
                raise OSError("nothing was offered")
            for number, command in enumerate(_commands(message)):
                if number >= self._asked:
                    smtp.send(command)
                _expect(smtp, 354 if command == DATA else 250)
            smtp.send(_LEADING_DOT.sub(b"..", message.content) + b".\r\n")
            self._asked = 0
            _expect(smtp, 250)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except Refused:
            self._drop()
            raise
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            answer = (
                f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
            )
            raise Unreachable(f"{type(error).__name__}{answer}") from None

    def close(self) -> None:
        """Close the session; the server's answer to QUIT does not matter."""
        self._drop()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=self._timeout,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        if self._asked:
            # The server may wait for a text, and would take the farewell for it.
            smtp.close()
            self._asked = 0
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _commands(message: Message) -> tuple[str, ...]:
    return f"MAIL FROM:<{message.sender}>\r\n", f"RCPT TO:<{message.to}>\r\n", DATA


def _expect(smtp: smtplib.SMTP, wanted: int) -> None:
    code, _answer = smtp.getreply()
    if code == 421:
        # The server closes the connection, whatever was asked.
        raise smtplib.SMTPResponseException(code, b"")
    # 251 takes the mail for somebody whose address is another one now.
    if code != wanted and (wanted, code) != (250, 251):
        # 4xx is a passing refusal (greylisting, full mailbox) of this one mail; it is tried again
        # like any other.
        kind = "refused" if 500 <= code <= 599 else "deferred"
        raise Refused(f"{kind} {code}")
