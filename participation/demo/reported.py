"""What the demo's city reports on its projects: one report is published, the next one is due and
half written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from participation.demo.content import Content
from participation.demo.people import DEMO
from participation.progress import publishing, service
from participation.progress.rules import Period, Rhythm, next_due
from participation.progress.service import Reporter
from participation.rounds.models import Round

MONTHLY = 1
FIRST_DAY, LAST_DAY, PUBLISHED, DUE = -90, -25, -23, -22
"""Of the first report: its period, when it was published and when it was due."""
BEGUN, NEXT_LAST_DAY = -4, 5
"""Of the second one: when it was begun, and the end of its period."""


def report_first(round_: Round, content: Content) -> None:
    """Publish a report on the projects of the closed round's strategy; how far they are then is
    what it says."""
    slug, due = round_.strategy.slug, _day(content, DUE)
    who: dict[str, Any] = {"actor": DEMO, "clock": content.clock(PUBLISHED)}
    service.set_rhythm(slug, Rhythm(MONTHLY, due), version=0, **who)
    period = Period(_day(content, FIRST_DAY), _day(content, LAST_DAY), due)
    number = _begin(slug, period, content, PUBLISHED)
    publishing.publish(slug, number, seen=None, **who)


def begin_next(round_: Round, content: Content) -> None:
    """Begin the next report; some units have written already."""
    due = next_due(Rhythm(MONTHLY, _day(content, DUE)), _day(content, DUE))
    assert due is not None
    period = Period(_day(content, LAST_DAY + 1), _day(content, NEXT_LAST_DAY), due)
    _begin(round_.strategy.slug, period, content, BEGUN)


def _begin(slug: str, period: Period, content: Content, day: int) -> int:
    clock = content.clock(day)
    number = service.begin(slug, period, actor=DEMO, clock=clock).number
    for row in content.rows("reports"):
        if row["report"] == str(number):
            by = Reporter(DEMO)
            service.write(slug, number, row["project"], row["text"], seen=0, by=by, clock=clock)
    return number


def _day(content: Content, number: int) -> date:
    return content.today + timedelta(days=number)
