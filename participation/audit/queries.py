"""Reading the audit record, newest first."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.web.paging import Page

PER_PAGE = 50


def entries(page: int, action: str | None = None) -> Page[AuditEntry]:
    """Return one page of the record, newest first, optionally of one action."""
    query = select(AuditEntry)
    if action:
        query = query.where(AuditEntry.action == action)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(AuditEntry.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows, page, total, PER_PAGE)


def actions() -> list[str]:
    """Return the actions that occur, in alphabetical order."""
    return list(
        db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action))
    )
