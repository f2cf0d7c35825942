"""How often moderators are mailed about reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock
from participation.moderation.reports import service
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.moderation.workbench import claims
from participation.outbox.models import Mail
from tests.factories import make_idea, make_resident, make_round, make_staff

NOW = datetime.now(UTC)


def report(idea: Idea, minutes: float = 0) -> int:
    """Report an idea; return how many mails there are then."""
    clock = FixedClock(NOW + timedelta(minutes=minutes))
    service.report(
        idea.id, reason=ReportReason.INSULT, text="Das ist gemein.", by=Reporter(), clock=clock
    )
    db.session.commit()
    return db.session.query(Mail).count()


def test_further_ideas_of_a_round_wait_until_somebody_has_looked(app: Flask) -> None:
    moderator, round_ = make_staff(), make_round()
    one, two, three = (make_idea(round_, make_resident(), state="published") for _ in range(3))
    assert [report(one), report(two, 1)] == [1, 1]
    claims.claim(one.id, moderator.id, clock=FixedClock(NOW + timedelta(minutes=2)))
    db.session.commit()
    assert report(three, 3) == 2


def test_opening_an_idea_that_is_not_public_is_not_looking(app: Flask) -> None:
    moderator, round_ = make_staff(), make_round()
    one, two = (make_idea(round_, make_resident(), state="published") for _ in range(2))
    waiting = make_idea(round_, make_resident())
    report(one)
    claims.claim(waiting.id, moderator.id, clock=FixedClock(NOW))
    db.session.commit()
    assert report(two, 1) == 1


def test_each_round_has_its_own_mail(app: Flask) -> None:
    make_staff()
    ideas = [make_idea(make_round(), make_resident(), state="published") for _ in range(2)]
    assert [report(idea) for idea in ideas] == [1, 2]
