"""Reading what is kept of ideas in which something was blacked out: never what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select, true
from sqlalchemy.orm import defer

from participation.audit.models import AuditEntry
from participation.audit.queries import entries_about
from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.originals import STILL_KEPT
from participation.moderation.blackout.originals import ORIGINAL_READ, over
from participation.moderation.queries import Rounds
from participation.rounds.models import Round
from participation.web.counting import columns
from participation.web.paging import PER_PAGE, Page


def listing(rounds: Rounds, number: int) -> Page[Row[Any]]:
    """Return a page of ideas of which an original is kept, those that somebody wants deleted first,
    then those whose time ends first: rows of `Idea`, `Round`, `since`, `until` and `asked_at`."""
    asked = func.min(IdeaOriginal.asked_at)
    kept = (
        select(
            IdeaOriginal.idea_id,
            func.min(IdeaOriginal.at).label("since"),
            func.max(IdeaOriginal.delete_after).label("until"),
            asked.label("asked_at"),
        )
        .where(STILL_KEPT)
        .group_by(IdeaOriginal.idea_id)
        .subquery()
    )
    query = (
        select(Idea, Round, kept.c.since, kept.c.until, kept.c.asked_at)
        .join(kept, kept.c.idea_id == Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .options(defer(Round.frame_document))
        .where(_in(rounds))
    )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    waits = case((kept.c.asked_at.is_(None), 1), else_=0)
    order = (waits, kept.c.asked_at, kept.c.until, Idea.id)
    rows = query.order_by(*order).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    return Page(db.session.execute(rows).all(), number, total)


def readings(idea: Idea) -> Sequence[AuditEntry]:
    """Return who read what an idea said before, oldest first, as the record has it."""
    return entries_about(ORIGINAL_READ, "idea", idea.number)


def deletions_asked(rounds: Rounds) -> Select[Any]:
    """Return the query of ideas whose originals somebody wants deleted, for `web.counting`."""
    number = func.count(func.distinct(IdeaOriginal.idea_id))
    query = select(*columns(number, since=func.min(IdeaOriginal.asked_at)))
    asked = (STILL_KEPT, IdeaOriginal.asked_at.is_not(None))
    return query.join(Idea, Idea.id == IdeaOriginal.idea_id).where(*asked, _in(rounds))


def originals_over(rounds: Rounds, now: datetime) -> Select[Any]:
    """Return the query of ideas whose originals should be gone, for `web.counting`."""
    number = func.count(func.distinct(IdeaOriginal.idea_id))
    query = select(*columns(number, since=func.min(IdeaOriginal.delete_after)))
    return query.join(Idea, Idea.id == IdeaOriginal.idea_id).where(*over(now), _in(rounds))


def dated(now: datetime) -> Select[Any]:
    """Return the query of all originals: the round's id, when it is due, and whether its time is
    over (1, else 0)."""
    passed = case((and_(*over(now)), 1), else_=0)
    query = select(Idea.round_id, IdeaOriginal.delete_after, passed)
    return query.join(Idea, Idea.id == IdeaOriginal.idea_id).where(STILL_KEPT)


def _in(rounds: Rounds) -> ColumnElement[bool]:
    return true() if rounds is None else Idea.round_id.in_(rounds)
