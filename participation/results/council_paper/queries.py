"""What a paper says of a round's ideas, as they stand at the moment, and the city's template."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.results.council_paper.models import PaperTemplate


def ideas_by_state(round_id: int) -> list[tuple[str, int]]:
    """Return how many ideas of a round stand where."""
    query = select(Idea.state, func.count()).where(Idea.round_id == round_id)
    return [(state, n) for state, n in db.session.execute(query.group_by(Idea.state))]


def template() -> PaperTemplate | None:
    """Return the city's own template, None where it has none."""
    return db.session.get(PaperTemplate, 1)
