"""When weekly mails are due."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from participation.following.rules import weekly_due

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Monday, a minute before and at nine in the morning in Berlin.
        (datetime(2026, 11, 30, 7, 59, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 12, 6, 22, 59, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
        # In summer nine in Berlin is seven in UTC; the clocks change on 28 March 2027.
        (datetime(2027, 3, 29, 7, tzinfo=UTC), datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (datetime(2027, 3, 29, 6, 59, tzinfo=UTC), datetime(2027, 3, 22, 8, tzinfo=UTC)),
    ],
)
def test_weekly_mails_are_due_on_mondays_at_nine_in_the_city(now: datetime, due: datetime) -> None:
    assert weekly_due(now, BERLIN) == due
