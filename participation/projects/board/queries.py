"""Reading the public board: filters, search, how many there are by state, the first of each column,
pages of one column. A handful of statements, however many projects there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from participation.extensions import Translated, db
from participation.ideas.rules import like_patterns
from participation.projects.models import Milestone, Project
from participation.projects.queries import public_projects, public_version_id, step_of
from participation.projects.rules import OVER, State
from participation.projects.schedule import Step
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules import from_document
from participation.web.cache import counted
from participation.web.paging import Page

PER_COLUMN = 10
"""How many projects a column of the board shows before it refers to its own page."""
PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see; None stands for everything."""

    strategy_id: int | None = None
    field: str | None = None
    unit_id: int | None = None
    place: str | None = None
    kind: str | None = None
    late: bool = False
    folded: str = ""


@dataclass(frozen=True)
class Facets:
    """What occurs among the public projects, and so can be chosen: ids of strategies and units,
    keys of fields by strategy, places. `sizes` is how many projects each strategy has."""

    strategies: tuple[int, ...]
    sizes: dict[int, int]
    units: tuple[int, ...]
    fields: tuple[tuple[int, str], ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class StrategyFacet:
    """A strategy as the board names it, with the titles of the fields of its current frame."""

    slug: str
    title: Translated
    fields: dict[str, Translated]


def facets() -> Facets:
    """Return what can be chosen, at most ten seconds old."""
    return counted(("projects", "facets"), _facets)


def strategies(ids: tuple[int, ...]) -> dict[int, StrategyFacet]:
    """Return these strategies by id, with the fields of the version that is public; where there is
    none, without any."""
    query = (
        select(Strategy, StrategyVersion.document)
        .outerjoin(StrategyVersion, StrategyVersion.id == public_version_id())
        .where(Strategy.id.in_(ids))
        .order_by(Strategy.slug)
    )
    rows = db.session.execute(query).all()
    known = {}
    for strategy, document in rows:
        fields: dict[str, Translated] = {}
        if document is not None:
            frame = from_document(document["frame"])
            fields = {field.key: dict(field.title) for field in frame.fields}
        known[strategy.id] = StrategyFacet(strategy.slug, dict(strategy.title), fields)
    return known


def counts(choice: Choice, today: date) -> dict[str, tuple[int, int]]:
    """Return how many projects are in each state, and how many of them are late."""
    late = func.sum(case((_is_late(today), 1), else_=0))
    query = _chosen(choice, today, Project.state, func.count(), late)
    rows = db.session.execute(query.group_by(Project.state).order_by(Project.state))
    return {state: (int(count), int(late_count)) for state, count, late_count in rows}


def first_of_each(choice: Choice, today: date) -> list[Row[Any]]:
    """Return the first projects of every state by their keys."""
    place = func.row_number().over(partition_by=Project.state, order_by=Project.key)
    rows = _chosen(choice, today, *_COLUMNS, place.label("place_in_column")).subquery()
    query = select(rows).where(rows.c.place_in_column <= PER_COLUMN).order_by(rows.c.key)
    return list(db.session.execute(query))


def page_of(choice: Choice, state: State, number: int, total: int, today: date) -> Page[Row[Any]]:
    """Return a page of the projects in one state by their keys."""
    query = _chosen(choice, today, *_COLUMNS).where(Project.state == state)
    query = query.order_by(Project.key).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    return Page(list(db.session.execute(query)), number, total, PER_PAGE)


def list_of(
    choice: Choice, state: State | None, number: int, per_page: int, today: date
) -> Page[Row[Any]]:
    """Return a page of the projects in one state, or in all of them, by their keys."""
    of_state = [] if state is None else [Project.state == state]
    count = _chosen(choice, today, func.count()).where(*of_state)
    query = _chosen(choice, today, *_COLUMNS).where(*of_state).order_by(Project.key)
    page = query.offset((number - 1) * per_page).limit(per_page)
    total = db.session.scalar(count) or 0
    return Page(list(db.session.execute(page)), number, total, per_page)


def steps(project_ids: list[int]) -> dict[int, list[Step]]:
    """Return the milestones of these projects in the order set."""
    query = select(Milestone).where(Milestone.project_id.in_(project_ids))
    query = query.order_by(Milestone.project_id, Milestone.position, Milestone.id)
    by_project: dict[int, list[Step]] = {}
    for row in db.session.scalars(query):
        by_project.setdefault(row.project_id, []).append(step_of(row))
    return by_project


_COLUMNS = (Project.id, Project.key, Project.title, Project.state, Project.place, Project.unit_id)


def _chosen(choice: Choice, today: date, *columns: Any) -> Select[Any]:
    """Return these columns of the public projects that fit a choice."""
    query = public_projects().with_only_columns(*columns)
    for column, wanted in (
        (Project.strategy_id, choice.strategy_id),
        (Project.main_field, choice.field),
        (Project.unit_id, choice.unit_id),
        (Project.place, choice.place),
        (Project.kind, choice.kind),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if choice.late:
        query = query.where(_is_late(today))
    for pattern in like_patterns(choice.folded):
        query = query.where(Project.folded.like(pattern, escape="\\"))
    return query


def _is_late(today: date) -> ColumnElement[bool]:
    """The condition that `schedule.progress` finds a delay; it reads the columns that were derived
    when the milestone was written."""
    late = select(Milestone.id).where(
        Milestone.project_id == Project.id, or_(Milestone.shifted, Milestone.due_on < today)
    )
    return and_(Project.state.not_in([state.value for state in OVER]), late.exists())


def _facets() -> Facets:
    def distinct(kind: str, text: Any, number: Any) -> Select[Any]:
        columns = (literal(kind).label("kind"), text.label("text"), number.label("number"))
        return public_projects().with_only_columns(*columns).distinct()

    no_text, no_number = null().cast(String), null().cast(Integer)
    counted_by_strategy = (
        public_projects()
        .with_only_columns(literal("strategy"), func.count().cast(String), Project.strategy_id)
        .group_by(Project.strategy_id)
    )
    everything = union_all(
        distinct("field", Project.main_field, Project.strategy_id),
        distinct("unit", no_text, Project.unit_id),
        distinct("place", Project.place, no_number),
        counted_by_strategy,
    ).subquery()
    query = select(everything).order_by(everything.c.kind, everything.c.text, everything.c.number)
    rows = db.session.execute(query).all()
    return Facets(
        strategies=tuple(row.number for row in rows if row.kind == "strategy"),
        sizes={row.number: int(row.text) for row in rows if row.kind == "strategy"},
        units=tuple(row.number for row in rows if row.kind == "unit" and row.number),
        fields=tuple((row.number, row.text) for row in rows if row.kind == "field" and row.text),
        places=tuple(row.text for row in rows if row.kind == "place" and row.text),
    )
