"""From a mail to the mail server: MAIL_URL, the message with its headers, the connection."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import cast
from urllib.parse import unquote, urlsplit

from participation.kernel.text import clean_line

TIMEOUT = 30.0
"""Seconds until a silent server counts as a failure."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class UnfoldedHeader(UniqueUnstructuredHeader):
    """A header that stays on one line. A long address would otherwise be folded into encoded words,
    which no mail program reads back as an address."""

    # The registry makes it a BaseHeader, which has this.
    name: str

    def fold(self, *, policy: Policy) -> str:
        """Return the header as one line."""
        return f"{self.name}: {self}{policy.linesep}"


def _header_registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", cast("type[BaseHeader]", UnfoldedHeader))
    return registry


POLICY = SMTP.clone(header_factory=_header_registry())


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
) -> EmailMessage:
    """Return the message. Line breaks in a header are impossible: they are removed here and refused
    by the policy.

    `Auto-Submitted` keeps holiday notes from answering (RFC 3834). `unsubscribe` is the address
    that mail programs post to for one-click unsubscribing (RFC 8058).
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(clean_line(sender_name), addr_spec=clean_line(sender))
    message["To"] = Address(addr_spec=clean_line(to))
    message["Subject"] = clean_line(subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{clean_line(unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    return message


class Connection:
    """One connection to a mail server, opened on first use and reopened after a failure."""

    def __init__(self, server: MailServer, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises Refused or Unreachable, whose text names no address."""
        try:
            self._smtp = self._smtp or self._connect()
            # Each is one address in ASCII; `send_message` would read and copy all headers again.
            sender, to = (message[name].addresses[0].addr_spec for name in ("From", "To"))
            self._smtp.sendmail(sender, [to], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()), (0, b""))[0]
            self._drop()
            raise _failure(code) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            self._drop()
            raise _failure(error.smtp_code) from None
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
        tls = ssl.create_default_context()
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=tls
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=tls)
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()


def _failure(code: int) -> Refused:
    # 4xx is a passing refusal (greylisting, full mailbox) of this one mail; it is tried again like
    # any other.
    kind = "refused" if 500 <= code <= 599 else "deferred"
    return Refused(f"{kind} {code}")
