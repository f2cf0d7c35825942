"""Reading the moderators' queue and decisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    select,
    true,
    union_all,
)

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, State, like_patterns, parse_number
from participation.kernel.text import fold
from participation.moderation import rules
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.rounds.models import Round
from participation.web.paging import PER_PAGE, Page


@dataclass(frozen=True)
class Load:
    """How much there is to do: waiting ideas, reported ones, those waiting for their author, and
    since when the oldest."""

    waiting: int
    reported: int
    asked: int
    oldest: datetime | None


Rounds = frozenset[int] | None
"""The rounds somebody may read, by their ids; None for all."""


def load(rounds: Rounds = None) -> Load:
    """Return how much there is to do over these rounds."""
    asked = func.coalesce(func.sum(case((Idea.change_asked, 1), else_=0)), 0)
    query = select(func.count(), asked, func.min(Idea.submitted_at)).where(
        Idea.state == State.WAITING, _of(rounds)
    )
    number, first_one = func.count(func.distinct(Report.idea_id)), func.min(Report.at)
    reports = select(number, literal(0), first_one).join(Idea).where(*_OPEN, _of(rounds))
    both = union_all(
        query.add_columns(literal(0).label("part")), reports.add_columns(literal(1))
    ).subquery()
    rows = db.session.execute(select(both).order_by(both.c.part))
    (all_waiting, asked_count, oldest, _), (reported, _, first, _) = rows
    moments = [moment for moment in (oldest, first) if moment is not None]
    return Load(all_waiting - asked_count, reported, asked_count, min(moments, default=None))


_OPEN = (Report.settled_at.is_(None), Idea.state.in_(READABLE_STATES))


def _of(rounds: Rounds) -> ColumnElement[bool]:
    return true() if rounds is None else Idea.round_id.in_(rounds)


@dataclass(frozen=True)
class Undoable:
    """A decision that can still be undone, on which idea, until when, and with which others it was
    made in one go."""

    decision: Decision
    idea: Idea
    until: datetime
    bulk_id: int | None = None


def last_decision(idea_id: int) -> Select[Decision]:
    """Return the query for the last decision on an idea that was not undone."""
    stands = (Decision.idea_id == idea_id, Decision.undone_at.is_(None))
    return select(Decision).where(*stands).order_by(Decision.id.desc()).limit(1)


def last_decisions(idea_ids: Collection[int]) -> dict[int, Decision]:
    """Return the last decision on each of these ideas that was not undone, by the idea's id."""
    stands = (Decision.idea_id.in_(idea_ids), Decision.undone_at.is_(None))
    last = select(func.max(Decision.id)).where(*stands).group_by(Decision.idea_id)
    rows = db.session.scalars(select(Decision).where(Decision.id.in_(last)))
    return {row.idea_id: row for row in rows}


def may_undo(decision: Decision, idea: Idea, now: datetime) -> bool:
    """Tell whether a decision can be undone (`rules.may_undo` on its values)."""
    return rules.may_undo(
        decision.at,
        now,
        undone=decision.undone_at is not None or decision.on_complaint,
        changed_since=decision.made_version != idea.version,
    )


def undoable(decision: Decision, now: datetime, bulk_id: int | None = None) -> Undoable | None:
    """Return a decision as one that can still be undone, None when it cannot."""
    if not may_undo(decision, decision.idea, now):
        return None
    return Undoable(decision, decision.idea, decision.at + rules.UNDO_FOR, bulk_id)


def decided_page(number: int, search: str = "", rounds: Rounds = None) -> Page[Row[Any]]:
    """Return ideas with their round, those decided last first; with a search any idea whose number
    or text it matches."""
    query = select(Idea, Round).join(Round, Round.id == Idea.round_id)
    condition: ColumnElement[bool] = Idea.decided_at.is_not(None)
    if search:
        parsed = parse_number(search.strip())
        words = and_(
            *(Idea.folded.like(pattern, escape="\\") for pattern in like_patterns(fold(search)))
        )
        condition = and_(Idea.id == parsed[1], Idea.year == parsed[0]) if parsed else words
    condition = and_(condition, _of(rounds))
    total = db.session.scalar(select(func.count()).select_from(Idea).where(condition)) or 0
    order = (Idea.decided_at.desc().nulls_last(), Idea.id.desc())
    query = query.where(condition).order_by(*order).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    rows: Any = db.session.execute(query).all()
    return Page(rows, number, total)
