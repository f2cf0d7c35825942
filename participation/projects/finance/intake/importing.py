"""Taking amounts over from a file: all or nothing, every error with its line, and the same file
twice adds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.projects import service as project_service
from participation.projects.finance.intake import matching, queries
from participation.projects.finance.intake.plan import Named, Plan
from participation.projects.finance.intake.reading import read
from participation.projects.finance.models import FinanceLine, Source
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.transactions import begin_write

_SAME_KEY = N_(
    "Gerade hat jemand ein Projekt mit demselben Kürzel angelegt. Versuchen Sie es noch einmal."
)


def plan_file(
    strategy: str, path: Path | str, *, stage: Stage | None = None, add_missing: bool = False
) -> Plan:
    """Return what a file would change in the strategy with this slug; nothing is written.

    Raises FileRefused with every problem and its line, NotFound for the strategy.
    """
    return _plan(strategy_queries.get(strategy), path, stage, add_missing)


def import_file(
    strategy: str,
    path: Path | str,
    *,
    stage: Stage | None = None,
    add_missing: bool = False,
    seen: str | None = None,
    actor: Actor,
    clock: Clock,
) -> Plan:
    """Take a file over and return what it changed. Nothing is committed here.

    `seen` is the digest of the plan that somebody was shown; Conflict when the file would change
    something else by now, or when somebody adds a project of the same key at the same moment.
    Raises FileRefused and NotFound as `plan_file`.
    """
    row = lock_strategy(strategy)
    result = _plan(row, path, stage, add_missing)
    if seen is not None and seen != result.digest():
        raise Conflict()
    if result.is_empty:
        return result
    try:
        _write(result, _add(result, row.id, clock))
    except IntegrityError as error:
        # A project's key is unique in the whole installation, the lock is that of one strategy.
        raise Conflict(_SAME_KEY) from error
    record(
        actor=actor,
        action="finance.imported",
        subject_kind="strategy",
        subject_id=row.slug,
        clock=clock,
        added=len(result.added),
        changed=len(result.changed),
        projects=len(result.projects),
        sources=len(result.sources),
    )
    return result


def lock_strategy(slug: str) -> Strategy:
    """Begin a write and return the strategy; its row's lock keeps two who write about its money
    apart on PostgreSQL. Raises NotFound."""
    session = begin_write()
    strategy = strategy_queries.get(slug)
    session.scalar(select(Strategy.id).where(Strategy.id == strategy.id).with_for_update())
    return strategy


def _plan(strategy: Strategy, path: Path | str, stage: Stage | None, add_missing: bool) -> Plan:
    reading = read(path, stage)
    result = matching.plan(reading, queries.present(strategy.id), add_missing=add_missing)
    reading.problems.refuse()
    return result


def _add(result: Plan, strategy_id: int, clock: Clock) -> tuple[dict[str, int], dict[str, int]]:
    """Add projects, places and sources; return the ids of new projects and of new sources."""
    drafts = list(result.projects.values())
    projects = project_service.create_all(drafts, strategy_id=strategy_id, clock=clock)
    for project_id, place in result.places.items():
        project = db.session.get_one(Project, project_id)
        project_service.give_place(project, place)
    sources = {}
    for key, (title, kind) in result.sources.items():
        source = Source(strategy_id=strategy_id, key=key, title=dict(title), kind=kind.value)
        db.session.add(source)
        db.session.flush()
        sources[key] = source.id
    return projects, sources


def _write(result: Plan, ids: tuple[dict[str, int], dict[str, int]]) -> None:
    projects, sources = ids
    new: list[dict[str, Any]] = [
        {
            "project_id": _id(change.key.project, projects),
            "source_id": _id(change.key.source, sources),
            "year": change.key.year,
            "stage": change.key.stage.value,
            "cents": change.cents,
            "unit_given": change.unit.value,
            "note": change.note,
            "version": 1,
        }
        for change in result.added
    ]
    if new:
        db.session.execute(insert(FinanceLine), new)
    changed = [
        {
            "line": change.before.id,
            "cents": change.cents,
            "unit_given": change.unit.value,
            "note": change.note,
        }
        for change in result.changes
        if change.before is not None
    ]
    if changed:
        # Through the connection, which takes one statement for many rows.
        statement = update(FinanceLine.__table__).where(  # type: ignore[arg-type]
            FinanceLine.id == bindparam("line")
        )
        db.session.connection().execute(
            statement.values(
                cents=bindparam("cents"),
                unit_given=bindparam("unit_given"),
                note=bindparam("note"),
                version=FinanceLine.version + 1,
            ),
            changed,
        )


def _id(named: Named, added: dict[str, int]) -> int:
    return named if isinstance(named, int) else added[named]
