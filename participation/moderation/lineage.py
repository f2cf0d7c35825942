"""What a moderator sees of an idea's lineage, and what of it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from participation.extensions import db
from participation.ideas.lineage import Kin, lineage_of, standing
from participation.ideas.models import Idea, IdeaLineage
from participation.ideas.rules import LineageKind, State
from participation.moderation.rules import UNDO_FOR


def split_of(idea_id: int, now: datetime) -> list[IdeaLineage]:
    """Return the last split of an idea, one row for each part, as long as it can be undone."""
    query = select(IdeaLineage).where(IdeaLineage.from_id == idea_id)
    return _last_split(list(db.session.scalars(query.order_by(IdeaLineage.id))), idea_id, now)


def _last_split(events: Sequence[IdeaLineage], idea_id: int, now: datetime) -> list[IdeaLineage]:
    rows = [row for row in standing(events, LineageKind.SPLIT) if row.from_id == idea_id]
    return [row for row in rows if row.at == rows[-1].at and row.at <= now < row.at + UNDO_FOR]


@dataclass(frozen=True)
class Undoable:
    """What can be undone of an idea's lineage: that it went into another one, or that it was
    split."""

    merged: IdeaLineage | None
    split: tuple[IdeaLineage, ...]


def undoable(idea: Idea, now: datetime, events: Sequence[IdeaLineage]) -> Undoable:
    """Return what can be undone of an idea's lineage; `events` are all of it, oldest first."""
    went = [row for row in standing(events, LineageKind.MERGE) if row.from_id == idea.id]
    merged = went[-1] if went and idea.state == State.MERGED else None
    rows = _last_split(events, idea.id, now)
    stands = bool(rows) and rows[-1].made_version == idea.version
    return Undoable(merged, tuple(rows) if stands else ())


def context(idea: Idea, now: datetime, kin: Kin) -> dict[str, Any]:
    """Return what `moderation/_lineage.html` shows."""
    return {
        "lineage": lineage_of(idea, kin),
        "undoable_lineage": undoable(idea, now, kin.events),
    }


def split_off_from(idea_id: int) -> Select[tuple[int]]:
    """Return the query of the ids of the ideas that an idea was split off from, on whatever way;
    what they said before is what it said."""
    first = select(IdeaLineage.from_id.label("id")).where(
        IdeaLineage.kind == LineageKind.SPLIT, IdeaLineage.into_id == idea_id
    )
    origin = first.cte("origin", recursive=True)
    further = select(IdeaLineage.from_id).where(
        IdeaLineage.kind == LineageKind.SPLIT, IdeaLineage.into_id == origin.c.id
    )
    return select(origin.union(further).c.id)
