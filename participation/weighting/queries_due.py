"""Which batches of sheets are still open, as counts that go into one statement with others
(web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, func, select

from participation.web.counting import columns
from participation.weighting.models import BallotBatch, PaperEntry


def open_batches(round_ids: Collection[int]) -> Select[Any]:
    """Return the query of batches whose sheets do not count yet, because nobody closed them."""
    number, since = func.count(BallotBatch.id), func.min(BallotBatch.created_at)
    query = select(*columns(number, round_id=BallotBatch.round_id, since=since))
    open_ = BallotBatch.sheets.is_(None), BallotBatch.set_aside_at.is_(None)
    return query.where(*open_, BallotBatch.round_id.in_(round_ids)).group_by(BallotBatch.round_id)


def entries_due(round_ids: Collection[int], *, differing: bool) -> Select[Any]:
    """Return the query of sheets in open batches that wait: typed in by one person, or differently
    by several."""
    people = func.count()
    sheets = (
        select(PaperEntry.round_id)
        .join(
            BallotBatch,
            and_(
                BallotBatch.round_id == PaperEntry.round_id,
                BallotBatch.number == PaperEntry.batch,
            ),
        )
        .where(
            PaperEntry.round_id.in_(round_ids),
            BallotBatch.sheets.is_(None),
            BallotBatch.set_aside_at.is_(None),
        )
        .group_by(PaperEntry.round_id, PaperEntry.batch, PaperEntry.ref_hash)
        .having(people > 1 if differing else people == 1)
        .subquery()
    )
    query = select(*columns(func.count(), round_id=sheets.c.round_id))
    return query.group_by(sheets.c.round_id)
