"""What chains read: the public rows of the rungs below, each by that rung's own public query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from participation.council.models import Consultation, Paper
from participation.council.queries import public_consultations
from participation.extensions import db
from participation.projects import links
from participation.projects.models import Milestone, Project, ProjectIdea
from participation.projects.queries import public_projects, step_of
from participation.projects.schedule import Step

Held = tuple[Consultation, Paper]
"""A public consultation with its paper."""


@dataclass(frozen=True)
class ProjectFacts:
    """A published project with its milestones in the order set and its public consultations."""

    project: Project
    milestones: tuple[Step, ...]
    held: tuple[Held, ...]


def projects_of(idea_id: int, project_id: int | None) -> list[ProjectFacts]:
    """Return the published projects that take up an idea, and the one that its answer names, in the
    order of their publication (at most three statements)."""
    taking_up = select(ProjectIdea.project_id).where(ProjectIdea.idea_id == idea_id)
    chosen = or_(Project.id.in_(taking_up), Project.id == project_id)
    query = public_projects().where(chosen).order_by(Project.published_at, Project.id)
    projects = list(db.session.scalars(query))
    ids = [project.id for project in projects]
    if not ids:
        return []
    milestones, held = _milestones(ids), links.public_consultations_of(ids)
    return [
        ProjectFacts(each, tuple(milestones.get(each.id, ())), tuple(held.get(each.id, ())))
        for each in projects
    ]


def held_about(paper_id: int) -> list[Held]:
    """Return the public consultations about a paper, by date, the undated last."""
    query = public_consultations().where(Consultation.paper_id == paper_id).add_columns(Paper)
    rows = db.session.execute(query.order_by(Consultation.id))
    return sorted(((row, paper) for row, paper in rows), key=lambda held: held[0].date)


def _milestones(project_ids: Collection[int]) -> dict[int, list[Step]]:
    query = select(Milestone).where(Milestone.project_id.in_(project_ids))
    steps: dict[int, list[Step]] = {}
    for row in db.session.scalars(query.order_by(Milestone.position, Milestone.id)):
        steps.setdefault(row.project_id, []).append(step_of(row))
    return steps
