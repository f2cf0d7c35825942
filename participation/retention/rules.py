"""When an account is idle, what the city keeps for how long, and what the archive is offered
before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from participation.accounts.rules import month_of
from participation.kernel.errors import N_, BadInput

NOTICE = timedelta(days=30)
"""How long before its end the owner of an idle account is mailed."""
REASON_LENGTH = 300
MONTHS = {"idle": (12, 120), "applications": (3, 120), "audit": (12, 1_200)}
"""Fewest and most months that a city may set, by what they are for."""


class CityKept(StrEnum):
    """What goes after a time and belongs to no round."""

    ACCOUNTS = "accounts"
    APPLICATIONS = "applications"
    AUDIT = "city_audit"


class Answer(StrEnum):
    """What the archive said to an offer."""

    DECLINED = "declined"
    TAKEN = "taken"


OFFERED = frozenset({"texts", "notes", "reports", "audit", "applications", "city_audit"})
"""Records that the archive is offered before they go. What only ever was a person's own, such as a
draft or an idle account, is not."""


class DueState(StrEnum):
    """Where records stand that are to go."""

    LATER = "later"
    HELD = "held"
    ARCHIVE = "archive"
    NOW = "now"


@dataclass(frozen=True)
class Times:
    """How many months the city keeps what belongs to no round."""

    idle: int = 24
    applications: int = 6
    audit: int = 120

    def check(self) -> None:
        """Raise BadInput for a number that is too small or too large."""
        for name, (least, most) in MONTHS.items():
            if not least <= getattr(self, name) <= most:
                message = N_("Der Wert muss zwischen %(low)s und %(high)s liegen. Ändern Sie ihn.")
                raise BadInput(message, field=name, low=least, high=most)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the moment so many months earlier, at the latest on the last day of that month."""
    number = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(number, 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(moment.day, (following - timedelta(days=1)).day))


def idle_before(now: datetime, times: Times) -> date:
    """Return the month before which somebody must have been here last for an account to be
    idle."""
    return month_of(months_before(now, times.idle))


def state_of(kind: str, due: datetime, now: datetime, *, held: bool, answered: bool) -> DueState:
    """Tell where records of a kind stand: held ones never go, and what the archive is offered goes
    once it has answered."""
    if held:
        return DueState.HELD
    if due > now:
        return DueState.LATER
    if kind in OFFERED and not answered:
        return DueState.ARCHIVE
    return DueState.NOW
