"""Reading reports, and who is written to about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES
from participation.kernel.crypto import decrypt
from participation.kernel.errors import N_, NotFound
from participation.keyring.queries import key_file
from participation.moderation.reports.models import Report
from participation.moderation.reports.rules import Reported, ReportReason
from participation.web.filters import DEFAULT_ZONE
from participation.web.paging import PER_PAGE, Page
from participation.web.urls import external_url

Rounds = frozenset[int] | None
"""The rounds somebody may read, by their ids; None for all."""

NO_REPORT = N_("Diese Meldung gibt es nicht.")


def get(report_id: int) -> Report:
    """Return a report. Raises NotFound."""
    report = db.session.get(Report, report_id)
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def round_id_of(report_id: int, **_: object) -> int:
    """Return the id of the round that a report belongs to, 0 for one of another page, which nobody
    reads with a role for one round. Raises NotFound."""
    report = get(report_id)
    return report.idea.round_id if report.idea else 0


def of_decisions(decision_ids: Collection[int]) -> list[Report]:
    """Return the reports that these decisions settled, oldest first."""
    query = select(Report).where(Report.decision_id.in_(decision_ids)).order_by(Report.id)
    return list(db.session.scalars(query))


def _in(rounds: Rounds) -> ColumnElement[bool]:
    return true() if rounds is None else Idea.round_id.in_(rounds)


PUBLIC = case((Idea.state.in_(READABLE_STATES), 1), (Report.idea_id.is_(None), 1), else_=0)
URGENT = case((Report.reason == ReportReason.THREAT, 1), else_=0)


def of_kind(kind: Reported) -> ColumnElement[bool]:
    """Return the condition that a report is of this kind: each is of one alone."""
    if kind is Reported.THREAT:
        return URGENT == 1
    is_public = PUBLIC == 1 if kind is Reported.PUBLIC else PUBLIC == 0
    return and_(URGENT == 0, is_public)


def page(
    number: int, rounds: Rounds, *, settled: bool, kind: Reported | None = None
) -> Page[Report]:
    """Return a page of reports: open ones as `rules.order` has it, settled ones newest first."""
    condition = Report.settled_at.is_not(None) if settled else Report.settled_at.is_(None)
    matching = select(Report).outerjoin(Idea, Idea.id == Report.idea_id)
    matching = matching.where(condition, _in(rounds), of_kind(kind) if kind else true())
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    order = (
        (Report.settled_at.desc(), Report.id.desc())
        if settled
        else (URGENT.desc(), PUBLIC.desc(), Report.at, Report.id)
    )
    rows = db.session.scalars(
        matching.order_by(*order).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    )
    return Page(list(rows), number, total)


@dataclass(frozen=True)
class Open:
    """How many reports wait: all, those of something that everybody can read, and threats; since
    when the oldest."""

    total: int
    public: int
    urgent: int
    oldest: datetime | None


def open_for(rounds: Rounds) -> Open:
    """Return how many reports wait over these rounds."""
    query = (
        select(
            func.count(Report.id),
            func.coalesce(func.sum(PUBLIC), 0),
            func.coalesce(func.sum(URGENT), 0),
            func.min(Report.at),
        )
        .outerjoin(Idea, Idea.id == Report.idea_id)
        .where(Report.settled_at.is_(None), _in(rounds))
    )
    total, public, urgent, oldest = db.session.execute(query).one()
    return Open(total, public, urgent, oldest)


def moderators(round_id: int | None, *, urgent: bool) -> list[Account]:
    """Return who hears of a new report: those who moderate the round; of a threat everybody who
    moderates or administers it, and of another page those who do so for all rounds."""
    roles: Sequence[Role] = (
        (Role.MODERATOR, Role.ADMIN) if urgent or round_id is None else (Role.MODERATOR,)
    )
    found = {
        account.id: account for role in roles for account in account_queries.holders(role, round_id)
    }
    return [found[number] for number in sorted(found)]


def address_of(report: Report) -> str:
    """Return the address to write to about a report, empty when there is none."""
    return addresses_of([report])[report.id]


def addresses_of(reports: Collection[Report]) -> dict[int, str]:
    """Return the address to write to about each of these reports, by their ids."""
    asked = {each.reporter_id for each in reports if each.reporter_id and not each.address}
    query = select(Account).where(Account.id.in_(asked), Account.active)
    found = db.session.scalars(query) if asked else ()
    accounts: dict[int | None, str] = {each.id: account_queries.address_of(each) for each in found}
    key = key_file().address_key
    return {
        each.id: decrypt(key, each.address) if each.address else accounts.get(each.reporter_id, "")
        for each in reports
    }


def address_of_content(report: Report) -> str:
    """Return the whole address of what was reported."""
    idea = report.idea
    if idea is None:
        return external_url("front.home").rstrip("/") + report.page
    return external_url("ideas.show", slug=idea.round.slug, number=idea.number)


def zone_of(report: Report) -> str:
    """Return the time zone in which moments of a report are told."""
    return report.idea.round.timezone if report.idea else DEFAULT_ZONE


def unanswered_gone() -> list[Report]:
    """Return open reports of ideas that nobody can read any more, threats apart, oldest first."""
    query = (
        select(Report)
        .join(Idea, Idea.id == Report.idea_id)
        .where(
            Report.settled_at.is_(None),
            Report.reason != ReportReason.THREAT,
            Idea.state.not_in(READABLE_STATES),
        )
    )
    return list(db.session.scalars(query.order_by(Report.id).limit(100)))


def with_contact(settled_before: datetime) -> list[Report]:
    """Return reports settled before a moment that still say who reported, oldest first."""
    known = or_(
        Report.address.is_not(None), Report.name.is_not(None), Report.reporter_id.is_not(None)
    )
    query = select(Report).where(Report.settled_at < settled_before, known)
    return list(db.session.scalars(query.order_by(Report.id).limit(1000)))
