"""Reports by readers, and what a decision makes of them."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.moderation.reports import service
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import ReportReason
from participation.moderation.reports.service import Reporter
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.test_service import decide, mail


def reported(round_: Round) -> Idea:
    idea = make_idea(round_, make_resident(), state="published")
    service.report(idea.id, reason=ReportReason.INSULT, text="Gemein.", by=Reporter(), clock=clock)
    db.session.commit()
    return idea


def test_a_reported_idea_is_kept_or_removed_and_the_report_is_settled(app: Flask) -> None:
    round_ = make_round()
    kept, removed = reported(round_), reported(round_)
    decide(kept, Action.KEEP, make_staff())
    decide(removed, Action.REMOVE, make_staff(), reason=Reason.INSULT, text="Das verletzt.")
    assert (kept.state, removed.state) == ("published", "removed")
    assert all(report.settled_at and report.settled_by for report in db.session.query(Report))
    assert mail()[0] == "idea.remove"
    assert db.session.query(Mail).count() == 1


def test_keeping_twice_is_noticed(app: Flask) -> None:
    idea = reported(make_round())
    version = idea.version
    decide(idea, Action.KEEP, make_staff(), version=version)
    with pytest.raises(Conflict):
        decide(idea, Action.KEEP, make_staff(), version=version)


def test_one_account_reports_an_idea_once_while_it_is_open(app: Flask) -> None:
    idea = make_idea(make_round(), None, state="published")
    reporter = make_resident()
    for _ in range(3):
        service.report(
            idea.id, reason=ReportReason.OTHER, text="Hm.", by=Reporter(reporter), clock=clock
        )
        db.session.commit()
    assert db.session.query(Report).count() == 1


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_a_report_says_something_short(app: Flask, text: str) -> None:
    idea = make_idea(make_round(), None, state="published")
    with pytest.raises(BadInput):
        service.report(idea.id, reason=ReportReason.OTHER, text=text, by=Reporter(), clock=clock)


def test_only_public_ideas_can_be_reported(app: Flask) -> None:
    for state in ("waiting", "rejected", "withdrawn", "removed"):
        idea = make_idea(make_round(), None, state=state)
        with pytest.raises(NotFound):
            service.report(
                idea.id, reason=ReportReason.OTHER, text="Hm.", by=Reporter(), clock=clock
            )
        db.session.rollback()


def test_each_account_reports_for_itself_and_for_each_idea(app: Flask) -> None:
    round_, reporter = make_round(), make_resident()
    first, second = (make_idea(round_, None, state="published") for _ in range(2))
    for idea, by in ((first, reporter), (second, reporter), (first, make_resident())):
        made = service.report(
            idea.id, reason=ReportReason.OTHER, text="Hm.", by=Reporter(by), clock=clock
        )
        assert made is not None
        db.session.commit()


def test_readers_without_an_account_report_as_often_as_they_like(app: Flask) -> None:
    idea = make_idea(make_round(), None, state="published")
    for _ in range(2):
        made = service.report(
            idea.id, reason=ReportReason.OTHER, text="Hm.", by=Reporter(), clock=clock
        )
        assert made is not None
        db.session.commit()


def test_after_its_report_was_settled_an_account_can_report_again(app: Flask) -> None:
    idea = make_idea(make_round(), None, state="published")
    reporter = make_resident()
    for _ in range(2):
        service.report(
            idea.id, reason=ReportReason.OTHER, text="Hm.", by=Reporter(reporter), clock=clock
        )
        db.session.commit()
        decide(idea, Action.KEEP, make_staff())
    assert db.session.query(Report).count() == 2


def test_a_decision_leaves_reports_of_other_ideas_open(app: Flask) -> None:
    round_ = make_round()
    before, decided, after = reported(round_), reported(round_), reported(round_)
    decide(decided, Action.KEEP, make_staff())
    settled = {row.idea_id for row in db.session.query(Report) if row.settled_at is not None}
    assert settled == {decided.id} != {before.id, after.id}


def test_an_idea_that_does_not_exist_cannot_be_reported(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.report(10**9, reason=ReportReason.OTHER, text="Hm.", by=Reporter(), clock=clock)


def test_a_report_of_an_idea_is_settled_by_a_decision_on_the_idea_alone(app: Flask) -> None:
    idea = reported(make_round())
    row = db.session.query(Report).filter_by(idea_id=idea.id).one()
    with pytest.raises(NotFound):
        service.settle_page(row.id, outcome=None, answer="", by=make_staff(), clock=clock)
