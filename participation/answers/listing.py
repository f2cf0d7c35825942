"""The list of a round's ideas with their answers, for planners and units: filters, pages, counts of
units."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from participation.answers.queries import (
    CHUNK,
    RESPONSIBLE,
    Current,
    Staged,
    public_ideas,
    with_answers,
)
from participation.answers.rules import INTERIM
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import parse_number
from participation.web.paging import Page

PER_PAGE = 50
NO_UNIT = "none"
"""Stands in the address for ideas that no unit answers."""


class Show(StrEnum):
    """Which ideas of a round are wanted."""

    ALL = "all"
    OPEN = "open"
    STAGED = "staged"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see of a round; `unit_id` 0 means ideas that no unit answers."""

    round_id: int
    show: Show = Show.ALL
    field_key: str | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class UnitCount:
    """How many ideas a unit answers (None: no unit), and how far it is."""

    unit_id: int | None
    total: int
    answered: int
    in_review: int
    staged: int

    @property
    def open(self) -> int:
        """How many have no published answer."""
        return self.total - self.answered


_answered = and_(Current.id.is_not(None), Current.status.not_in(INTERIM))
_SHOWN: dict[Show, tuple[ColumnElement[bool], ...]] = {
    Show.ALL: (),
    Show.OPEN: (or_(Current.id.is_(None), Current.status.in_(INTERIM)), Staged.id.is_(None)),
    Show.STAGED: (Staged.id.is_not(None),),
    Show.PUBLISHED: (Current.id.is_not(None),),
}


def page_of(choice: Choice, number: int) -> Page[Row[Any]]:
    """Return a page of public ideas in the order of their numbers: rows of id, year, title,
    field_key, published and staged status, and unit."""
    total = db.session.scalar(_chosen(select(func.count(Idea.id)), choice)) or 0
    query = _chosen(_rows(), choice).order_by(Idea.id)
    rows = db.session.execute(query.offset((number - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows, number, total, PER_PAGE)


def ideas_of(choice: Choice) -> Iterator[Row[Any]]:
    """Yield all chosen ideas in the order of their numbers, in chunks: rows like those of
    `page_of`."""
    last = 0
    while True:
        query = _chosen(_rows(), choice).where(Idea.id > last).order_by(Idea.id).limit(CHUNK)
        rows = db.session.execute(query).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1].id


def chosen(round_id: int, numbers: Collection[str]) -> Sequence[Row[Any]]:
    """Return the public ideas of a round with these numbers as rows like those of `page_of`; others
    are left out."""
    ids = [parsed[1] for parsed in map(parse_number, numbers) if parsed]
    query = with_answers(_rows()).where(*public_ideas(round_id), Idea.id.in_(ids))
    return db.session.execute(query.order_by(Idea.id)).all()


def unit_counts(round_id: int) -> list[UnitCount]:
    """Return how far each unit is with the answers of a round; ideas without a unit come last."""
    query = with_answers(
        select(
            RESPONSIBLE,
            func.count(Idea.id),
            func.count(Idea.id).filter(_answered),
            func.count(Idea.id).filter(Current.status.in_(INTERIM)),
            func.count(Staged.id),
        )
    )
    query = query.where(*public_ideas(round_id)).group_by(RESPONSIBLE)
    rows = db.session.execute(query.order_by(RESPONSIBLE.is_(None), RESPONSIBLE))
    return [UnitCount(*row) for row in rows]


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Idea.id,
        Idea.year,
        Idea.title,
        Idea.field_key,
        Current.status.label("published"),
        Staged.status.label("staged"),
        RESPONSIBLE.label("unit_id"),
    ).select_from(Idea)


def _chosen(query: Select[*tuple[Any, ...]], choice: Choice) -> Select[*tuple[Any, ...]]:
    query = with_answers(query).where(*public_ideas(choice.round_id), *_SHOWN[choice.show])
    if choice.field_key:
        query = query.where(Idea.field_key == choice.field_key)
    if choice.unit_id is not None:
        query = query.where(RESPONSIBLE.is_not_distinct_from(choice.unit_id or None))
    return query
