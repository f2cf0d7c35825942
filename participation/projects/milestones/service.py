"""What planners do with the milestones of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, NotFound
from participation.projects import queries
from participation.projects.models import Milestone, Project
from participation.projects.queries import step_of
from participation.projects.rules import MOST_MILESTONES
from participation.projects.schedule import Step, slippage, step_problems
from participation.projects.service import (
    InvalidProject,
    lock,
    record_about,
    require_version,
    touch,
)
from participation.strategy.rules import normal_texts
from participation.web.filters import DEFAULT_ZONE

NO_MILESTONE = N_("Diesen Meilenstein gibt es nicht. Vielleicht wurde er gerade gelöscht.")


def add(key: str, step: Step, *, version: int, actor: Actor, clock: Clock) -> Milestone:
    """Add a milestone at the end; a second submission of the same one finds the first.

    Raises Conflict when `version` of the project is no longer the present one, InvalidProject with
    everything that is wrong, NotFound.
    """
    project, step = lock(key), _normal(step)
    present = queries.milestones(project.id)
    if present and project.version == version + 1 and step_of(present[-1]) == step:
        return present[-1]
    require_version(project, version)
    if len(present) >= MOST_MILESTONES:
        sentence = N_(
            "Ein Projekt hat höchstens %(most)s Meilensteine. Fassen Sie einige zusammen."
        )
        raise InvalidProject([BadInput(sentence, most=MOST_MILESTONES)])
    _check(step, clock)
    row = Milestone(project_id=project.id, position=len(present))
    write_step(row, step)
    db.session.add(row)
    touch(project)
    record_about(project, "project.milestone_added", actor, clock, title=step.title.get("de", ""))
    return row


def change(
    key: str, milestone_id: int, step: Step, *, version: int, actor: Actor, clock: Clock
) -> bool:
    """Store what is written about a milestone; return whether anything changed. Raises as `add`
    does."""
    project, step = lock(key, version), _normal(step)
    row = _milestone(project, milestone_id)
    if step_of(row) == step:
        return False
    _check(step, clock)
    write_step(row, step)
    touch(project)
    record_about(project, "project.milestone_changed", actor, clock, title=step.title.get("de", ""))
    return True


def move(
    key: str, milestone_id: int, step: int, *, version: int, actor: Actor, clock: Clock
) -> None:
    """Move a milestone one place up (-1) or down (+1). Raises Conflict and NotFound."""
    project = lock(key, version)
    row = _milestone(project, milestone_id)
    rows = queries.milestones(project.id)
    index = rows.index(row)
    if not 0 <= index + step < len(rows):
        return
    rows[index], rows[index + step] = rows[index + step], rows[index]
    _number(rows)
    touch(project)
    record_about(project, "project.milestone_moved", actor, clock, title=row.title.get("de", ""))


def delete(key: str, milestone_id: int, *, version: int, actor: Actor, clock: Clock) -> None:
    """Delete a milestone. Raises Conflict and NotFound."""
    project = lock(key, version)
    row = _milestone(project, milestone_id)
    title = row.title.get("de", "")
    db.session.delete(row)
    db.session.flush()
    _number(queries.milestones(project.id))
    touch(project)
    record_about(project, "project.milestone_deleted", actor, clock, title=title)


def _milestone(project: Project, milestone_id: int) -> Milestone:
    row = db.session.get(Milestone, milestone_id)
    if row is None or row.project_id != project.id:
        raise NotFound(NO_MILESTONE)
    return row


def _number(rows: Sequence[Milestone]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _check(step: Step, clock: Clock) -> None:
    today = clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    if errors := step_problems(step, today):
        raise InvalidProject(errors)


def _normal(step: Step) -> Step:
    return replace(step, title=normal_texts(step.title), reason=normal_texts(step.reason))


def write_step(row: Milestone, step: Step) -> None:
    """Put what is written about a milestone into its row, and what the board asks for."""
    row.title, row.reason = dict(step.title), dict(step.reason)
    for name in ("planned", "expected", "done"):
        day = getattr(step, name)
        setattr(row, name, day.value)
        setattr(row, f"{name}_wording", day.wording)
    row.due_on = None if step.is_done else step.due.last_day
    row.shifted = not step.is_done and slippage(step.planned, step.expected) is not None
