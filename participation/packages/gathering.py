"""A strategy as a package: what everybody may see of it and nothing else, always in an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from participation.city.models import Unit
from participation.extensions import Base, db
from participation.ideas.models import Idea
from participation.ideas.rules import number_of
from participation.kernel.errors import N_, NotFound
from participation.packages import gathering_money, gathering_record
from participation.packages.contents import (
    IdeaReference,
    Package,
    ProjectEntry,
    Score,
    UnitEntry,
)
from participation.packages.gathering_record import RecordedPapers
from participation.progress import queries as progress_queries
from participation.projects import links
from participation.projects.models import (
    CriteriaScore,
    Milestone,
    Project,
    ProjectGoal,
    ProjectIdea,
)
from participation.projects.queries import public_projects, step_of
from participation.projects.rules import Draft
from participation.rounds.models import Round
from participation.strategy import queries as strategy_queries
from participation.strategy import queries_versions
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame

R = TypeVar("R", bound=Base)
NOTHING_PUBLIC = N_(
    "Von dieser Strategie ist noch nichts öffentlich. Eröffnen Sie zuerst die Beratung einer"
    " Fassung."
)


def public_package(strategy: Strategy) -> Package:
    """Return what everybody may see of a strategy. Raises NotFound where no version was put
    forward."""
    versions = gathering_record.versions(strategy.id)
    if not versions:
        raise NotFound(NOTHING_PUBLIC)
    shown = queries_versions.public_frame(strategy.id) or versions[-1].contents.frame
    rows = list(db.session.scalars(_of(public_projects(), strategy)))
    recorded = gathering_record.papers(strategy.id, rows)
    sets, criteria = gathering_record.criteria(rows)
    projects = _projects(rows, shown, recorded, sets)
    money = gathering_money.money(strategy.id, rows, recorded.keys)
    return Package(
        strategy.slug,
        shown,
        versions=versions,
        timeline=gathering_record.timeline(strategy.id),
        units=_units(rows),
        papers=recorded.entries,
        criteria=criteria,
        projects=projects,
        sources=money.sources,
        lines=money.lines,
        approvals=money.approvals,
        locks=money.locks,
        # How often there is a report is told where there is a project to report on.
        reports=progress_queries.rhythms().get(strategy.id) if rows else None,
    )


def planned_package(strategy: Strategy) -> Package:
    """Return the strategy as it is edited with all of its projects, as another city would take them
    over: for staff, to tell whether a file is here already."""
    frame = strategy_queries.frame_of(strategy)
    rows = list(db.session.scalars(_of(select(Project), strategy)))
    projects = _projects(rows, frame, RecordedPapers(), {})
    return Package(strategy.slug, frame, projects=projects).without_record()


def _of(projects: Select[Project], strategy: Strategy) -> Select[Project]:
    return projects.where(Project.strategy_id == strategy.id).order_by(Project.id)


def _units(rows: Sequence[Project]) -> tuple[UnitEntry, ...]:
    ids = {row.unit_id for row in rows if row.unit_id is not None}
    query = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id)
    return tuple(
        UnitEntry(unit.key, dict(unit.title), unit.contact) for unit in db.session.scalars(query)
    )


def _projects(
    rows: Sequence[Project], frame: Frame, recorded: RecordedPapers, sets: dict[int, int]
) -> tuple[ProjectEntry, ...]:
    ids = [row.id for row in rows]
    units = {unit.id: unit.key for unit in db.session.scalars(select(Unit).order_by(Unit.id))}
    milestones = _by_project(Milestone, ids, Milestone.position, Milestone.id)
    goals = _by_project(ProjectGoal, ids, ProjectGoal.goal_key)
    scores = _by_project(CriteriaScore, ids, CriteriaScore.set_id, CriteriaScore.criterion)
    ideas = _ideas(ids)
    rests = links.public_consultations_of(ids)
    known = {goal.key for field in frame.fields for goal in field.goals}
    return tuple(
        ProjectEntry(
            _draft(row, units, frame),
            milestones=tuple(map(step_of, milestones[row.id])),
            goals=tuple(
                (goal.goal_key, dict(goal.effect))
                for goal in goals[row.id]
                if goal.goal_key in known
            ),
            ideas=_references(row, ideas[row.id]),
            consultations=tuple(
                recorded.places[held.id]
                for held, _paper in rests.get(row.id, [])
                if held.id in recorded.places
            ),
            scores=tuple(
                Score(sets[score.set_id], score.criterion, score.score)
                for score in scores[row.id]
                if score.set_id in sets
            ),
        )
        for row in rows
    )


def _draft(row: Project, units: dict[int, str], frame: Frame) -> Draft:
    return Draft(
        key=row.key,
        title=dict(row.title),
        text=dict(row.text),
        kind=row.kind,
        state=row.state,
        place=row.place,
        unit=units.get(row.unit_id or 0),
        main_field=row.main_field if frame.field(row.main_field) else None,
        aliases=tuple(row.aliases),
        partners=tuple(row.partners),
    )


def _by_project(
    model: type[R], ids: Sequence[int], *order: InstrumentedAttribute[Any]
) -> dict[int, list[R]]:
    """Return rows of several projects, by project."""
    project_id = model.__table__.c.project_id
    query = select(model).where(project_id.in_(ids)).order_by(project_id, *order)
    found: dict[int, list[R]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.project_id].append(row)  # type: ignore[attr-defined]
    return found


def _ideas(ids: Sequence[int]) -> dict[int, list[IdeaReference]]:
    """Return the ideas that projects take up by round and number: a withdrawn one keeps its
    number."""
    query = (
        select(ProjectIdea.project_id, Round.slug, Idea.year, Idea.id)
        .join(Idea, Idea.id == ProjectIdea.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .where(ProjectIdea.project_id.in_(ids))
        .order_by(ProjectIdea.project_id, Idea.id)
    )
    found: dict[int, list[IdeaReference]] = defaultdict(list)
    for project_id, slug, year, idea_id in db.session.execute(query):
        found[project_id].append(IdeaReference(slug, number_of(year, idea_id)))
    return found


def _references(row: Project, linked: Sequence[IdeaReference]) -> tuple[IdeaReference, ...]:
    named = [IdeaReference(each["round"], each["number"]) for each in row.idea_references]
    return tuple(dict.fromkeys((*linked, *named)))
