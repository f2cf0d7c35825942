"""The public list of ideas: filter, search, order, pages. As fast with 100,000 ideas as with 200,
searching aside.

Ids are found in an index that holds everything the order needs, and only the twenty rows of the
page are read whole. The random order is a fixed random place for each idea; the day sets where the
circle begins, so a page is at most two stretches of the index. How many there are is counted at
most once in ten seconds per process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.queries import PUBLIC, visible
from participation.ideas.rules import Sort, like_patterns
from participation.organisations.models import Organisation
from participation.web.cache import counted
from participation.web.paging import PER_PAGE, Page

EXCERPT = 240


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see of a round; `start` is where the random order begins today
    (`rules.day_start`)."""

    round_id: int
    sort: Sort
    start: int
    field_key: str | None = None
    folded: str = ""


def page_of(choice: Choice, number: int, total: int | None = None) -> Page[Row[Any]]:
    """Return a page of published ideas: rows of id, year, title, excerpt, field_key, support,
    published_at and organisation. `total` is how many there are where that is known."""
    page = ids_of(choice, number, total)
    return Page(_rows(page.items) if page.items else [], number, page.total)


def ids_of(
    choice: Choice, number: int, total: int | None = None, *, per_page: int = PER_PAGE
) -> Page[int]:
    """Return the ids of a page of published ideas, in their order."""
    total = _total(choice) if total is None else total
    offset = (number - 1) * per_page
    if offset >= total:
        return Page([], number, total, per_page)
    select_ids = _random_ids if choice.sort is Sort.RANDOM else _ids
    return Page(select_ids(choice, offset, per_page), number, total, per_page)


def field_counts(round_id: int) -> dict[str, int]:
    """Return how many published ideas each field has; fields without any are missing."""

    def count() -> dict[str, int]:
        query = select(Idea.field_key, func.count()).where(
            Idea.round_id == round_id, visible(PUBLIC)
        )
        rows = db.session.execute(query.group_by(Idea.field_key).order_by(Idea.field_key))
        return {row[0]: row[1] for row in rows}

    return counted(("fields", round_id), count)


def _conditions(choice: Choice) -> list[ColumnElement[bool]]:
    conditions = [Idea.round_id == choice.round_id, visible(PUBLIC)]
    if choice.field_key:
        conditions.append(Idea.field_key == choice.field_key)
    conditions += [
        Idea.folded.like(pattern, escape="\\") for pattern in like_patterns(choice.folded)
    ]
    return conditions


def _total(choice: Choice) -> int:
    def count() -> int:
        return (
            db.session.scalar(select(func.count()).select_from(Idea).where(*_conditions(choice)))
            or 0
        )

    # Searches differ from reader to reader; keeping their counts would only fill the memory.
    return (
        count() if choice.folded else counted(("total", choice.round_id, choice.field_key), count)
    )


def _ids(choice: Choice, offset: int, limit: int) -> list[int]:
    order = (
        (Idea.id.desc(),) if choice.sort is Sort.NEWEST else (Idea.support.desc(), Idea.id.desc())
    )
    query = select(Idea.id).where(*_conditions(choice)).order_by(*order)
    return list(db.session.scalars(query.offset(offset).limit(limit)))


def _random_ids(choice: Choice, offset: int, limit: int) -> list[int]:
    query = select(Idea.id).where(*_conditions(choice)).order_by(Idea.shuffle, Idea.id)
    later, earlier = (
        query.where(Idea.shuffle >= choice.start),
        query.where(Idea.shuffle < choice.start),
    )
    ids = list(db.session.scalars(later.offset(offset).limit(limit)))
    if len(ids) == limit:
        return ids
    skip = 0
    if offset and not ids:
        counted = (
            select(func.count())
            .select_from(Idea)
            .where(*_conditions(choice), Idea.shuffle >= choice.start)
        )
        skip = max(0, offset - (db.session.scalar(counted) or 0))
    return ids + list(db.session.scalars(earlier.offset(skip).limit(limit - len(ids))))


def _rows(ids: Sequence[int]) -> list[Row[Any]]:
    columns = (Idea.id, Idea.year, Idea.title, Idea.field_key, Idea.support, Idea.published_at)
    excerpt = func.substr(Idea.text, 1, EXCERPT).label("excerpt")
    query = (
        select(*columns, excerpt, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Idea.organisation_id)
        .where(Idea.id.in_(ids))
    )
    rows = {row.id: row for row in db.session.execute(query)}
    return [rows[idea_id] for idea_id in ids if idea_id in rows]
