"""Reports for tests, made through the service and committed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from participation.accounts.models import Account, AccountUnit
from participation.audit.service import Actor
from participation.city.models import Unit
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import ParticipationError
from participation.progress import publishing, queries, service
from participation.progress.models import ProgressReport, ReportEntry
from participation.progress.rules import Period
from participation.progress.service import Reporter
from participation.projects import service as project_service
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.factories import make_staff, save

PLANNER = Actor(None, "planner")
NOW = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
WHO: dict[str, Any] = {"actor": PLANNER, "clock": NOW}
FIRST = Period(date(2026, 1, 1), date(2026, 6, 30), date(2026, 8, 31))
SECOND = Period(date(2026, 7, 1), date(2026, 12, 31), date(2027, 2, 28))


def on(day: date) -> FixedClock:
    """Noon of a day."""
    return FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def begin(strategy: Strategy, period: Period = FIRST) -> ProgressReport:
    """A begun report."""
    report = service.begin(strategy.slug, period, **WHO)
    db.session.commit()
    return report


def write(report: ProgressReport, project: Project, text: str, **values: Any) -> ReportEntry:
    """Write about a project as a request does, which ends with what it wrote or with nothing."""
    given: dict[str, Any] = {"seen": 0, "by": Reporter(PLANNER), "clock": NOW} | values
    slug = db.session.get_one(Strategy, report.strategy_id).slug
    try:
        entry = service.write(slug, report.number, project.key, text, **given)
        db.session.commit()
    except ParticipationError:
        db.session.rollback()
        raise
    return entry


def publish(
    report: ProgressReport, *, clock: FixedClock = NOW, actor: Actor = PLANNER
) -> ProgressReport:
    """Publish a report as a planner does who has looked at it."""
    slug = db.session.get_one(Strategy, report.strategy_id).slug
    seen = publishing.check(report, clock).seen
    publishing.publish(slug, report.number, seen=seen, actor=actor, clock=clock)
    db.session.commit()
    return queries.get_public(report.strategy_id, report.number)


def published(strategy: Strategy, period: Period = FIRST) -> ProgressReport:
    """A published report."""
    return publish(begin(strategy, period))


def come_to(project: Project, state: str) -> None:
    """Take a project to another state."""
    note = {"de": "Es ist so weit."}
    project_service.change_state(project.key, state, note, version=project.version, **WHO)
    db.session.commit()


def make_unit(key: str = "traffic") -> Unit:
    """A unit that is switched on."""
    unit: Unit = save(Unit(key=key, title={"de": f"Amt {key}"}, contact=""))
    return unit


def member(unit: Unit, **values: Any) -> Account:
    """A person who acts for a unit."""
    account = make_staff("unit", **values)
    save(AccountUnit(account_id=account.id, unit_id=unit.id))
    return account
