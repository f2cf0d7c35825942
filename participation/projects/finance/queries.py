"""Reading money, always in an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, exists, func, or_, select

from participation.council.queries import public_papers
from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.projects.finance.models import Approval, FinanceLine, LockEvent, Source
from participation.projects.finance.rules import (
    Lock,
    LockKind,
    LockStep,
    SourceKind,
    Stage,
    lock_told,
)
from participation.projects.finance.table import Line, PaperName, ProjectInfo, Rate, SourceInfo
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.web.paging import Page

LineRow = Row[int, int, int, str, int, str, str]

NO_SOURCE = N_("Diese Quelle gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def projects(strategy_id: int, *, public_only: bool) -> list[ProjectInfo]:
    """Return the projects of a strategy in the order in which they came in; only what everybody may
    see, or drafts too, which is for staff."""
    query = public_projects() if public_only else select(Project)
    columns = query.where(Project.strategy_id == strategy_id).with_only_columns(
        Project.id,
        Project.key,
        Project.title,
        Project.place,
        Project.main_field,
        Project.published_at,
    )
    return [
        ProjectInfo(
            row.id, row.key, row.title, row.place, row.main_field, row.published_at is not None
        )
        for row in db.session.execute(columns.order_by(Project.id))
    ]


def sources(strategy_id: int) -> list[SourceInfo]:
    """Return the sources of a strategy in the order in which they came in."""
    query = select(Source).where(Source.strategy_id == strategy_id).order_by(Source.id)
    return [
        SourceInfo(row.id, row.key, row.title, SourceKind(row.kind), row.programme)
        for row in db.session.scalars(query)
    ]


def source(strategy_id: int, key: str) -> Source:
    """Return a source by its key. Raises NotFound."""
    query = select(Source).where(Source.strategy_id == strategy_id, Source.key == key)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound(NO_SOURCE)
    return row


def lines(strategy_id: int, stages: Collection[Stage], *, public_only: bool) -> list[LineRow]:
    """Return the lines of these stages, of published projects or of all: project_id, source_id,
    year, stage, cents, unit_given, note."""
    query = _lines(public_only).where(
        Project.strategy_id == strategy_id, FinanceLine.stage.in_([stage.value for stage in stages])
    )
    return list(db.session.execute(query.order_by(FinanceLine.id)))


def lines_page(strategy_id: int, number: int, per_page: int) -> Page[LineRow]:
    """Return a page of the lines of published projects, of all stages, as `lines` does."""
    query = _lines(public_only=True).where(Project.strategy_id == strategy_id)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    page = query.order_by(FinanceLine.id).offset((number - 1) * per_page).limit(per_page)
    return Page(list(db.session.execute(page)), number, total, per_page)


def stages(strategy_id: int, *, public_only: bool) -> list[Stage]:
    """Return the stages that have lines, in their order."""
    query = _lines(public_only).where(Project.strategy_id == strategy_id)
    named = set(db.session.scalars(query.with_only_columns(FinanceLine.stage).distinct()))
    return [stage for stage in Stage if stage in named]


def _lines(public_only: bool) -> Select[int, int, int, str, int, str, str]:
    query = public_projects() if public_only else select(Project)
    return query.join(FinanceLine, FinanceLine.project_id == Project.id).with_only_columns(
        FinanceLine.project_id,
        FinanceLine.source_id,
        FinanceLine.year,
        FinanceLine.stage,
        FinanceLine.cents,
        FinanceLine.unit_given,
        FinanceLine.note,
    )


def as_lines(rows: Sequence[LineRow]) -> list[Line]:
    """Return rows of `lines` as plain values."""
    return [
        Line(row.project_id, row.source_id, row.year, row.cents, row.unit_given) for row in rows
    ]


def lock_events(
    strategy_id: int, *, public_only: bool = False
) -> dict[tuple[int, int], list[LockEvent]]:
    """Return the events of every lock by source and year, in their order, or those that everybody
    may see."""
    return lock_events_and_more(strategy_id, public_only=public_only)[0]


def lock_events_and_more(
    strategy_id: int, *, public_only: bool
) -> tuple[dict[tuple[int, int], list[LockEvent]], dict[int, PaperName], set[tuple[int, int]]]:
    """Return the events of every lock by source and year, in their order; by the ids of events the
    papers that everybody may see; and where drafts have amounts too.

    An event is public where it rests on no paper or on a public one, and where its source pays a
    published project: in that year, or in another unless that year's amounts are all of drafts.
    """
    paper = public_papers().subquery()
    of_draft, public = lock_conditions(paper)
    query = (
        select(LockEvent, paper.c.key, paper.c.reference, paper.c.title, of_draft)
        .join(Source, Source.id == LockEvent.source_id)
        .outerjoin(paper, paper.c.id == LockEvent.paper_id)
        .where(Source.strategy_id == strategy_id)
        .order_by(LockEvent.source_id, LockEvent.year, LockEvent.id)
    )
    if public_only:
        query = query.where(public)
    events: dict[tuple[int, int], list[LockEvent]] = defaultdict(list)
    papers, shared = {}, set()
    for event, key, reference, title, with_drafts in db.session.execute(query):
        events[event.source_id, event.year].append(event)
        if with_drafts:
            shared.add((event.source_id, event.year))
        if key is not None:
            papers[event.id] = PaperName(key, reference or title)
    return dict(events), papers, shared


def lock_conditions(paper: Subquery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return whether drafts have amounts where an event of a lock is, and whether everybody may see
    the event, whose paper is outer-joined."""
    published = FinanceLine.project_id.in_(public_projects().with_only_columns(Project.id))
    of_source = FinanceLine.source_id == LockEvent.source_id
    of_year = FinanceLine.year == LockEvent.year
    of_draft = exists().where(of_source, of_year, ~published)
    public = and_(
        or_(LockEvent.paper_id.is_(None), paper.c.id.is_not(None)),
        exists().where(of_source, published),
        or_(exists().where(of_source, of_year, published), ~of_draft),
    )
    return of_draft, public


def steps_of(events: Sequence[LockEvent]) -> list[LockStep]:
    """Return the events of one lock as plain values."""
    return [LockStep(LockKind(event.kind), event.cents) for event in events]


def locks_of(
    events: dict[tuple[int, int], list[LockEvent]], shared: Collection[tuple[int, int]] = ()
) -> dict[tuple[int, int], Lock]:
    """Return what is locked of each source and year as far as these events tell; `shared` is where
    drafts have amounts that are not shown."""
    return {
        key: replace(lock_told(steps_of(of_key)), shared=key in shared)
        for key, of_key in events.items()
    }


def rates(strategy_id: int, *, public_only: bool) -> list[Rate]:
    """Return what sources pay of the eligible costs of published projects, or of all, by project;
    a paper is named only where everybody may see it."""
    paper = public_papers().subquery()
    projects_shown = public_projects() if public_only else select(Project)
    query = (
        projects_shown.where(Project.strategy_id == strategy_id)
        .join(Approval, Approval.project_id == Project.id)
        .outerjoin(paper, paper.c.id == Approval.paper_id)
        .with_only_columns(
            Approval.project_id,
            Approval.source_id,
            Approval.rate,
            Approval.eligible_costs,
            Approval.from_value,
            Approval.from_wording,
            paper.c.key,
            paper.c.reference,
            paper.c.title,
        )
        .order_by(Approval.project_id, Approval.id)
    )
    return [
        Rate(
            row.project_id,
            row.source_id,
            row.rate,
            row.eligible_costs,
            row.from_value,
            row.from_wording,
            PaperName(row.key, row.reference or row.title) if row.key is not None else None,
        )
        for row in db.session.execute(query)
    ]
