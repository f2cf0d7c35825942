"""What planners do with projects: begin, change, publish, take from one state to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from participation.audit.service import Actor, record
from participation.city.queries import find_unit, units
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.kernel.text import slug_of
from participation.projects import news, queries
from participation.projects.models import Project, StateChange
from participation.projects.rules import (
    NOTE_LENGTH,
    Draft,
    State,
    next_states,
    normal,
    problems,
    searchable,
)
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.strategy.rules import Texts, normal_texts, text_problems
from participation.web.transactions import begin_write


class InvalidProject(BadInput):
    """Everything that is wrong with a project at once, each problem with its field."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)


def create(draft: Draft, *, strategy: str, actor: Actor, clock: Clock) -> Project:
    """Add a project, unpublished, to the strategy with this slug.

    A second submission of the same draft finds the first. Raises NotFound for the strategy and
    InvalidProject with everything that is wrong.
    """
    session, draft = begin_write(), normal(draft)
    owner = strategy_queries.get(strategy)
    present = queries.find(draft.key)
    if (
        present is not None
        and present.strategy_id == owner.id
        and draft == queries.draft_of(present)
    ):
        return present
    _check(draft, owner, None)
    project = Project(strategy_id=owner.id, created_at=clock.now(), **_columns(draft))
    session.add(project)
    session.flush()
    record_about(project, "project.created", actor, clock)
    return project


def create_all(drafts: Sequence[Draft], *, strategy_id: int, clock: Clock) -> dict[str, int]:
    """Add projects of a file, unpublished, within the transaction of whoever read and checked it;
    return their ids by key."""
    if not drafts:
        return {}
    values = [
        {"strategy_id": strategy_id, "created_at": clock.now(), "version": 1, **columns}
        for columns in _columns_of(drafts)
    ]
    # Row by row, so that their ids keep the order of the file.
    db.session.execute(insert(Project), values)
    query = select(Project.key, Project.id).where(Project.strategy_id == strategy_id)
    ids = {row.key: row.id for row in db.session.execute(query.order_by(Project.id))}
    return {draft.key: ids[draft.key] for draft in drafts}


def change_all(drafts: Sequence[Draft], *, strategy_id: int) -> None:
    """Store what a file says about projects that there are, within the transaction of whoever read
    and checked it."""
    query = select(Project).where(
        Project.strategy_id == strategy_id, Project.key.in_([draft.key for draft in drafts])
    )
    query = query.order_by(Project.key).with_for_update()
    projects = {project.key: project for project in db.session.scalars(query)}
    for draft, columns in zip(drafts, _columns_of(drafts), strict=True):
        project = projects[draft.key]
        for name, value in columns.items():
            setattr(project, name, value)
        project.version += 1
    db.session.flush()


def change(key: str, draft: Draft, *, version: int | None, actor: Actor, clock: Clock) -> bool:
    """Store what is written about a project; return whether anything changed.

    `version` is the one that was edited. Raises Conflict when it is no longer the present one,
    NotFound, and InvalidProject with everything that is wrong.
    """
    project, draft = lock(key, version), normal(draft)
    before = queries.draft_of(project)
    if draft == before:
        return False
    if project.published_at is not None:
        _check_published(before, draft)
    _check(draft, db.session.get_one(Strategy, project.strategy_id), project)
    for name, value in _columns(draft).items():
        setattr(project, name, value)
    touch(project)
    changed = [name for name in vars(draft) if getattr(draft, name) != getattr(before, name)]
    record_about(project, "project.changed", actor, clock, changed=changed)
    return True


def publish(key: str, *, actor: Actor, clock: Clock) -> bool:
    """Publish a project; return False when it is public already, for instance by a double click.

    Raises NotFound.
    """
    project = lock(key)
    if project.published_at is not None:
        return False
    project.published_at = clock.now()
    touch(project)
    record_about(project, "project.published", actor, clock)
    news.tell_published(project, clock)
    return True


def change_state(
    key: str, state: str, note: Texts, *, version: int, actor: Actor, clock: Clock
) -> StateChange:
    """Take a published project to another state, with a sentence about it for everybody.

    A second submission of the same change finds the first. Raises Conflict when `version` is no
    longer the present one, BadInput for a state that it cannot go to or a note without German, and
    NotFound, for drafts too.
    """
    project = lock(key)
    if project.published_at is None:
        raise NotFound(queries.NO_PROJECT)
    note = normal_texts(note)
    last = queries.last_state_change(project.id)
    repeated = last is not None and (last.state, last.note) == (state, note)
    if last is not None and repeated and project.version == version + 1:
        return last
    require_version(project, version)
    if state not in next_states(project.state):
        sentence = N_("Das Projekt ist schon in diesem Stand, oder es gibt ihn nicht.")
        raise BadInput(sentence, field="state")
    for problem in text_problems(note, "note", NOTE_LENGTH):
        raise problem
    row = StateChange(
        project_id=project.id, state=State(state).value, note=note, changed_at=clock.now()
    )
    db.session.add(row)
    project.state = State(state).value
    touch(project)
    record_about(project, "project.state_changed", actor, clock, state=project.state)
    news.tell_state(project, clock)
    return row


def give_place(project: Project, place: str) -> None:
    """Give a project the place that a file names for it, within the transaction of whoever read
    and checked it."""
    project.place = place
    project.folded = searchable(queries.draft_of(project))
    touch(project)


def lock(key: str, version: int | None = None) -> Project:
    """Begin a write and return the project with its row locked. Raises NotFound, and Conflict when
    a version is given that is no longer the present one."""
    session = begin_write()
    query = select(Project).where(Project.key == key).with_for_update()
    project = session.scalar(query.execution_options(populate_existing=True))
    if project is None:
        raise NotFound(queries.NO_PROJECT)
    if version is not None:
        require_version(project, version)
    return project


def require_version(project: Project, version: int) -> None:
    """Raise Conflict when a project is no longer in the version that was edited."""
    if project.version != version:
        raise Conflict()


def touch(project: Project) -> None:
    """Count a change of a project or of what belongs to it, and write it."""
    project.version += 1
    db.session.flush()


def record_about(project: Project, action: str, actor: Actor, clock: Clock, **details: Any) -> None:
    """Append to the record what happened to a project."""
    record(
        actor=actor,
        action=action,
        subject_kind="project",
        subject_id=project.key,
        clock=clock,
        **details,
    )


def _columns(draft: Draft) -> dict[str, Any]:
    return _columns_of([draft])[0]


def _columns_of(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    unit_ids = {unit.key: unit.id for unit in units()}
    return [
        {
            "key": draft.key,
            "aliases": list(draft.aliases),
            "title": dict(draft.title),
            "text": dict(draft.text),
            "kind": draft.kind,
            "state": draft.state,
            "place": draft.place,
            "unit_id": unit_ids.get(draft.unit or ""),
            "main_field": draft.main_field,
            "partners": list(draft.partners),
            "folded": searchable(draft),
        }
        for draft in drafts
    ]


def _check(draft: Draft, strategy: Strategy, present: Project | None) -> None:
    fields = strategy_queries.frame_of(strategy).field_keys
    if present is not None and draft.main_field == present.main_field:
        # A field that has left the strategy since then stays where it was put.
        fields = (*fields, draft.main_field or "")
    errors = problems(draft, fields=fields)
    errors += _name_problems(draft, present)
    if draft.unit and not _unit_fits(draft.unit, present):
        sentence = N_("Die Fachstelle „%(key)s“ gibt es nicht, oder sie ist abgeschaltet.")
        errors.append(BadInput(sentence, field="unit", key=draft.unit[:60]))
    if errors:
        raise InvalidProject(errors)


def _unit_fits(key: str, present: Project | None) -> bool:
    unit = find_unit(key)
    return unit is not None and (
        unit.active or (present is not None and present.unit_id == unit.id)
    )


def _name_problems(draft: Draft, present: Project | None) -> list[BadInput]:
    """Return what is wrong with key and aliases beside those of other projects: one address leads
    to one project."""
    taken = queries.names(except_id=present.id if present else None)
    errors = []
    if draft.key in taken:
        sentence = N_("„%(key)s“ gehört schon zu einem anderen Projekt. Wählen Sie etwas anderes.")
        errors.append(BadInput(sentence, field="key", key=draft.key))
    for alias in draft.aliases:
        if slug_of(alias) in taken:
            sentence = N_("„%(name)s“ heißt schon ein anderes Projekt.")
            errors.append(BadInput(sentence, field="aliases", name=alias))
    return errors


def _check_published(before: Draft, draft: Draft) -> None:
    if draft.key != before.key:
        sentence = N_("Das Kürzel steht seit der Veröffentlichung fest. Nutzen Sie einen Alias.")
        raise InvalidProject([BadInput(sentence, field="key")])
    if draft.state != before.state:
        sentence = N_("Den Stand eines veröffentlichten Projekts ändern Sie auf seiner Seite.")
        raise InvalidProject([BadInput(sentence, field="state")])
