"""Complaints that wait for somebody, as counts that go into one statement with others
(web/counting.py)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from participation.accounts.models import Account, AccountRole
from participation.accounts.permissions import Role
from participation.ideas.models import Idea
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.web.counting import columns

Rounds = frozenset[int] | None
"""The rounds in which somebody may decide, by their ids; None for all."""
DECIDED_BY = func.coalesce(Decision.by_id, Report.settled_by_id, 0)


def complaints_due(account_id: int, rounds: Rounds, *, as_head: bool) -> Select[Any]:
    """Return the query of open complaints about decisions of others. The head of office decides
    only where nobody else can, and is asked for those alone."""
    query = select(*columns(func.count(Complaint.id), since=func.min(Complaint.at)))
    query = (
        query.outerjoin(Idea, Idea.id == Complaint.idea_id)
        .outerjoin(Decision, Decision.id == Complaint.decision_id)
        .outerjoin(Report, Report.id == Complaint.report_id)
        .where(Complaint.decided_at.is_(None), DECIDED_BY.is_distinct_from(account_id))
        .where(true() if rounds is None else Idea.round_id.in_(rounds))
    )
    return query.where(~_somebody_else()) if as_head else query


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
    return exists(found.where(others).correlate(Idea, Decision, Report))
