"""Reading the public page of one project in eight statements: what is published of it, and of what
it is linked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, literal, null, select, union_all

from participation.city.models import Unit
from participation.extensions import Translated, UTCDateTime, db
from participation.kernel.errors import NotFound
from participation.kernel.partial_dates import PartialDate
from participation.kernel.text import slug_of
from participation.projects.models import (
    CriteriaScore,
    CriteriaSet,
    Milestone,
    Project,
    ProjectGoal,
    StateChange,
)
from participation.projects.queries import NO_PROJECT, public_projects, public_version_id
from participation.projects.schedule import Step
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import Frame, from_document


@dataclass(frozen=True)
class PublicProject:
    """A published project with its strategy and unit, and the document of the version whose words
    are shown, None when none is public."""

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
        .outerjoin(StrategyVersion, StrategyVersion.id == public_version_id())
        .where(Project.key == key)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(NO_PROJECT)
    return PublicProject(row.Project, row.Strategy, row.Unit, row.document)


def key_of_alias(name: str) -> str | None:
    """Return the key of the published project that is also called so in addresses, or None."""
    query = public_projects().with_only_columns(Project.key, Project.aliases)
    # Most have none, and every address that is wrong asks.
    query = query.where(cast(Project.aliases, String) != "[]")
    for key, aliases in db.session.execute(query.order_by(Project.id)):
        if name in map(slug_of, aliases):
            return str(key)
    return None


@dataclass(frozen=True)
class Story:
    """What hangs on a project: its milestones in the order set, its states since publication, the
    latest first, and the effects expected by the keys of its goals."""

    steps: list[Step]
    changes: list[Change]
    effects: dict[str, Translated]


def story(project_id: int) -> Story:
    """Return what hangs on a project."""
    # One statement for all three: the page is to send eight at most.
    rows = union_all(
        select(*_milestone_columns()).where(Milestone.project_id == project_id),
        select(*_change_columns()).where(StateChange.project_id == project_id),
        select(*_goal_columns()).where(ProjectGoal.project_id == project_id),
    ).subquery()
    found = Story([], [], {})
    for row in db.session.execute(select(rows).order_by(rows.c.place, rows.c.id, rows.c.key)):
        if row.kind == "milestone":
            found.steps.append(_step(row))
        elif row.kind == "change":
            found.changes.insert(0, Change(row.key, row.text, row.changed_at))
        else:
            found.effects[row.key] = row.text
    return found


def served(shown: PublicProject, effects: Mapping[str, Translated]) -> Served:
    """Return the field and the goals that a project serves, in the words of the public version;
    nothing where there is none, for a draft is nobody's to read."""
    if shown.document is None:
        return Served(None, ())
    frame = from_document(shown.document["frame"])
    return _served_in(frame, shown.project.main_field, effects)


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
        literal("milestone").label("kind"),
        Milestone.id.label("id"),
        Milestone.position.label("place"),
        literal("").label("key"),
        Milestone.title.label("text"),
        Milestone.reason.label("reason"),
        *(getattr(Milestone, name).label(name) for name in _DATES),
        *(getattr(Milestone, f"{name}_wording").label(f"{name}_wording") for name in _DATES),
        null().cast(UTCDateTime).label("changed_at"),
    ]


def _change_columns() -> list[ColumnElement[Any]]:
    return [
        literal("change").label("kind"),
        StateChange.id.label("id"),
        literal(0).label("place"),
        StateChange.state.label("key"),
        StateChange.note.label("text"),
        StateChange.note.label("reason"),
        *_no_dates(),
        StateChange.changed_at.label("changed_at"),
    ]


def _goal_columns() -> list[ColumnElement[Any]]:
    return [
        literal("goal").label("kind"),
        literal(0).label("id"),
        literal(0).label("place"),
        ProjectGoal.goal_key.label("key"),
        ProjectGoal.effect.label("text"),
        ProjectGoal.effect.label("reason"),
        *_no_dates(),
        null().cast(UTCDateTime).label("changed_at"),
    ]


def _no_dates() -> list[ColumnElement[Any]]:
    names = (*_DATES, *(f"{name}_wording" for name in _DATES))
    return [null().cast(String).label(name) for name in names]


def _step(row: Row[Any]) -> Step:
    return Step(
        row.text,
        PartialDate(row.planned, row.planned_wording),
        PartialDate(row.expected, row.expected_wording),
        PartialDate(row.done, row.done_wording),
        row.reason,
    )


def _served_in(frame: Frame, field_key: str | None, effects: Mapping[str, Translated]) -> Served:
    field = frame.field(field_key)
    goals = tuple(
        (dict(goal.title), effects[goal.key])
        for each in frame.fields
        for goal in each.goals
        if goal.key in effects
    )
    return Served(dict(field.title) if field else None, goals)
