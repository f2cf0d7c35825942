"""Reading projects, always in an order. What is public is decided here for every page and file."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.orm import aliased

from participation.city.models import Unit
from participation.extensions import db
from participation.following.subjects import Subject
from participation.kernel.errors import N_, NotFound
from participation.kernel.partial_dates import PartialDate
from participation.kernel.text import slug_of
from participation.projects.models import Milestone, Project, StateChange
from participation.projects.rules import Draft
from participation.projects.schedule import Step
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules_versions import State as VersionState

NO_PROJECT = N_("Dieses Projekt gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def public_projects() -> Select[Project]:
    """Return the query of what everybody may see; every output that names projects begins with
    it."""
    return select(Project).where(Project.published_at.is_not(None))


def public_subjects(keys: Collection[str]) -> dict[str, Subject]:
    """Return the published ones of these projects as what can be followed, by key."""
    query = public_projects().where(Project.key.in_(keys)).order_by(Project.key)
    return {
        project.key: Subject(dict(project.title), "projects.show", {"key": project.key})
        for project in db.session.scalars(query)
    }


def public_version_id() -> ScalarSelect[int]:
    """Return the query, within one about strategies, of the version whose words are shown: the
    adopted one, else the newest that everybody may read and that was not withdrawn."""
    readable = (VersionState.ADOPTED, VersionState.CONSULTATION, VersionState.SUPERSEDED)
    version = aliased(StrategyVersion)
    query = select(version.id).where(
        version.strategy_id == Strategy.id, version.state.in_(readable)
    )
    adopted_first = (version.state == VersionState.ADOPTED).desc()
    ordered = query.order_by(adopted_first, version.number.desc()).limit(1)
    return ordered.correlate(Strategy).scalar_subquery()


def find(key: str) -> Project | None:
    """Return any project by its key, drafts too, or None: for staff."""
    return db.session.scalar(select(Project).where(Project.key == key))


def get(key: str) -> Project:
    """Return any project by its key, drafts too: for staff. Raises NotFound."""
    project = find(key)
    if project is None:
        raise NotFound(NO_PROJECT)
    return project


def get_public(key: str) -> Project:
    """Return a published project by its key. Raises NotFound, for drafts too."""
    project = db.session.scalar(public_projects().where(Project.key == key))
    if project is None:
        raise NotFound(NO_PROJECT)
    return project


def has_public(strategy_id: int) -> bool:
    """Tell whether a strategy has a published project."""
    query = public_projects().where(Project.strategy_id == strategy_id)
    return bool(db.session.scalar(select(query.exists())))


def names(*, except_id: int | None = None) -> set[str]:
    """Return the keys of all projects and their aliases as addresses, but for one project's."""
    query = select(Project.key, Project.aliases)
    if except_id is not None:
        query = query.where(Project.id != except_id)
    taken = set()
    for key, aliases in db.session.execute(query.order_by(Project.id)):
        taken |= {key, *map(slug_of, aliases)}
    return taken


def draft_of(project: Project) -> Draft:
    """Return what is written about a project as plain values."""
    unit = db.session.get(Unit, project.unit_id) if project.unit_id else None
    return Draft(
        key=project.key,
        title=dict(project.title),
        text=dict(project.text),
        kind=project.kind,
        state=project.state,
        place=project.place,
        unit=unit.key if unit else None,
        main_field=project.main_field,
        aliases=tuple(project.aliases),
        partners=tuple(project.partners),
    )


def milestones(project_id: int) -> list[Milestone]:
    """Return the milestones of a project in the order set."""
    query = select(Milestone).where(Milestone.project_id == project_id)
    return list(db.session.scalars(query.order_by(Milestone.position, Milestone.id)))


def last_state_change(project_id: int) -> StateChange | None:
    """Return what a project came to last since it was published, or None."""
    query = select(StateChange).where(StateChange.project_id == project_id)
    return db.session.scalar(query.order_by(StateChange.id.desc()).limit(1))


def step_of(row: Milestone) -> Step:
    """Return a milestone as plain values."""
    return Step(
        title=dict(row.title),
        planned=PartialDate(row.planned, row.planned_wording),
        expected=PartialDate(row.expected, row.expected_wording),
        done=PartialDate(row.done, row.done_wording),
        reason=dict(row.reason),
    )
