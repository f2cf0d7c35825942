"""People who follow a round, and what they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from participation.accounts.models import Account
from participation.extensions import db
from participation.following import service
from participation.following.rules import GRACE
from participation.kernel.clock import FixedClock
from participation.outbox import queries as outbox
from participation.outbox.queries import KeptMail
from participation.rounds.models import Round

# A Wednesday.
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SOON = FixedClock(NOW + GRACE)
NEXT_MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""When the weekly mails after NOW are due: nine in the morning in Berlin."""


def follow(account: Account, round_: Round, frequency: str = "at_once") -> None:
    service.follow(account, "round", round_.slug, frequency=frequency, clock=FixedClock(NOW))
    db.session.commit()


def tell(
    kind: str, key: str, what: str = "Das Ergebnis ist da.", *, minutes: int = 0, path: str = ""
) -> None:
    service.tell(
        kind,
        key,
        event="test.happened",
        what={"de": what, "en": f"English: {what}"},
        path=path,
        clock=FixedClock(NOW + timedelta(minutes=minutes)),
    )
    db.session.commit()


def mails() -> list[KeptMail]:
    """The mails in the outbox, newest first."""
    db.session.rollback()
    return outbox.kept()
