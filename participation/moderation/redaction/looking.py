"""Which ideas have marks, as it is kept for the queue. A row holds for the texts, words and
patterns that it was made with: where one of them has changed, nobody knows until the idea is looked
at again, and whoever asks gets those ideas, too, so that none is missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.version import VERSION
from participation.moderation.redaction.marks import marks
from participation.moderation.redaction.models import IdeaMarks, MarkedWords
from participation.moderation.redaction.queries import LISTED_WORDS
from participation.moderation.redaction.rules import folded
from participation.web.statements import insert_of
from participation.web.transactions import begin_write

IN_A_REQUEST = 100
AT_ONCE = 500
"""Ideas that are looked at together while nobody waits."""
WORDS_VERSION = func.coalesce(select(MarkedWords.version).scalar_subquery(), 0)


@dataclass(frozen=True)
class Look:
    """Whether an idea has marks, and by what that was found; the columns of `IdeaMarks`."""

    idea_id: int
    version: int
    words_version: int
    release: str
    marked: bool


def kept_for(idea_id: ColumnElement[int], version: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a row of `IdeaMarks` holds for this version of an idea."""
    return and_(
        IdeaMarks.idea_id == idea_id,
        IdeaMarks.version == version,
        IdeaMarks.words_version == WORDS_VERSION,
        IdeaMarks.release == VERSION,
    )


def _kept() -> ColumnElement[bool]:
    return kept_for(Idea.id.expression, Idea.version.expression)


def may_have_marks() -> ColumnElement[bool]:
    """Return the condition that an idea is not known to have none."""
    return ~exists().where(_kept(), IdeaMarks.marked.is_(False))


def look(*which: ColumnElement[bool], order: Sequence[Any], most: int) -> list[Look]:
    """Look at those of these ideas of which it is not kept whether they have marks, in this order.
    One statement, and nothing is written."""
    columns = (Idea.id, Idea.version, Idea.title, Idea.text, LISTED_WORDS, WORDS_VERSION)
    query = select(*columns).where(*which, ~exists().where(_kept())).order_by(*order)
    rows = db.session.execute(query.limit(most)).all()
    words = folded(rows[0][4] or "") if rows else frozenset[str]()
    return [
        Look(row[0], row[1], row[5], VERSION, any(marks(each, words) for each in row[2:4]))
        for row in rows
    ]


def keep(looks: Sequence[Look]) -> int:
    """Keep what was found, and return how many; an idea that somebody is changing now is left for
    the next time."""
    session = begin_write()
    ids = [each.idea_id for each in looks]
    free = select(Idea.id).where(Idea.id.in_(ids))
    there = set(session.scalars(free.with_for_update(read=True, key_share=True, skip_locked=True)))
    rows = [asdict(each) for each in looks if each.idea_id in there]
    if rows:
        insert = insert_of(IdeaMarks)
        names = ("version", "words_version", "release", "marked")
        values = {name: insert.excluded[name] for name in names}
        session.execute(insert.on_conflict_do_update(index_elements=["idea_id"], set_=values), rows)
    return len(rows)
