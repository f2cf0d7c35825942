"""Ideas as rows of a file, read in chunks so that the memory stays bounded however many there
are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, select
from sqlalchemy.orm import aliased

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.queries import ALL, PUBLIC, readable, support_shown
from participation.ideas.rules import State, number_of
from participation.rounds.models import Round
from participation.strategy.rules import Field, Frame, Goal
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
    "field_label",
    "goal_label",
    "merged_into",
    "remark",
)
CHUNK = 1000


def export_rows(round_: Round, *, public: bool, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the ideas of a round in the order of their numbers as tuples of COLUMNS, without their
    authors.

    The labels are the German titles of field and goal, empty without a goal. Text cells are text,
    `support` is an int, or None while the round does not show it; the two moments are aware and in
    UTC (`decided_at` may be None). `public` leaves out everything that not everybody may see. What
    went into another idea stays a row, with the number of that one in `merged_into`; as an idea of
    its own it is neither listed nor counted. `remark` is what the editors add for everybody.
    Chunks follow the primary key, so no cursor stays open.
    """
    into = aliased(Idea)
    went = case((Idea.state == State.MERGED, into.id))
    columns = [getattr(Idea, name) for name in _READ]
    columns += [went.label("into_id"), into.year.label("into_year")]
    round_id, last = round_.id, 0
    titles, with_support = _titles(round_.frame), support_shown(round_, now)
    # The address of an idea differs only in its number; building each through the router would take
    # most of the time.
    prefix, _, suffix = external_url("ideas.show", slug=round_.slug, number="0-0").rpartition("0-0")
    while True:
        query = (
            select(*columns)
            .outerjoin(into, into.id == Idea.merged_into_id)
            .where(Idea.round_id == round_id, readable(PUBLIC if public else ALL), Idea.id > last)
        )
        rows = db.session.execute(query.order_by(Idea.id).limit(CHUNK)).all()
        for row in rows:
            labels = (titles.get(row.field_key, ""), titles.get(row.goal_key, ""))
            merged_into = number_of(row.into_year, row.into_id) if row.into_id else ""
            yield (*_tuple(row, prefix, suffix, with_support), *labels, merged_into, row.remark)
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
    "remark",
)


def _titles(frame: Frame) -> dict[str, str]:
    """The German titles of fields and goals by key."""
    items: list[Field | Goal] = []
    for field in frame.fields:
        items += [field, *field.goals]
    return {item.key: item.title.get("de", "") for item in items}


def _tuple(row: Row[Any], prefix: str, suffix: str, with_support: bool) -> tuple[Any, ...]:
    number = number_of(row.year, row.id)
    moments = (row.submitted_at, row.decided_at)
    texts = (row.field_key, row.goal_key or "", row.title, row.text, row.state, row.reason or "")
    support = row.support if with_support else None
    return (number, *texts, support, *moments, row.channel, prefix + number + suffix)
