"""Reading the moderators' queue and decisions."""

from __future__ import annotations

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
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from participation.accounts.models import Account
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
    all_waiting, asked_count, oldest = db.session.execute(query).one()
    reports = select(func.count(func.distinct(Report.idea_id)), func.min(Report.at)).join(Idea)
    reported, first = db.session.execute(reports.where(*_OPEN, _of(rounds))).one()
    moments = [moment for moment in (oldest, first) if moment is not None]
    return Load(all_waiting - asked_count, reported, asked_count, min(moments, default=None))


_OPEN = (Report.settled_at.is_(None), Idea.state.in_(READABLE_STATES))


def _of(rounds: Rounds) -> ColumnElement[bool]:
    return true() if rounds is None else Idea.round_id.in_(rounds)


def _queue(rounds: Rounds) -> Select[Any]:
    """What waits: (id, asked, since), to be ordered by these. What waits for its author comes
    last."""
    asked = case((Idea.change_asked, 1), else_=0)
    waiting = select(Idea.id.label("id"), asked.label("asked"), Idea.submitted_at.label("since"))
    reported = select(
        Report.idea_id.label("id"), literal(0).label("asked"), func.min(Report.at).label("since")
    )
    both = union_all(
        waiting.where(Idea.state == State.WAITING, _of(rounds)),
        reported.join(Idea).where(*_OPEN, _of(rounds)).group_by(Report.idea_id),
    ).subquery()
    return select(both.c.id, both.c.asked, both.c.since)


def waiting_page(number: int, rounds: Rounds = None) -> Page[Row[Any]]:
    """Return a page of what waits, oldest first: rows of `Idea`, `since`, `address_hash` of the
    author, and the round's `title`."""
    queue = _queue(rounds).subquery()
    total = db.session.scalar(select(func.count()).select_from(queue)) or 0
    query = (
        select(Idea, queue.c.since, Account.address_hash, Round)
        .join(queue, queue.c.id == Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(Account, Account.id == Idea.author_id)
        .order_by(queue.c.asked, queue.c.since, Idea.id)
    )
    rows = db.session.execute(query.offset((number - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows, number, total)


def at_work(now: datetime) -> set[int]:
    """Return the ids of those who decided on an idea a short time ago."""
    recent = (Decision.at > now - rules.ACTIVE_FOR, Decision.by_id.is_not(None))
    return {id_ for id_ in db.session.scalars(select(Decision.by_id).where(*recent)) if id_}


def next_idea(
    address_hash: str, *, after: str | None = None, skip: int = 0, rounds: Rounds = None
) -> Idea | None:
    """Return the next idea a member of staff with this address may decide on: the one after a
    skipped one, or else the oldest, leaving out the first `skip` where there are as many."""
    queue = _queue(rounds).subquery()
    query = (
        select(Idea)
        .join(queue, queue.c.id == Idea.id)
        .outerjoin(Account, Account.id == Idea.author_id)
        .where(or_(Account.address_hash.is_(None), Account.address_hash != address_hash))
        .order_by(queue.c.asked, queue.c.since, Idea.id)
        .limit(1)
    )
    parsed = parse_number(after) if after else None
    if parsed:
        waiting = db.session.execute(select(queue).where(queue.c.id == parsed[1])).first()
        if waiting:
            key = tuple_(queue.c.asked, queue.c.since, Idea.id)
            idea = db.session.scalar(query.where(key > (waiting.asked, waiting.since, waiting.id)))
            if idea:
                return idea
    return db.session.scalar(query.offset(skip)) or db.session.scalar(query)


@dataclass(frozen=True)
class Undoable:
    """A decision that can still be undone, on which idea, and until when."""

    decision: Decision
    idea: Idea
    until: datetime


def last_decision(idea_id: int) -> Select[Decision]:
    """Return the query for the last decision on an idea that was not undone."""
    stands = (Decision.idea_id == idea_id, Decision.undone_at.is_(None))
    return select(Decision).where(*stands).order_by(Decision.id.desc()).limit(1)


def may_undo(decision: Decision, idea: Idea, now: datetime) -> bool:
    """Tell whether a decision can be undone (`rules.may_undo` on its values)."""
    return rules.may_undo(
        decision.at,
        now,
        undone=decision.undone_at is not None or decision.on_complaint,
        changed_since=decision.made_version != idea.version,
    )


def undoable_on(idea: Idea, now: datetime) -> Undoable | None:
    """Return the decision on an idea that can still be undone, None when there is none."""
    decision = db.session.scalar(last_decision(idea.id))
    if decision is None or not may_undo(decision, idea, now):
        return None
    return Undoable(decision, idea, decision.at + rules.UNDO_FOR)


def undoable_by(account_id: int, now: datetime) -> Undoable | None:
    """Return the last decision that a person made, when it can still be undone."""
    mine = (Decision.by_id == account_id, Decision.at > now - rules.UNDO_FOR)
    query = select(Decision).where(*mine).order_by(Decision.id.desc()).limit(1)
    decision = db.session.scalar(query)
    if decision is None or not may_undo(decision, decision.idea, now):
        return None
    return Undoable(decision, decision.idea, decision.at + rules.UNDO_FOR)


def decisions(idea_id: int) -> list[Decision]:
    """Return the decisions on an idea, newest first."""
    return list(
        db.session.scalars(
            select(Decision).where(Decision.idea_id == idea_id).order_by(Decision.id.desc())
        )
    )


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
