"""What waits for planners before a result is public, as counts that go into one statement with
others (web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from participation.results.models import Snapshot
from participation.web.counting import columns


def versions(round_ids: Collection[int]) -> Select[Any]:
    """Return the query of how many versions the result of each round has."""
    query = select(*columns(func.count(Snapshot.id), round_id=Snapshot.round_id))
    return query.where(Snapshot.round_id.in_(round_ids)).group_by(Snapshot.round_id)


def unpublished(round_ids: Collection[int]) -> Select[Any]:
    """Return the query of rounds whose newest version is not published."""
    later = aliased(Snapshot)
    newest = select(func.max(later.number)).where(later.round_id == Snapshot.round_id)
    number, since = func.count(Snapshot.id), func.min(Snapshot.made_at)
    query = select(*columns(number, round_id=Snapshot.round_id, since=since))
    open_ = Snapshot.published_at.is_(None), Snapshot.number == newest.scalar_subquery()
    return query.where(*open_, Snapshot.round_id.in_(round_ids)).group_by(Snapshot.round_id)
