"""A day of staff: one moment for all, and what is due on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import force_locale

from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.admin.today.assembling import Today, today_of
from participation.ideas.models import Idea
from participation.moderation.reports.models import Report
from participation.outbox.models import Mail
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident, make_staff, save

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FRIDAY_BEFORE = MONDAY - timedelta(days=3)


def day(account: Account, now: datetime = MONDAY) -> Today:
    """What needs somebody at a moment, in German."""
    with force_locale("de"):
        return today_of(account, now)


def titles(today: Today) -> list[str]:
    """What needs somebody, in its order."""
    return [task.what for tasks in today.groups.values() for task in tasks]


def windows(start: int, end: int, now: datetime = MONDAY) -> dict[str, Any]:
    """Both windows of a round, in days from a moment."""
    opens, closes = now + timedelta(days=start), now + timedelta(days=end)
    return {
        "ideas_opens_at": opens,
        "ideas_closes_at": closes,
        "weights_opens_at": opens,
        "weights_closes_at": closes,
        "published_at": min(opens, now) - timedelta(days=2),
        "created_at": min(opens, now) - timedelta(days=3),
    }


def report(idea: Idea, **values: Any) -> None:
    """A report of an idea that nobody has looked at."""
    save(Report(**{"idea_id": idea.id, "reason": "other", "text": "", "at": MONDAY} | values))


def failed_mail() -> None:
    """A mail that the server did not take."""
    save(
        Mail(
            kind="test",
            message_id="<one@example.org>",
            created_at=FRIDAY_BEFORE,
            next_try_at=MONDAY,
            last_error="no answer",
            tries=3,
        )
    )


def busy_round(round_: Round) -> None:
    """Ideas of several ages, which their round promises to look at within two working days, and one
    that is published and reported."""
    author = make_resident()
    for hours in (1, 30, 100, 400):
        make_idea(round_, author, submitted_at=MONDAY - timedelta(hours=hours))
    report(make_idea(round_, author, state="published"))


def moderator(round_: Round | None = None) -> Account:
    """A moderator of all rounds or of one."""
    return make_staff(Role.MODERATOR, round_=round_)
