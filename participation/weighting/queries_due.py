"""Which batches of sheets are still open, as counts that go into one statement with others
(web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from participation.web.counting import columns
from participation.weighting.models import BallotBatch


def open_batches(round_ids: Collection[int]) -> Select[Any]:
    """Return the query of batches whose sheets do not count yet, because nobody closed them."""
    number, since = func.count(BallotBatch.id), func.min(BallotBatch.created_at)
    query = select(*columns(number, round_id=BallotBatch.round_id, since=since))
    open_ = BallotBatch.sheets.is_(None), BallotBatch.set_aside_at.is_(None)
    return query.where(*open_, BallotBatch.round_id.in_(round_ids)).group_by(BallotBatch.round_id)
