"""Reading complaints, and who may decide on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, true

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role, allowed
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.errors import N_, NotFound
from participation.moderation import queries as moderation_queries
from participation.moderation.complaints.models import Complaint
from participation.moderation.complaints.queries_due import with_matter
from participation.moderation.models import Decision
from participation.moderation.reports import queries as report_queries
from participation.moderation.reports.models import Report
from participation.moderation.rules import NEEDS_REASON, complaint_until
from participation.web.paging import PER_PAGE, Page

Rounds = frozenset[int] | None
"""The rounds somebody may read, by their ids; None for all."""

NO_COMPLAINT = N_("Diese Beschwerde gibt es nicht.")


def get(complaint_id: int) -> Complaint:
    """Return a complaint. Raises NotFound."""
    complaint = db.session.get(Complaint, complaint_id)
    if complaint is None:
        raise NotFound(NO_COMPLAINT)
    return complaint


def round_id_of(complaint_id: int) -> int:
    """Return the id of the round that a complaint belongs to, 0 for one about another page, which
    nobody decides with a role for one round. Raises NotFound."""
    idea = get(complaint_id).idea
    return idea.round_id if idea else 0


def of_decision(decision_id: int) -> Complaint | None:
    """Return the author's complaint about a decision, or None."""
    return db.session.scalar(select(Complaint).where(Complaint.decision_id == decision_id))


def of_report(report_id: int) -> Complaint | None:
    """Return the reporter's complaint about what became of a report, or None."""
    return db.session.scalar(select(Complaint).where(Complaint.report_id == report_id))


def of_originals(idea_id: int) -> dict[int, Complaint]:
    """Return the complaints about what was blacked out of an idea, by the id of its row."""
    about = (Complaint.idea_id == idea_id, Complaint.original_id.is_not(None))
    rows = db.session.scalars(select(Complaint).where(*about))
    return {row.original_id: row for row in rows if row.original_id is not None}


def of_original(original_id: int) -> Complaint | None:
    """Return the author's complaint about what was blacked out, or None."""
    return db.session.scalar(select(Complaint).where(Complaint.original_id == original_id))


def led_to(decision_id: int) -> Complaint | None:
    """Return the complaint that led to a decision, or None."""
    return db.session.scalar(select(Complaint).where(Complaint.made_decision_id == decision_id))


def adverse_decision(idea: Idea) -> Decision | None:
    """Return the decision by which an idea stands rejected or removed, None for any other."""
    last = db.session.scalar(moderation_queries.last_decision(idea.id))
    stands = last is not None and last.action in NEEDS_REASON
    return last if stands and idea.state in ("rejected", "removed") else None


def decided_before(complaint: Complaint) -> int | None:
    """Return the id of the account that made the decision complained about, as far as known."""
    if complaint.decision is not None:
        return complaint.decision.by_id
    if complaint.original is not None:
        return complaint.original.by_id
    return complaint.report.settled_by_id if complaint.report else None


def is_party(account: Account, complaint: Complaint) -> bool:
    """Tell whether a member of staff wrote the idea or reported it."""
    report, idea = complaint.report, complaint.idea
    reporter = (
        db.session.get(Account, report.reporter_id) if report and report.reporter_id else None
    )
    return account_queries.is_same_person(account, reporter) or account_queries.is_same_person(
        account, idea.author if idea else None
    )


def _in(rounds: Rounds) -> ColumnElement[bool]:
    return true() if rounds is None else Idea.round_id.in_(rounds)


def page(
    number: int, rounds: Rounds, waiting: Sequence[ColumnElement[bool]] = ()
) -> Page[Complaint]:
    """Return a page of complaints: open ones first, the oldest first; then those decided last.
    `waiting` are the conditions that one waits for the reader."""
    matching = with_matter(select(Complaint)).where(_in(rounds), *waiting)
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    is_open = case((Complaint.decided_at.is_(None), 0), else_=1)
    waits = case((Complaint.decided_at.is_(None), Complaint.at), else_=None)
    rows = db.session.scalars(
        matching.order_by(is_open, waits, Complaint.decided_at.desc(), Complaint.id)
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Page(list(rows), number, total)


def deciders(complaint: Complaint) -> list[Account]:
    """Return who may decide: those who moderate or administer the round and did not decide before;
    where there is nobody, the head of office."""
    round_id = complaint.idea.round_id if complaint.idea else None
    for roles in ((Role.MODERATOR, Role.ADMIN), (Role.HEAD,)):
        found = {
            account.id: account
            for role in roles
            for account in account_queries.holders(role, round_id)
        }
        before = decided_before(complaint)
        able = [
            found[number]
            for number in sorted(found)
            if number != before and not is_party(found[number], complaint)
        ]
        if able:
            return able
    return []


def may_decide(account: Account, complaint: Complaint) -> bool:
    """Tell whether somebody may decide: with the permission, not the one who decided before and no
    party; the head of office only where nobody else can."""
    round_id = complaint.idea.round_id if complaint.idea else None
    if not allowed(account.grants, Permission.DECIDE_COMPLAINTS, round_id):
        return False
    return account.id in {able.id for able in deciders(complaint)}


def ends_for_report(report: Report) -> datetime | None:
    """Return when the time for a complaint about a settled report ends, None for an open one."""
    if report.settled_at is None:
        return None
    return complaint_until(report.settled_at, report_queries.zone_of(report))


def ends_for_decision(decision: Decision) -> datetime:
    """Return when the time for a complaint about a decision ends."""
    return complaint_until(decision.at, decision.idea.round.timezone)
