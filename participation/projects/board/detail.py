"""Reading the public page of one project in eight statements: what is published of it, and of what
it is linked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, literal, null, select, union_all

from participation.city.models import Unit
from participation.extensions import Translated, UTCDateTime, db
from participation.kernel.errors import NotFound
from participation.kernel.partial_dates import PartialDate
from participation.projects.models import (
    CriteriaScore,
    CriteriaSet,
    Milestone,
    Project,
    ProjectGoal,
    StateChange,
)
from participation.projects.queries import NO_PROJECT, public_projects
from participation.projects.rules import slug_of
from participation.projects.schedule import Step
from participation.strategy.models import ActionField, Goal, Strategy, StrategyVersion
from participation.strategy.rules import Frame, from_document
from participation.strategy.rules_versions import State as VersionState


@dataclass(frozen=True)
class PublicProject:
    """A published project with its strategy and unit, and the adopted version's document."""

    project: Project
    strategy: Strategy
    unit: Unit | None
    document: dict[str, Any] | None


@dataclass(frozen=True)
class Served:
    """The title of the main field, None when there is none, and the goals with the effects
    expected."""

    field: Translated | None
    goals: tuple[tuple[Translated, Translated], ...]


@dataclass(frozen=True)
class Change:
    """A state that a project came to, when, and the sentence about it."""

    state: str
    note: Translated
    at: datetime


def public_project(key: str) -> PublicProject:
    """Return a published project. Raises NotFound, for drafts too."""
    query = (
        public_projects()
        .add_columns(Strategy, Unit, StrategyVersion.document)
        .join(Strategy, Strategy.id == Project.strategy_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .outerjoin(
            StrategyVersion,
            and_(
                StrategyVersion.strategy_id == Strategy.id,
                StrategyVersion.state == VersionState.ADOPTED,
            ),
        )
        .where(Project.key == key)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(NO_PROJECT)
    return PublicProject(row.Project, row.Strategy, row.Unit, row.document)


def key_of_alias(name: str) -> str | None:
    """Return the key of the published project that is also called so in addresses, or None."""
    query = public_projects().with_only_columns(Project.key, Project.aliases)
    for key, aliases in db.session.execute(query.order_by(Project.id)):
        if name in map(slug_of, aliases):
            return str(key)
    return None


def history(project_id: int) -> tuple[list[Step], list[Change]]:
    """Return a project's milestones in the order set, and its states since publication, the latest
    first."""
    # One statement for both: the page is to send eight at most.
    rows = union_all(
        select(*_milestone_columns()).where(Milestone.project_id == project_id),
        select(*_change_columns()).where(StateChange.project_id == project_id),
    ).subquery()
    steps, changes = [], []
    for row in db.session.execute(select(rows).order_by(rows.c.position, rows.c.id)):
        if row.state is None:
            steps.append(_step(row))
        else:
            changes.append(Change(row.state, row.text, row.changed_at))
    return steps, changes[::-1]


def served(shown: PublicProject) -> Served:
    """Return the field and the goals that a project serves, in the words of the adopted version;
    where there is none, in those that are edited."""
    project = shown.project
    if shown.document is None:
        return _served_in_tables(project)
    query = select(ProjectGoal).where(ProjectGoal.project_id == project.id)
    effects = {row.goal_key: row.effect for row in db.session.scalars(query)}
    return _served_in(from_document(shown.document["frame"]), project.main_field, effects)


def scores(project_id: int) -> list[tuple[CriteriaSet, dict[str, int]]]:
    """Return what a project got under each set of criteria, by criterion."""
    query = (
        select(CriteriaSet, CriteriaScore.criterion, CriteriaScore.score)
        .join(CriteriaScore, CriteriaScore.set_id == CriteriaSet.id)
        .where(CriteriaScore.project_id == project_id, CriteriaSet.frozen_at.is_not(None))
        .order_by(CriteriaSet.id)
    )
    by_set: dict[int, tuple[CriteriaSet, dict[str, int]]] = {}
    for row in db.session.execute(query):
        by_set.setdefault(row.CriteriaSet.id, (row.CriteriaSet, {}))[1][row.criterion] = row.score
    return list(by_set.values())


_DATES = ("planned", "expected", "done")


def _milestone_columns() -> list[ColumnElement[Any]]:
    return [
        Milestone.id.label("id"),
        Milestone.position.label("position"),
        Milestone.title.label("text"),
        Milestone.reason.label("reason"),
        *(getattr(Milestone, name).label(name) for name in _DATES),
        *(getattr(Milestone, f"{name}_wording").label(f"{name}_wording") for name in _DATES),
        null().cast(String).label("state"),
        null().cast(UTCDateTime).label("changed_at"),
    ]


def _change_columns() -> list[ColumnElement[Any]]:
    nothing = [null().cast(String).label(name) for name in _DATES]
    return [
        StateChange.id.label("id"),
        literal(0).label("position"),
        StateChange.note.label("text"),
        StateChange.note.label("reason"),
        *nothing,
        *(null().cast(String).label(f"{name}_wording") for name in _DATES),
        StateChange.state.label("state"),
        StateChange.changed_at.label("changed_at"),
    ]


def _step(row: Row[Any]) -> Step:
    return Step(
        row.text,
        PartialDate(row.planned, row.planned_wording),
        PartialDate(row.expected, row.expected_wording),
        PartialDate(row.done, row.done_wording),
        row.reason,
    )


def _served_in(frame: Frame, field_key: str | None, effects: dict[str, Translated]) -> Served:
    field = frame.field(field_key)
    goals = tuple(
        (dict(goal.title), effects[goal.key])
        for each in frame.fields
        for goal in each.goals
        if goal.key in effects
    )
    return Served(dict(field.title) if field else None, goals)


def _served_in_tables(project: Project) -> Served:
    query = (
        select(ActionField.key, ActionField.title, Goal.title.label("goal"), ProjectGoal.effect)
        .outerjoin(Goal, Goal.field_id == ActionField.id)
        .outerjoin(
            ProjectGoal,
            and_(ProjectGoal.goal_key == Goal.key, ProjectGoal.project_id == project.id),
        )
        .where(ActionField.strategy_id == project.strategy_id)
        .order_by(ActionField.position, Goal.position)
    )
    rows = db.session.execute(query).all()
    return Served(
        next((row.title for row in rows if row.key == project.main_field), None),
        tuple((row.goal, row.effect) for row in rows if row.effect is not None),
    )
