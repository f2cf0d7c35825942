"""Taking projects over from a file: all or nothing, every error with its line, and the same file
twice adds nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.city.queries import units
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import Conflict
from participation.projects import queries, service
from participation.projects.file.plan import Plan, Present, Stored, plan
from participation.projects.models import Project
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.transactions import begin_write


def plan_file(strategy: str, path: Path | str) -> Plan:
    """Return what a file would change in the strategy with this slug; nothing is written.

    Raises FileRefused with every problem and its line, NotFound for the strategy.
    """
    return plan(path, present(strategy_queries.get(strategy)))


def import_file(
    strategy: str, path: Path | str, *, actor: Actor, clock: Clock, seen: str | None = None
) -> Plan:
    """Take a file over and return what it changed; new projects are drafts. Nothing is committed
    here.

    `seen` is the digest of the plan that somebody was shown; Conflict when the file would change
    something else by now. Raises FileRefused and NotFound as `plan_file`.
    """
    session = begin_write()
    owner = strategy_queries.get(strategy)
    session.scalar(select(Strategy.id).where(Strategy.id == owner.id).with_for_update())
    changes = plan(path, present(owner))
    if seen is not None and seen != changes.digest():
        raise Conflict()
    if changes.is_empty:
        return changes
    service.create_all(
        [change.after for change in changes.added], strategy_id=owner.id, clock=clock
    )
    service.change_all([change.after for change in changes.changed], strategy_id=owner.id)
    record(
        actor=actor,
        action="projects.imported",
        subject_kind="strategy",
        subject_id=strategy,
        clock=clock,
        added=len(changes.added),
        changed=[change.after.key for change in changes.changed],
    )
    return changes


def present(strategy: Strategy) -> Present:
    """Return what a file is held against."""
    query = select(Project).where(Project.strategy_id == strategy.id).order_by(Project.key)
    projects = {
        project.key: Stored(queries.draft_of(project), project.published_at is not None)
        for project in db.session.scalars(query)
    }
    return Present(
        projects=projects,
        fields=strategy_queries.frame_of(strategy).field_keys,
        units=[unit.key for unit in units(active=True)],
        taken=queries.names() - set(projects),
    )
