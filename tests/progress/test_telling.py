"""Who is told of reports and of those that are due, each exactly once."""

from __future__ import annotations

from datetime import date, timedelta

from participation.accounts.models import Account
from participation.extensions import db
from participation.following import service as following
from participation.following.models import News
from participation.kernel.clock import clock
from participation.outbox import queries as outbox
from participation.outbox.queries import KeptMail
from participation.progress import jobs, service, telling
from participation.progress.rules import Rhythm
from participation.strategy.models import Strategy
from tests.factories import make_resident, make_round, make_staff
from tests.progress.making import WHO, begin, make_unit, member, on, publish, published, write
from tests.projects.making import make_project

DUE = date(2026, 8, 31)


def mails() -> list[KeptMail]:
    """The mails in the outbox, newest first."""
    db.session.rollback()
    return outbox.kept()


def follow(account: Account, kind: str, key: str) -> None:
    """Follow something at once."""
    following.follow(account, kind, key, frequency="at_once", clock=clock)
    db.session.commit()


def test_followers_of_projects_and_rounds_hear_of_a_report(strategy: Strategy) -> None:
    round_ = make_round(strategy_id=strategy.id)
    project = make_project(strategy, key="roof")
    follow(make_resident(), "project", project.key)
    follow(make_resident(), "round", round_.slug)
    published(strategy)
    news = {(row.kind, row.path): row.what["en"] for row in db.session.query(News)}
    path = "/strategy/region/reports/1"
    assert news == {
        ("project", path): "A new report says how far this project has come.",
        ("round", path): "A new report says how far the projects of the strategy have come.",
    }


def test_correction_is_told_as_one(strategy: Strategy) -> None:
    project = make_project(strategy)
    published(strategy)
    follow(make_resident(), "project", project.key)
    publish(service.begin_correction("region", 1, "Falsch.", **WHO))
    [news] = db.session.query(News)
    assert news.what["de"] == "Die Stadt hat einen Bericht über ihre Projekte berichtigt."


def test_unit_with_an_open_entry_is_reminded_before_on_and_after_the_day_once_each(
    strategy: Strategy,
) -> None:
    unit = make_unit()
    make_project(strategy, unit=unit.key)
    begin(strategy)
    member(unit)
    sent = {}
    for days in range(-20, 21):
        count = jobs.remind(on(DUE + timedelta(days=days)))
        assert jobs.remind(on(DUE + timedelta(days=days))) == 0
        if count:
            sent[days] = count
    assert sent == {-14: 1, 0: 1, 14: 1}


def test_unit_is_reminded_of_its_own_projects_alone(strategy: Strategy) -> None:
    busy, done, other = make_unit("busy"), make_unit("done"), make_unit("other")
    make_project(strategy, unit=busy.key)
    make_project(strategy, unit=busy.key)
    written = make_project(strategy, unit=done.key)
    report = begin(strategy)
    write(report, written, "Ist fertig.")
    for unit in (busy, done, other):
        member(unit, address=f"{unit.key}@example.org")
    assert jobs.remind(on(DUE)) == 1
    [mail] = mails()
    assert mail.to == "busy@example.org"
    assert "Zu 2 Projekten fehlt der Text." in mail.body
    assert "http://localhost/planning/reports/region/1" in mail.body


def test_planner_is_reminded_of_a_report_that_nobody_has_begun(strategy: Strategy) -> None:
    make_staff("planner", language="en")
    service.set_rhythm("region", Rhythm(6, DUE), version=0, **WHO)
    db.session.commit()
    assert jobs.remind(on(DUE)) == 1
    [mail] = mails()
    assert "is due today, on 31 August 2026." in mail.body
    assert "Nobody has begun it yet." in mail.body


def test_planner_is_reminded_to_publish_when_every_text_is_there(strategy: Strategy) -> None:
    make_staff("planner")
    project = make_project(strategy)
    write(begin(strategy), project, "Ist fertig.")
    assert jobs.remind(on(DUE)) == 1
    assert "Alle Texte sind da. Er ist noch nicht veröffentlicht." in mails()[0].body


def test_mail_of_a_late_worker_does_not_say_today(strategy: Strategy) -> None:
    make_staff("planner")
    begin(strategy)
    assert jobs.remind(on(DUE + timedelta(days=3))) == 1
    assert "war am 31. August 2026 fällig" in mails()[0].body


def test_of_several_reminders_at_once_only_the_latest_is_sent(strategy: Strategy) -> None:
    make_staff("planner")
    begin(strategy)
    assert jobs.remind(on(DUE + timedelta(days=40))) == 1


def test_published_report_and_missing_first_day_remind_nobody(strategy: Strategy) -> None:
    make_staff("planner")
    make_project(strategy)
    service.set_rhythm("region", Rhythm(6), version=0, **WHO)
    published(strategy)
    assert jobs.remind(on(DUE)) == 0


def test_correction_reminds_nobody(strategy: Strategy) -> None:
    make_staff("planner")
    make_project(strategy)
    published(strategy)
    service.begin_correction("region", 1, "Falsch.", **WHO)
    db.session.commit()
    assert jobs.remind(on(DUE)) == 0


def test_reminders_go_on_with_the_next_report(strategy: Strategy) -> None:
    make_staff("planner")
    make_project(strategy)
    service.set_rhythm("region", Rhythm(6, DUE), version=0, **WHO)
    begin(strategy)
    assert jobs.remind(on(DUE)) == 1
    published(strategy)
    assert jobs.remind(on(DUE)) == 0
    assert jobs.remind(on(date(2027, 2, 14))) == 1


def test_restored_backup_sends_no_reminder_again(strategy: Strategy) -> None:
    make_staff("planner")
    begin(strategy)
    telling.settle_after_restore(on(DUE))
    db.session.commit()
    assert jobs.remind(on(DUE)) == 0
    assert jobs.remind(on(DUE + timedelta(days=14))) == 1
