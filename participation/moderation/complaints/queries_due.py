"""Complaints that wait for somebody, as counts that go into one statement with others
(web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from participation.accounts.models import Account, AccountRole
from participation.accounts.permissions import (
    Grant,
    Permission,
    Role,
    allowed,
    rounds_allowed,
)
from participation.ideas.models import Idea, IdeaOriginal
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.web.counting import columns

DECIDED_BY = func.coalesce(Decision.by_id, Report.settled_by_id, IdeaOriginal.by_id, 0)


def complaints_due(account_id: int, grants: Collection[Grant]) -> Select[Any]:
    """Return the query of complaints that wait for somebody with these roles."""
    query = select(*columns(func.count(Complaint.id), since=func.min(Complaint.at)))
    return with_matter(query).where(*waits_for(account_id, grants))


def with_matter(query: Select[Any]) -> Select[Any]:
    """Return a query over complaints that also knows what they are about."""
    return (
        query.outerjoin(Idea, Idea.id == Complaint.idea_id)
        .outerjoin(Decision, Decision.id == Complaint.decision_id)
        .outerjoin(Report, Report.id == Complaint.report_id)
        .outerjoin(IdeaOriginal, IdeaOriginal.id == Complaint.original_id)
    )


def waits_for(account_id: int, grants: Collection[Grant]) -> list[ColumnElement[bool]]:
    """Return the conditions, for a query `with_matter`, that a complaint is open and about a
    decision of others. The head of office decides only where nobody else can, and is asked for
    those alone."""
    rounds = rounds_allowed(grants, Permission.DECIDE_COMPLAINTS)
    found: list[ColumnElement[bool]] = [
        Complaint.decided_at.is_(None),
        DECIDED_BY.is_distinct_from(account_id),
        true() if rounds is None else Idea.round_id.in_(rounds),
    ]
    moderates = rounds_allowed(grants, Permission.MODERATE_IDEAS)
    if moderates == frozenset() and not allowed(grants, Permission.ADMINISTER):
        found.append(~_somebody_else())
    return found


def _somebody_else() -> ColumnElement[bool]:
    """The condition that somebody who moderates or administers the round did not decide before.
    Whether they are a party is looked at on the complaint's page only."""
    others = and_(
        AccountRole.role.in_((Role.MODERATOR.value, Role.ADMIN.value)),
        or_(AccountRole.round_id.is_(None), AccountRole.round_id == Idea.round_id),
        Account.active,
        Account.id != DECIDED_BY,
    )
    found = select(AccountRole.id).join(Account, Account.id == AccountRole.account_id)
    return exists(found.where(others).correlate(Idea, Decision, Report, IdeaOriginal))
