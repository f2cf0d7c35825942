"""Reading what the figures are made of: moments, kinds and grounds, never who decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, case, func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.statistics.rules import Arrived, Made
from participation.rounds.models import Round

OPEN = "open"
"""What reports and complaints without an outcome are counted as."""


def rounds() -> list[Round]:
    """Return the published rounds, archived ones too, newest first."""
    query = select(Round).where(Round.published_at.is_not(None))
    return list(db.session.scalars(query.order_by(Round.published_at.desc(), Round.id.desc())))


def arrived(round_ids: Sequence[int]) -> dict[int, list[Arrived]]:
    """Return the ideas of rounds, by the round's id, in the order they came in."""
    query = (
        select(Idea.round_id, Idea.id, Idea.state, Idea.submitted_at)
        .where(Idea.round_id.in_(round_ids))
        .order_by(Idea.id)
    )
    found: dict[int, list[Arrived]] = defaultdict(list)
    for round_id, idea_id, state, submitted_at in db.session.execute(query):
        found[round_id].append(Arrived(idea_id, state, submitted_at))
    return found


def made(round_ids: Sequence[int]) -> dict[int, list[Made]]:
    """Return the decisions on ideas of rounds that were not taken back, by the round's id, in the
    order of time."""
    query = (
        select(Idea.round_id, Decision.idea_id, Decision.action, Decision.reason, Decision.at)
        .join(Idea, Idea.id == Decision.idea_id)
        .where(Idea.round_id.in_(round_ids), Decision.undone_at.is_(None))
        .order_by(Decision.at, Decision.id)
    )
    found: dict[int, list[Made]] = defaultdict(list)
    for round_id, idea_id, action, reason, at in db.session.execute(query):
        found[round_id].append(Made(idea_id, action, reason, at))
    return found


def standing(round_id: int) -> tuple[Counter[str], list[Made]]:
    """Return how many ideas of a round stand where, and the decisions on them that were not taken
    back, in one statement."""
    stands = and_(Decision.idea_id == Idea.id, Decision.undone_at.is_(None))
    query = (
        select(Idea.id, Idea.state, Decision.action, Decision.reason, Decision.at)
        .outerjoin(Decision, stands)
        .where(Idea.round_id == round_id)
    )
    rows = db.session.execute(query).all()
    states = {idea_id: state for idea_id, state, *_decision in rows}
    found = [Made(idea_id, action, why, at) for idea_id, _state, action, why, at in rows if action]
    return Counter(states.values()), found


def reports(until: datetime) -> dict[int | None, Counter[str]]:
    """Return how many reports came in before a moment, by their outcome then, for each round's id;
    None has those of other pages."""
    query = (
        select(
            Idea.round_id, _by_then(Report.settled_at, Report.outcome, until), func.count(Report.id)
        )
        .select_from(Report)
        .outerjoin(Idea, Idea.id == Report.idea_id)
        .where(Report.at < until)
        .group_by(Idea.round_id, "by_then")
    )
    return _counted(query)


def complaints(until: datetime) -> dict[int | None, Counter[str]]:
    """Return how many complaints came in before a moment, by their outcome then, for each round's
    id; None has those about other pages."""
    query = (
        select(
            Idea.round_id,
            _by_then(Complaint.decided_at, Complaint.outcome, until),
            func.count(Complaint.id),
        )
        .select_from(Complaint)
        .outerjoin(Idea, Idea.id == Complaint.idea_id)
        .where(Complaint.at < until)
        .group_by(Idea.round_id, "by_then")
    )
    return _counted(query)


def _by_then(at: Any, outcome: Any, until: datetime) -> ColumnElement[str | None]:
    return case((at < until, outcome)).label("by_then")


def _counted(query: Executable) -> dict[int | None, Counter[str]]:
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for round_id, outcome, count in db.session.execute(query):
        found[round_id][outcome or OPEN] += count
    return found
