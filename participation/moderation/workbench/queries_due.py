"""What waits for a moderator or a unit here, as counts that go into one statement with others
(web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from participation.moderation.choosing import Choice, Stage
from participation.moderation.workbench.models import Handover
from participation.moderation.workbench.narrowing import Viewer
from participation.moderation.workbench.queries import queue_of
from participation.web.counting import columns


def held_due(viewer: Viewer, now: datetime) -> Select[Any]:
    """Return the query of how much of what waits the person holds now."""
    held = queue_of(Choice(mine=True), viewer, now, list(Stage)).subquery()
    return select(*columns(func.count())).select_from(held)


def handovers_due(unit_ids: Collection[int]) -> Select[Any]:
    """Return the query of questions to these units that wait for a reply."""
    query = select(*columns(func.count(Handover.id), since=func.min(Handover.at)))
    return query.where(Handover.unit_id.in_(unit_ids), Handover.replied_at.is_(None))
