"""What waits for moderators, as counts that go into one statement with others (web/counting.py)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, true

from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.moderation.reports.models import Report
from participation.moderation.reports.queries import of_kind
from participation.moderation.reports.rules import Reported
from participation.web.counting import columns

Rounds = frozenset[int] | None
"""The rounds that somebody moderates, by their ids; None for all."""


def open_reports(rounds: Rounds, kind: Reported) -> Select[Any]:
    """Return the query of reports that nobody has settled, of one kind: each is of one alone."""
    number, since = func.count(Report.id), func.min(Report.at)
    query = select(*columns(number, since=since)).outerjoin(Idea, Idea.id == Report.idea_id)
    in_rounds = true() if rounds is None else Idea.round_id.in_(rounds)
    return query.where(Report.settled_at.is_(None), in_rounds, of_kind(kind))


def waiting_ideas(round_ids: Collection[int], midnights: Sequence[datetime]) -> Select[Any]:
    """Return the query of ideas that wait for a moderator, by round and by the span between two
    midnights in which they came; what is older than the first is one span."""
    query = select(
        *columns(func.count(), round_id=Idea.round_id, since=func.min(Idea.submitted_at))
    )
    waiting = Idea.state == State.WAITING, Idea.change_asked.is_(False)
    query = query.where(*waiting, Idea.round_id.in_(round_ids))
    spans = [(Idea.submitted_at < moment, number) for number, moment in enumerate(midnights)]
    return query.group_by(Idea.round_id, case(*spans, else_=len(midnights)))
