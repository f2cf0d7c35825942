"""Days and spans as tasks name them, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_timedelta, ngettext

from participation.rounds.models import Round
from participation.web.filters import language, tr
from participation.web.translation import _


def weekday(day: date) -> str:
    """Return a day with its weekday: 'Montag, 23. November', 'Monday, 23 November'."""
    return _written(day, "EEEE, d. MMMM")


def short_day(day: date) -> str:
    """Return a day in a narrow column: '23. Nov.', '23 Nov'."""
    return _written(day, "d. MMM")


def _written(day: date, german: str) -> str:
    # English dates are written as on every other page: the day before the month, without a dot.
    pattern = german if language() == "de" else german.replace(".", "")
    return str(format_date(day, pattern))


def until(day: date, today: date) -> str:
    """Return by when: 'Bis heute Abend', 'Bis Montag, 23. November'."""
    return _("Bis heute Abend") if day == today else _("Bis %(day)s", day=weekday(day))


def moment(at: datetime, round_: Round, today: date) -> str:
    """Return when something happens in a round: 'Heute, 9:00 Uhr', 'Montag, 23. November, 9:00
    Uhr'."""
    local = at.astimezone(ZoneInfo(round_.timezone))
    day = _("Heute") if local.date() == today else weekday(local.date())
    return _("%(day)s, %(time)s Uhr", day=day, time=local.strftime("%H:%M"))


def ago(since: datetime | None, now: datetime) -> str:
    """Return how long ago something was: 'vor 40 Minuten'."""
    return "" if since is None else str(format_timedelta(since - now, add_direction=True))


def days_over(due: date, today: date) -> str:
    """Return for how long a time limit has been over."""
    return str(ngettext("Seit %(num)s Tag vorbei", "Seit %(num)s Tagen vorbei", (today - due).days))


def name(round_: Round) -> str:
    """Return a round's title in quotation marks."""
    return _("„%(title)s“", title=tr(round_.title))
