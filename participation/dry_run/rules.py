"""Which moments of a round can be tried out and how long a dry run lasts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from participation.kernel.errors import N_
from participation.rounds.configuration.settings import Settings
from participation.rounds.rules import first_opening, last_closing
from participation.strategy.rules import TITLE_LENGTH

LASTS = timedelta(hours=2)
MOST = 3
"""Dry runs at the same time; of one person there is at most one."""
BEFORE_OPENING = timedelta(days=3)
BEFORE_CLOSING = timedelta(hours=3)
AFTER_CLOSING = timedelta(hours=1)
UNTIL_RESULT = timedelta(days=7)


class Moment(StrEnum):
    """A moment of a round that can be tried out."""

    BEFORE = "before"
    IDEAS = "ideas"
    WEIGHTS = "weights"
    LAST_DAY = "last_day"
    AFTER = "after"
    RESULT = "result"


NAMES: dict[Moment, str] = {
    Moment.BEFORE: N_("Vor der Eröffnung"),
    Moment.IDEAS: N_("Während Ideen eingereicht werden"),
    Moment.WEIGHTS: N_("Während gewichtet wird"),
    Moment.LAST_DAY: N_("Am letzten Tag"),
    Moment.AFTER: N_("Nach dem Ende"),
    Moment.RESULT: N_("Das Ergebnis ist veröffentlicht"),
}
MARK: dict[str, str] = {"de": "Probelauf – zählt nicht", "en": "Dry run – does not count"}
"""What every page and every file of a dry run carries."""
FILE_MARK = "probelauf-zaehlt-nicht-"
"""What the names of files begin with."""


@dataclass(frozen=True)
class Stop:
    """A moment of a round and the date that is pretended for it."""

    moment: Moment
    at: datetime


def stops(settings: Settings) -> tuple[Stop, ...]:
    """Return the moments that a round has, in the order of their dates; none without windows."""
    opens, closes = first_opening(settings.windows), last_closing(settings.windows)
    if opens is None or closes is None:
        return ()
    found = [Stop(Moment.BEFORE, opens - BEFORE_OPENING)]
    for moment, window in zip((Moment.IDEAS, Moment.WEIGHTS), settings.windows, strict=True):
        if window.opens and window.closes:
            found.append(Stop(moment, window.opens + (window.closes - window.opens) / 2))
            if window.closes == closes:
                last = closes - min(BEFORE_CLOSING, (closes - window.opens) / 4)
    found += [Stop(Moment.LAST_DAY, last), Stop(Moment.AFTER, closes + AFTER_CLOSING)]
    if not settings.weights.absent:
        wanted = settings.publish_results_at or closes + UNTIL_RESULT
        found.append(Stop(Moment.RESULT, max(wanted, closes) + 2 * AFTER_CLOSING))
    return tuple(sorted(found, key=lambda stop: stop.at))


def steps_between(
    way: Sequence[Stop], present: Moment | None, wanted: Moment
) -> tuple[Stop, ...] | None:
    """Return the stops to go through from the present one to the wanted one; None where that would
    be back in time."""
    order = [stop.moment for stop in way]
    begin = order.index(present) + 1 if present else 0
    end = order.index(wanted) + 1
    return tuple(way[begin:end]) if begin <= end else None


def marked(title: dict[str, str]) -> dict[str, str]:
    """Return a title that says in each language that it is one of a dry run, cut where it would be
    too long."""
    result = {}
    for language, text in title.items():
        mark = f" ({MARK.get(language, MARK['de'])})"
        room = TITLE_LENGTH - len(mark)
        result[language] = (text if len(text) <= room else text[: room - 1] + "…") + mark
    return result
