"""Reading what projects are linked with: goals, ideas, consultations, weights; always in an order.

What not everybody may see is left out here: an idea that is not published keeps its number alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from participation.council.models import Consultation, Paper
from participation.council.queries import public_consultations
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import (
    PUBLIC_STATES,
    READABLE_STATES,
    like_patterns,
    number_of,
    parse_number,
)
from participation.kernel.text import fold
from participation.projects.models import (
    Project,
    ProjectConsultation,
    ProjectGoal,
    ProjectIdea,
    ProjectWeight,
)
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.strategy.rules import Texts

MOST_TO_CHOOSE = 40
"""How many ideas a planner chooses from at once."""


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
            row.title if row.state in READABLE_STATES else None,
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


@dataclass(frozen=True)
class IdeaToChoose:
    """A public idea that a project could take up."""

    number: str
    title: str
    round_title: Texts


def ideas_to_choose(project: Project, search: str = "") -> list[IdeaToChoose]:
    """Return public ideas of the rounds on a project's strategy, the latest first: those of its
    main field, or those that a search finds in all fields."""
    patterns = like_patterns(fold(search))
    query = (
        select(Idea.year, Idea.id, Idea.title, Round)
        .join(Round, Round.id == Idea.round_id)
        .options(defer(Round.frame_document))
        .where(Round.strategy_id == project.strategy_id, Idea.state.in_(PUBLIC_STATES))
        .order_by(Idea.id.desc())
        .limit(MOST_TO_CHOOSE)
    )
    number = parse_number(search)
    if number is not None:
        query = query.where(Idea.id == number[1])
    elif patterns:
        query = query.where(*(Idea.folded.like(each, escape="\\") for each in patterns))
    elif project.main_field is not None:
        query = query.where(Idea.field_key == project.main_field)
    return [
        IdeaToChoose(number_of(row.year, row.id), row.title, row.Round.title)
        for row in db.session.execute(query)
    ]


def titles_of(numbers: Collection[str]) -> dict[str, str]:
    """Return the titles of those of these ideas that are public, by their numbers."""
    ids = [pair[1] for number in numbers if (pair := parse_number(number)) is not None]
    query = select(Idea.year, Idea.id, Idea.title)
    query = query.where(Idea.id.in_(ids), Idea.state.in_(READABLE_STATES)).order_by(Idea.id)
    return {number_of(row.year, row.id): row.title for row in db.session.execute(query)}


def consultations(project_id: int) -> list[tuple[Consultation, Paper]]:
    """Return the public consultations that a project rests on, with their papers, by date, the
    undated last."""
    return public_consultations_of([project_id]).get(project_id, [])


def public_consultations_of(
    project_ids: Collection[int],
) -> dict[int, list[tuple[Consultation, Paper]]]:
    """Return what `consultations` returns for several projects, in one statement.

    A project is linked with the row that stood there then; what corrects it follows from that, as
    the result of a consultation that was still to come does.
    """
    line = (
        select(ProjectConsultation.project_id, ProjectConsultation.consultation_id.label("row_id"))
        .where(ProjectConsultation.project_id.in_(project_ids))
        .cte("line", recursive=True)
    )
    later = select(line.c.project_id, Consultation.id).join(
        Consultation, Consultation.supersedes_id == line.c.row_id
    )
    line = line.union(later)
    query = (
        public_consultations()
        .join(line, line.c.row_id == Consultation.id)
        .add_columns(Paper, line.c.project_id)
    )
    found: dict[int, list[tuple[Consultation, Paper]]] = {}
    for row, paper, project_id in db.session.execute(query.order_by(Consultation.id)):
        found.setdefault(project_id, []).append((row, paper))
    return {key: sorted(pairs, key=lambda pair: pair[0].date) for key, pairs in found.items()}


def resting_on(consultation_ids: Collection[int]) -> Select[int]:
    """Return the query of the ids of the projects, public or not, that rest on any of these
    consultations, or on a row that one of them corrects."""
    rows = select(Consultation.id, Consultation.supersedes_id)
    line = rows.where(Consultation.id.in_(consultation_ids)).cte("line", recursive=True)
    line = line.union(rows.join(line, line.c.supersedes_id == Consultation.id))
    return select(ProjectConsultation.project_id).join(
        line, line.c.id == ProjectConsultation.consultation_id
    )


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
    return weights_of([project_id])


def weights_of(project_ids: Collection[int]) -> list[tuple[Snapshot, str]]:
    """Return the weights that any of these projects refers to, each once."""
    keys = select(ProjectWeight.snapshot_id, ProjectWeight.item_key)
    chosen = keys.where(ProjectWeight.project_id.in_(project_ids)).distinct().subquery()
    query = (
        select(Snapshot, chosen.c.item_key)
        .join(chosen, chosen.c.snapshot_id == Snapshot.id)
        .where(Snapshot.published_at.is_not(None))
        .order_by(Snapshot.id, chosen.c.item_key)
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
