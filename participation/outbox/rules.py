"""A mail's draft and states, the pauses between attempts, and when a refused one is given up.
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """Which of the mails that are due goes first: one that cannot wait (a link to sign
    in, a danger), one that concerns a single person, and one of many that say the same."""

    FIRST = 0
    SINGLE = 1
    BULK = 2


@dataclass(frozen=True)
class MailDraft:
    """What a feature's `mails.py` makes: a kind (noun.verb, for instance `account.sign_in`), and
    subject and body as plain text in the recipient's language. `unsubscribe` is the whole address
    that stops such mails with one click (RFC 8058); mails that answer something have none."""

    kind: str
    subject: str
    body: str
    unsubscribe: str = ""
    priority: Priority = Priority.SINGLE


class MailState(StrEnum):
    """The state of a mail: not tried yet, tried without success, held after a restore, given up,
    or sent."""

    WAITING = "waiting"
    FAILED = "failed"
    HELD = "held"
    GAVE_UP = "gave_up"
    SENT = "sent"


LEASE = timedelta(minutes=5)
"""How long a claimed mail belongs to one worker; after that another one takes it, so a crash loses
nothing."""

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321, section 4.5.4.1: a sender gives up after four to five days."""


def pause(tries: int) -> timedelta:
    """Return how long to wait after this many failed tries: doubling from half a minute up to an
    hour."""
    doublings: int = min(max(tries - 1, 0), 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def is_given_up(age: timedelta, refused: bool) -> bool:
    """Tell whether to stop trying: only when the address itself is refused (5xx) and that for days.

    While the mail server is out of reach a mail waits as long as it takes.
    """
    return refused and age >= GIVE_UP_AFTER
