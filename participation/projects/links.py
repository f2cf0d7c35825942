"""Reading what projects are linked with: goals, ideas, consultations, weights; always in an order.

What not everybody may see is left out here: an idea that is not published keeps its number alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer

from participation.council.models import Consultation, Paper
from participation.council.queries import public_consultations
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import PUBLIC_STATES, number_of, parse_number
from participation.projects.models import (
    ProjectConsultation,
    ProjectGoal,
    ProjectIdea,
    ProjectWeight,
)
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.strategy.rules import Texts


@dataclass(frozen=True)
class LinkedIdea:
    """An idea that a project takes up; without a title when it is not, or no longer, public."""

    number: str
    title: str | None
    round_slug: str
    round_title: Texts


def goals(project_id: int) -> list[ProjectGoal]:
    """Return the goals that a project serves, by their keys."""
    query = select(ProjectGoal).where(ProjectGoal.project_id == project_id)
    return list(db.session.scalars(query.order_by(ProjectGoal.goal_key)))


def ideas(project_id: int) -> list[LinkedIdea]:
    """Return the ideas that a project takes up, by their numbers."""
    query = (
        select(Idea.year, Idea.id, Idea.title, Idea.state, Round)
        .join(ProjectIdea, ProjectIdea.idea_id == Idea.id)
        .join(Round, Round.id == Idea.round_id)
        .options(defer(Round.frame_document))
        .where(ProjectIdea.project_id == project_id)
        .order_by(Idea.id)
    )
    return [
        LinkedIdea(
            number_of(row.year, row.id),
            row.title if row.state in PUBLIC_STATES else None,
            row.Round.slug,
            row.Round.title,
        )
        for row in db.session.execute(query)
    ]


def published_ideas(numbers: Collection[str]) -> dict[str, int]:
    """Return the ids of those of these ideas that are public, by their numbers."""
    parsed = [pair for number in numbers if (pair := parse_number(number)) is not None]
    query = select(Idea.year, Idea.id).where(
        Idea.id.in_([idea_id for _, idea_id in parsed]), Idea.state.in_(PUBLIC_STATES)
    )
    rows = db.session.execute(query.order_by(Idea.id))
    return {number_of(row.year, row.id): row.id for row in rows}


def consultations(project_id: int) -> list[tuple[Consultation, Paper]]:
    """Return the public consultations that a project rests on, with their papers, oldest first."""
    query = (
        public_consultations()
        .join(ProjectConsultation, ProjectConsultation.consultation_id == Consultation.id)
        .where(ProjectConsultation.project_id == project_id)
        .add_columns(Paper)
        .order_by(Consultation.date_value, Consultation.id)
    )
    return [(row.Consultation, row.Paper) for row in db.session.execute(query)]


def consultation_ids(project_id: int) -> set[int]:
    """Return the consultations that a project rests on, public or not: for staff."""
    query = select(ProjectConsultation.consultation_id).where(
        ProjectConsultation.project_id == project_id
    )
    return set(db.session.scalars(query))


def consultations_to_choose(strategy_id: int) -> list[tuple[Consultation, Paper]]:
    """Return every consultation about papers of a strategy or of none, the latest first: for
    staff."""
    query = (
        select(Consultation, Paper)
        .join(Paper, Paper.id == Consultation.paper_id)
        .where((Paper.strategy_id == strategy_id) | Paper.strategy_id.is_(None))
        .order_by(Consultation.id.desc())
    )
    return [(row.Consultation, row.Paper) for row in db.session.execute(query)]


def weights(project_id: int) -> list[tuple[Snapshot, str]]:
    """Return the weights that a project refers to: a published result with the key of a field or
    goal."""
    query = (
        select(Snapshot, ProjectWeight.item_key)
        .join(ProjectWeight, ProjectWeight.snapshot_id == Snapshot.id)
        .where(ProjectWeight.project_id == project_id, Snapshot.published_at.is_not(None))
        .order_by(Snapshot.id, ProjectWeight.item_key)
    )
    return [(row.Snapshot, row.item_key) for row in db.session.execute(query)]


def results_to_choose(strategy_id: int) -> list[Snapshot]:
    """Return the newest published result of every round of a strategy, the latest first."""
    query = (
        select(Snapshot)
        .join(Round, Round.id == Snapshot.round_id)
        .where(Round.strategy_id == strategy_id, Snapshot.published_at.is_not(None))
        .order_by(Snapshot.round_id.desc(), Snapshot.number)
    )
    newest = {snapshot.round_id: snapshot for snapshot in db.session.scalars(query)}
    return list(newest.values())
