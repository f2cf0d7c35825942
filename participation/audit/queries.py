"""Reading the audit record, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.web.paging import Page

PER_PAGE = 50
ACCOUNT = "account"


@dataclass(frozen=True)
class Search:
    """What is looked for; None leaves a part open. `until` is the first moment that is too late."""

    action: str | None = None
    kind: str | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions. A number never finds an account: that would be a search by
        person."""
        if self.action:
            yield AuditEntry.action == self.action
        if self.kind:
            yield AuditEntry.subject_kind == self.kind
        if self.number:
            yield AuditEntry.subject_id == self.number
            yield AuditEntry.subject_kind != ACCOUNT
        if self.since:
            yield AuditEntry.at >= self.since
        if self.until:
            yield AuditEntry.at < self.until


def entries(page: int, search: Search) -> Page[AuditEntry]:
    """Return one page of what is looked for, newest first."""
    return _page(page, *search.conditions())


def entries_about(action: str, kind: str, number: str) -> Sequence[AuditEntry]:
    """Return how often something was done to one thing, oldest first."""
    search = Search(action=action, kind=kind, number=number)
    query = select(AuditEntry).where(*search.conditions())
    return db.session.scalars(query.order_by(AuditEntry.id)).all()


def entries_of_person(page: int, account_id: int, search: Search) -> Page[AuditEntry]:
    """Return one page of what a person did; whoever reads this is noted before."""
    return _page(page, AuditEntry.actor_id == account_id, *search.conditions())


def _page(page: int, *conditions: ColumnElement[bool]) -> Page[AuditEntry]:
    query = select(AuditEntry).where(*conditions)
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
