"""What a reporter hears, what is kept of them, and for how long."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.front import service_account
from participation.ideas import service as ideas
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden, NotReady
from participation.moderation import service as moderation
from participation.moderation.complaints import service as complaints
from participation.moderation.reports import queries, service
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import (
    OUTCOME_LABELS,
    REPORT_LABELS,
    Outcome,
    ReportReason,
    order,
)
from participation.moderation.reports.service import Reporter
from participation.moderation.rules import Reason
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.moderation.complaining import ADDRESS, in_days, mails_of, reported
from tests.moderation.test_service import decide

REMOVED: dict[str, Any] = {"reason": Reason.INSULT, "text": "Das verletzt."}


def test_every_reason_and_outcome_has_a_label() -> None:
    assert set(REPORT_LABELS) == set(ReportReason)
    assert set(OUTCOME_LABELS) == set(Outcome)


def test_threats_come_first_then_what_everybody_reads_then_the_oldest() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    rows = [
        ("insult", False, early),
        ("insult", True, late),
        ("advert", True, early),
        ("threat", False, late),
    ]
    ordered = sorted(rows, key=lambda row: order(reason=row[0], public=row[1], at=row[2]))
    assert ordered == [rows[3], rows[2], rows[1], rows[0]]


def test_the_list_has_them_in_that_order(app: Flask) -> None:
    round_ = make_round()
    hidden, public, threatening = (
        reported(make_idea(round_, None, state="published"), reason)
        for reason in (ReportReason.INSULT, ReportReason.ADVERT, ReportReason.THREAT)
    )
    decide_hidden = db.session.merge(hidden).idea
    assert decide_hidden
    decide_hidden.state = "withdrawn"
    db.session.commit()
    listed = [row.id for row in queries.page(1, None, settled=False).items]
    assert listed == [threatening.id, public.id, hidden.id]
    waiting = queries.open_for(None)
    assert (waiting.total, waiting.public, waiting.urgent) == (3, 2, 1)


def test_a_reporter_gets_a_receipt_and_the_address_is_not_readable_in_the_row(app: Flask) -> None:
    report = reported()
    [(to, body)] = mails_of("report.received")
    assert to == ADDRESS
    assert "Gemein." not in body
    assert ADDRESS not in (report.address or "")
    assert "Erika" not in (report.name or "")


def test_a_kept_idea_is_told_with_remedies(app: Flask) -> None:
    report = reported()
    assert report.idea
    decide(report.idea, Action.KEEP, make_staff())
    [(to, body)] = mails_of("report.decided")
    assert to == ADDRESS
    assert "bleibt stehen" in body
    assert "/complaint/reporter/" in body
    assert "sechs Monate" in body
    assert "Verwaltungsgericht" in body


def test_a_removed_idea_is_told_with_its_ground_and_nothing_to_complain_about(app: Flask) -> None:
    report = reported()
    assert report.idea
    decide(report.idea, Action.REMOVE, make_staff(), **REMOVED)
    [(_to, body)] = mails_of("report.decided")
    assert "Der Grund: Beleidigt oder verletzt." in body
    assert "/complaint/" not in body


def test_undoing_the_decision_takes_the_mail_back_and_opens_the_report(app: Flask) -> None:
    report, moderator = reported(), make_staff()
    idea = report.idea
    assert idea
    decide(idea, Action.KEEP, moderator)
    moderation.undo(idea.id, by=moderator, version=idea.version, clock=clock)
    db.session.commit()
    assert mails_of("report.decided") == []
    assert (report.settled_at, report.outcome) == (None, None)


def test_who_reported_a_withdrawn_idea_is_told_so(app: Flask) -> None:
    report = reported()
    assert report.idea
    report.idea.state = "withdrawn"
    db.session.commit()
    assert service.answer_gone(clock) == 1
    db.session.commit()
    assert report.outcome == "gone"
    assert "stand schon nicht mehr da" in mails_of("report.decided")[0][1]
    assert service.answer_gone(clock) == 0


def test_two_clicks_on_one_form_are_one_report(app: Flask) -> None:
    idea = make_idea(make_round(), None, state="published")
    number = idea.id

    def click() -> None:
        with app.app_context():
            by = Reporter(address=ADDRESS)
            values: dict[str, Any] = {"reason": ReportReason.OTHER, "text": "Hm."}
            values["token"] = "one form"
            service.report(number, by=by, clock=clock, **values)
            db.session.commit()

    db.session.rollback()
    threads = [threading.Thread(target=click) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.query(Report).count() == 1
    assert len(mails_of("report.received")) == 1


def test_moderators_hear_of_the_first_report_of_an_idea_alone(app: Flask) -> None:
    make_staff()
    idea = make_idea(make_round(), None, state="published")
    reported(idea)
    reported(idea)
    assert len(mails_of("report.new")) == 1


def test_name_and_address_go_when_the_time_for_complaints_is_over(app: Flask) -> None:
    report = reported()
    assert report.idea
    decide(report.idea, Action.KEEP, make_staff())
    assert complaints.forget_reporters(in_days(180)) == 0
    assert complaints.forget_reporters(in_days(186)) == 1
    db.session.commit()
    assert (report.name, report.address) == (None, None)


def test_a_threat_goes_to_everybody_who_moderates_or_administers_and_the_idea_is_kept(
    app: Flask,
) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author, state="published")
    people = {make_staff(role).id for role in ("moderator", "admin")}
    make_staff("planner")
    reported(idea)
    version = idea.version
    reported(idea, ReportReason.THREAT)
    assert len(mails_of("report.threat")) == len(people)
    db.session.refresh(idea)
    assert idea.version == version
    assert idea.state == "published"
    with pytest.raises(Conflict):
        ideas.withdraw(idea.id, author=author, clock=clock)
    db.session.rollback()
    with pytest.raises(NotReady):
        service_account.leave(author, withdraw_ideas=False, clock=clock)


def test_a_kept_idea_is_released_once_the_report_is_settled(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident(), state="published")
    report, moderator = reported(idea, ReportReason.THREAT), make_staff()
    with pytest.raises(Conflict):
        service.release(report.id, by=moderator, clock=clock)
    db.session.rollback()
    decide(idea, Action.REMOVE, moderator, **REMOVED)
    assert idea.held_at is not None
    service.release(report.id, by=moderator, clock=clock)
    db.session.commit()
    assert idea.held_at is None


def test_nobody_lets_go_of_an_own_idea(app: Flask) -> None:
    author = make_resident()
    moderator = make_staff(address_hash=author.address_hash)
    idea = make_idea(make_round(), author, state="published")
    report = reported(idea, ReportReason.THREAT)
    decide(idea, Action.REMOVE, make_staff(), **REMOVED)
    with pytest.raises(Forbidden):
        service.release(report.id, by=moderator, clock=clock)


def test_the_day_of_the_report_to_the_police_is_noted_and_on_record(app: Flask) -> None:
    report, moderator = reported(reason=ReportReason.THREAT), make_staff()
    today = clock.now().date()
    for day in (None, today + timedelta(days=1), today - timedelta(days=2)):
        with pytest.raises(BadInput):
            service.note_police(report.id, day=day, by=moderator, clock=clock)
        db.session.rollback()
    service.note_police(report.id, day=today, by=moderator, clock=clock)
    db.session.commit()
    assert report.police_at
    assert report.police_at.date() == today
    assert db.session.query(AuditEntry).filter_by(action="report.police_told").count() == 1


def test_only_threats_are_reported_to_the_police_here(app: Flask) -> None:
    report, moderator = reported(), make_staff()
    with pytest.raises(Conflict):
        service.note_police(report.id, day=clock.now().date(), by=moderator, clock=clock)


def test_a_report_of_a_page_is_settled_once(app: Flask) -> None:
    by = Reporter(address=ADDRESS)
    report = service.report(
        None, reason=ReportReason.OTHER, text="Hm.", by=by, clock=clock, page="/partners/"
    )
    db.session.commit()
    assert report
    moderator = make_staff()
    settled: dict[str, Any] = {
        "outcome": Outcome.KEPT,
        "answer": "Das darf da stehen.",
        "by": moderator,
    }
    service.settle_page(report.id, clock=clock, **settled)
    db.session.commit()
    assert "Das darf da stehen." in mails_of("report.decided")[0][1]
    with pytest.raises(Conflict):
        service.settle_page(report.id, clock=clock, **settled)
