"""Reading what was decided in one go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from participation.extensions import db
from participation.kernel.errors import NotFound
from participation.moderation.models import Decision
from participation.moderation.workbench.models import BulkDecision, BulkItem


def bulk_of_token(token: str, account_id: int) -> BulkDecision | None:
    """Return what this person decided with a form's token, or None."""
    mine = (BulkDecision.token == token, BulkDecision.by_id == account_id)
    return db.session.scalar(select(BulkDecision).where(*mine))


def bulk(bulk_id: int, account_id: int) -> BulkDecision:
    """Return what this person decided in one go, with its ideas. Raises NotFound."""
    query = (
        select(BulkDecision)
        .where(BulkDecision.id == bulk_id, BulkDecision.by_id == account_id)
        .options(selectinload(BulkDecision.items).joinedload(BulkItem.idea))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def decisions_of(found: BulkDecision) -> list[Decision]:
    """Return the decisions of a bulk, with their ideas."""
    query = (
        select(Decision)
        .join(BulkItem, BulkItem.decision_id == Decision.id)
        .where(BulkItem.bulk_id == found.id)
        .order_by(Decision.id)
    )
    return list(db.session.scalars(query.options(joinedload(Decision.idea))))
