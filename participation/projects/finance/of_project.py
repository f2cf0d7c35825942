"""The public money of one project, for its page: every amount with what is locked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, false, literal, select, union_all

from participation.council.queries import public_papers
from participation.extensions import db
from participation.kernel.amounts import Unit
from participation.projects.finance.models import FinanceLine, LockEvent, Source
from participation.projects.finance.queries import lock_conditions
from participation.projects.finance.rules import Lock, LockKind, LockStep, Stage, lock_told
from participation.projects.finance.table import Hatch, Line, hatches_of
from participation.projects.finance.wording import in_given, stage_name, year_name
from participation.projects.funding import Amount
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.web.translation import _

LINE, LOCK = "line", "lock"


def funding_of(project_id: int) -> list[Amount]:
    """Return the amounts of a published project by stage, source and year (one statement); nothing
    for any other."""
    lines: dict[str, list[Row[Any]]] = defaultdict(list)
    events: dict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
    for row in _rows(project_id):
        if row.what == LINE:
            lines[row.word].append(row)
        else:
            events[row.source_id, row.year].append(row)
    locks = {key: _lock(of_key) for key, of_key in events.items()}
    return [
        amount
        for stage in Stage
        for amount in _amounts(stage, lines.get(stage.value, ()), locks, project_id)
    ]


def _amounts(
    stage: Stage,
    rows: Iterable[Row[Any]],
    locks: dict[tuple[int, int], Lock],
    project_id: int,
) -> list[Amount]:
    """Return the amounts of one project among all that its sources pay at a stage: a lock on a part
    of them hatches each partly."""
    rows = list(rows)
    every = [
        Line(row.project_id, row.source_id, row.year, row.cents, row.unit_given) for row in rows
    ]
    hatches = hatches_of(every, locks)
    locked = {
        Hatch.NONE: "",
        Hatch.PARTLY: _("Quelle zum Teil gesperrt"),
        Hatch.WHOLLY: _("gesperrt"),
    }
    mine = [row for row in rows if row.project_id == project_id]
    return [
        Amount(
            row.title,
            stage_name(stage),
            year_name(row.year),
            in_given(row.cents, Unit(row.unit_given)),
            locked[hatches.get((row.source_id, row.year), Hatch.NONE)],
        )
        for row in sorted(mine, key=lambda row: (row.source_id, row.year))
    ]


def _lock(events: list[Row[Any]]) -> Lock:
    told = lock_told(LockStep(LockKind(row.word), row.cents) for row in events)
    return replace(told, shared=any(row.with_drafts for row in events))


def _rows(project_id: int) -> list[Row[Any]]:
    """Return the public amounts of the sources that pay a project, and what everybody may see of
    their locks."""
    published = public_projects().with_only_columns(Project.id)
    line, paper = FinanceLine, public_papers().subquery()
    pays = select(line.source_id).where(
        line.project_id == project_id, line.project_id.in_(published)
    )
    of_draft, public = lock_conditions(paper)
    lines = (
        select(
            literal(LINE).label("what"),
            line.id.label("id"),
            line.project_id.label("project_id"),
            line.source_id.label("source_id"),
            line.year.label("year"),
            line.stage.label("word"),
            line.cents.label("cents"),
            line.unit_given.label("unit_given"),
            Source.title.label("title"),
            false().label("with_drafts"),
        )
        .join(Source, Source.id == line.source_id)
        .where(and_(line.source_id.in_(pays), line.project_id.in_(published)))
    )
    events = (
        select(
            literal(LOCK),
            LockEvent.id,
            literal(0),
            LockEvent.source_id,
            LockEvent.year,
            LockEvent.kind,
            LockEvent.cents,
            LockEvent.unit_given,
            Source.title,
            of_draft,
        )
        .join(Source, Source.id == LockEvent.source_id)
        .outerjoin(paper, paper.c.id == LockEvent.paper_id)
        .where(LockEvent.source_id.in_(pays), public)
    )
    both = union_all(lines, events).subquery()
    return list(db.session.execute(select(both).order_by(both.c.what, both.c.id)))
