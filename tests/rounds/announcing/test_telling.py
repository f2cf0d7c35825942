"""Followers of a round hear what its dates bring: from the dates alone, each thing once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.following import service as following
from participation.following.models import News, NewsRecipient
from participation.kernel.clock import FixedClock
from participation.rounds.announcing import jobs
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import make_resident, make_round

OPENS = datetime(2026, 11, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 21, 8, tzinfo=UTC)


def followed_round(frequency: str = "at_once", **values: object) -> Round:
    """A round that somebody follows."""
    dates = {
        f"{window}_{edge}_at": moment
        for window in ("ideas", "weights")
        for edge, moment in (("opens", OPENS), ("closes", CLOSES))
    }
    early = OPENS - timedelta(days=9)
    times = {"created_at": early, "published_at": early}
    round_ = make_round(**dates | times | values)
    clock = FixedClock(OPENS)
    following.follow(make_resident(), "round", round_.slug, frequency=frequency, clock=clock)
    db.session.commit()
    return round_


def announce(now: datetime) -> int:
    return jobs.announce(FixedClock(now))


def news() -> list[News]:
    """What somebody is still to hear of."""
    db.session.rollback()
    told = select(News).join(NewsRecipient, NewsRecipient.news_id == News.id)
    return list(db.session.scalars(told.order_by(News.id)))


def test_each_is_told_once_in_every_language_and_overtakes_what_was_not_mailed(
    app: Flask,
) -> None:
    followed_round("weekly")
    assert [announce(OPENS), announce(OPENS + timedelta(hours=1))] == [1, 0]
    (opened,) = news()
    assert "bis einschließlich 21. November 2026, 08:59 Uhr möglich" in opened.what["de"]
    assert opened.what["en"].startswith("The round has begun. Submitting ideas and weighting")
    assert announce(CLOSES - timedelta(days=3)) == 1
    assert [each.event for each in news()] == ["round.both_closing"]
    assert [announce(CLOSES), announce(CLOSES + timedelta(hours=1))] == [1, 0]
    assert [each.what["de"] for each in news()] == [
        "Die Zeit für Ideen und zum Gewichten ist zu Ende."
    ]


def test_a_worker_that_was_off_announces_only_what_is_not_long_past(app: Flask) -> None:
    followed_round()
    assert announce(CLOSES + timedelta(hours=5)) == 1
    assert [each.event for each in news()] == ["round.both_closed"]
    assert announce(CLOSES + timedelta(days=7)) == 0


def test_a_round_that_nobody_may_read_announces_nothing(app: Flask) -> None:
    followed_round()
    begin_write()
    db.session.query(Round).one().archived_at = OPENS
    db.session.commit()
    assert announce(OPENS) == 0
    begin_write()
    round_ = db.session.query(Round).one()
    round_.archived_at = round_.published_at = None
    db.session.commit()
    assert announce(OPENS) == 0


def test_the_record_of_an_earlier_round_announces_nothing(app: Flask) -> None:
    followed_round(created_at=OPENS + timedelta(seconds=1))
    assert announce(CLOSES) == 0


def test_the_new_end_of_an_extended_window_is_announced_again(app: Flask) -> None:
    followed_round()
    announce(CLOSES - timedelta(days=3))
    begin_write()
    round_ = db.session.query(Round).one()
    round_.ideas_closes_at = round_.weights_closes_at = CLOSES + timedelta(days=7)
    db.session.commit()
    assert announce(CLOSES) == 0, "it has not closed"
    assert announce(CLOSES + timedelta(days=4)) == 1
    assert "28. November" in news()[-1].what["de"]


def test_one_window_that_is_extended_does_not_repeat_what_was_said_of_both(app: Flask) -> None:
    followed_round()
    announce(CLOSES - timedelta(days=3))
    begin_write()
    db.session.query(Round).one().ideas_closes_at = CLOSES + timedelta(days=7)
    db.session.commit()
    assert announce(CLOSES - timedelta(days=2)) == 0


def test_one_round_that_cannot_be_told_of_stops_no_other(app: Flask) -> None:
    broken, _fine = followed_round(), followed_round()
    begin_write()
    broken_row = db.session.get_one(Round, broken.id)
    broken_row.settings_document = {**broken_row.settings_document, "timezone": "Nowhere/Nothing"}
    db.session.commit()
    assert announce(OPENS) == 1
