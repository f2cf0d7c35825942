"""What chains read: the public rows of the rungs below, each by that rung's own public query."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import defer

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
    order of their publication (at most two statements)."""
    taking_up = select(ProjectIdea.project_id).where(ProjectIdea.idea_id == idea_id)
    chosen = or_(Project.id.in_(taking_up), Project.id == project_id)
    steps = _with_milestones(public_projects().where(chosen))
    held = links.public_consultations_of([project.id for project in steps]) if steps else {}
    return [
        ProjectFacts(project, tuple(of_project), tuple(held.get(project.id, ())))
        for project, of_project in steps.items()
    ]


def held_about(paper_id: int) -> list[Held]:
    """Return the public consultations about a paper, by date, the undated last."""
    query = public_consultations().where(Consultation.paper_id == paper_id).add_columns(Paper)
    rows = db.session.execute(query.order_by(Consultation.id))
    return sorted(((row, paper) for row, paper in rows), key=lambda held: held[0].date)


def _with_milestones(projects: Select[Project]) -> dict[Project, list[Step]]:
    """Return projects in the order of their publication with their milestones. A project comes
    once for each of these, so what it says at length is left where it is."""
    query = (
        projects.outerjoin(Milestone, Milestone.project_id == Project.id)
        .add_columns(Milestone)
        .options(defer(Project.text))
        .order_by(Project.published_at, Project.id, Milestone.position, Milestone.id)
    )
    steps: dict[Project, list[Step]] = {}
    for project, milestone in db.session.execute(query):
        of_project = steps.setdefault(project, [])
        if milestone is not None:
            of_project.append(step_of(milestone))
    return steps
