"""Ideas as rows of a file, read in chunks so that the memory stays bounded however many there
are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.queries import ALL, PUBLIC, visible
from participation.ideas.rules import number_of
from participation.web.urls import external_url

COLUMNS = (
    "number",
    "field",
    "goal",
    "title",
    "text",
    "status",
    "reason",
    "support",
    "submitted_at",
    "decided_at",
    "channel",
    "url",
)
CHUNK = 1000


def export_rows(round_id: int, slug: str, *, public: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the ideas of a round in the order of their numbers as tuples of COLUMNS, without their
    authors.

    Text cells are text, `support` is an int, the two moments are aware and in UTC (`decided_at` may
    be None). `public` leaves out everything that not everybody may see. Chunks follow the primary
    key, so no cursor stays open.
    """
    columns = [getattr(Idea, name) for name in _READ]
    last = 0
    # The address of an idea differs only in its number; building each through the router would take
    # most of the time.
    prefix, _, suffix = external_url("ideas.show", slug=slug, number="0-0").rpartition("0-0")
    while True:
        query = select(*columns).where(
            Idea.round_id == round_id, visible(PUBLIC if public else ALL), Idea.id > last
        )
        rows = db.session.execute(query.order_by(Idea.id).limit(CHUNK)).all()
        yield from (_tuple(row, prefix, suffix) for row in rows)
        if len(rows) < CHUNK:
            return
        last = rows[-1].id


_READ = (
    "id",
    "year",
    "field_key",
    "goal_key",
    "title",
    "text",
    "state",
    "reason",
    "support",
    "submitted_at",
    "decided_at",
    "channel",
)


def _tuple(row: Row[Any], prefix: str, suffix: str) -> tuple[Any, ...]:
    number = number_of(row.year, row.id)
    moments = (row.submitted_at, row.decided_at)
    texts = (row.field_key, row.goal_key or "", row.title, row.text, row.state, row.reason or "")
    return (number, *texts, row.support, *moments, row.channel, prefix + number + suffix)
