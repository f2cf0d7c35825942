"""Reading what was decided in one go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload, selectinload

from participation.extensions import db
from participation.kernel.errors import NotFound
from participation.moderation.models import Decision
from participation.moderation.queries import Undoable, undoable
from participation.moderation.rules import UNDO_FOR
from participation.moderation.workbench.models import BulkDecision, BulkItem


def own_open(account_id: int) -> Select[int]:
    """Return the query of the ids of what a person decided in one go and did not take back."""
    mine = (BulkDecision.by_id == account_id, BulkDecision.undone_at.is_(None))
    return select(BulkDecision.id).where(*mine)


def undoable_by(account_id: int, now: datetime) -> Undoable | None:
    """Return the last decision that a person made, when it can still be undone."""
    mine = (Decision.by_id == account_id, Decision.at > now - UNDO_FOR)
    together = (BulkItem.decision_id == Decision.id, BulkItem.bulk_id.in_(own_open(account_id)))
    query = select(Decision, BulkItem.bulk_id).outerjoin(BulkItem, and_(*together)).where(*mine)
    last = query.order_by(Decision.id.desc()).limit(1).options(joinedload(Decision.idea))
    row = db.session.execute(last).first()
    return undoable(row[0], now, row[1]) if row else None


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
