"""Counts of many features in one statement: what waits for somebody, by round and unit.

A page that shows what is due everywhere would otherwise send a statement for each kind of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    String,
    cast,
    literal,
    null,
    type_coerce,
    union_all,
)

from participation.extensions import UTCDateTime, db


@dataclass(frozen=True)
class Count:
    """How many, of which round and unit, where they have one, and since when the oldest."""

    round_id: int | None
    unit_id: int | None
    number: int
    since: datetime | None


def columns(
    number: ColumnElement[Any],
    *,
    round_id: Any = None,
    unit_id: Any = None,
    since: Any = None,
) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a query that `counts` can put together with others."""
    return (
        (cast(null(), Integer) if round_id is None else round_id).label("round_id"),
        (cast(null(), Integer) if unit_id is None else unit_id).label("unit_id"),
        number.label("number"),
        type_coerce(
            cast(null(), DateTime(timezone=True)) if since is None else since, UTCDateTime
        ).label("since"),
    )


def counts(queries: Mapping[str, Select[Any]]) -> dict[str, list[Count]]:
    """Return what each query counts, by its name; rows that count nothing are left out."""
    found: dict[str, list[Count]] = {name: [] for name in queries}
    if not queries:
        return found
    named = [
        query.add_columns(literal(name, String).label("name")) for name, query in queries.items()
    ]
    whole = union_all(*named).subquery()
    order = (whole.c.name, whole.c.round_id, whole.c.unit_id, whole.c.since)
    for row in db.session.execute(whole.select().order_by(*order)):
        if row.number:
            found[row.name].append(Count(row.round_id, row.unit_id, int(row.number), row.since))
    return found
