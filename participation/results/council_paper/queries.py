"""What a paper says of a round's ideas, as they stand at the moment, and the city's template."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.results.council_paper.models import PaperTemplate


def ideas_by_state(round_id: int) -> dict[str, int]:
    """Return how many ideas of a round stand where."""
    query = select(Idea.state, func.count()).where(Idea.round_id == round_id).group_by(Idea.state)
    return {str(state): n for state, n in db.session.execute(query)}


def ideas_by_reason(round_id: int) -> dict[str, int]:
    """Return how many ideas of a round are rejected or removed for which reason."""
    query = (
        select(Idea.reason, func.count())
        .where(
            Idea.round_id == round_id,
            Idea.state.in_((State.REJECTED, State.REMOVED)),
            Idea.reason.is_not(None),
        )
        .group_by(Idea.reason)
    )
    return {reason: n for reason, n in db.session.execute(query) if reason}


def template() -> PaperTemplate | None:
    """Return the city's own template, None where it has none."""
    return db.session.get(PaperTemplate, 1)
