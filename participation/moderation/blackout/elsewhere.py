"""Where a passage stands that is blacked out of an idea and stays: other ideas, such as a copy, and
what higher rungs publish."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from participation.extensions import db
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import READABLE_STATES, like_patterns
from participation.kernel.text import fold
from participation.moderation.blackout.matching import spans

MOST = 20
_JOINED = re.compile(r"s[st]+|f[filt]+", re.IGNORECASE)
"""Letters that can be one: ß, and the ligatures in what was copied from elsewhere."""
LOOKED_AT = 500
"""More rows that have the words of a passage apart are not asked whether they have the passage."""


@dataclass(frozen=True)
class Quote:
    """A public text that a passage stands in: what it is, its page, and what its page is called."""

    what: str
    url: str
    title: str


Quoting = Callable[[Idea, Collection[str]], list[Quote]]


def init_quoting(app: Flask, quoting: Quoting) -> None:
    """Keep the function that finds passages of an idea in what higher rungs publish."""
    app.extensions["quoting_ideas"] = quoting


def quoted(idea: Idea, passages: Collection[str]) -> list[Quote]:
    """Return the public texts, of other things than ideas, in which passages stand."""
    found: list[Quote] = current_app.extensions["quoting_ideas"](idea, passages)
    return found


def also_in(idea: Idea, passages: Collection[str]) -> list[Idea]:
    """Return up to `MOST` other ideas that have or had one of the passages, by their ids: of the
    round, and of other rounds those that everybody can read."""
    if not passages:
        return []
    others = (
        Idea.id != idea.id,
        or_(Idea.round_id == idea.round_id, Idea.state.in_(READABLE_STATES)),
    )
    ids = {found for found, text in _texts(others, passages) if spans(text, passages)}
    query = select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id).limit(MOST)
    return list(db.session.scalars(query))


def _texts(
    others: tuple[ColumnElement[bool], ...], passages: Collection[str]
) -> Iterator[tuple[int, str]]:
    folded = [
        and_(*(Idea.folded.like(each, escape="\\") for each in like_patterns(fold(passage))))
        for passage in passages
    ]
    now = select(Idea.id, Idea.title, Idea.text).where(*others, or_(*folded)).order_by(Idea.id)
    said = select(IdeaVersion.idea_id, IdeaVersion.title, IdeaVersion.text)
    said = said.join(Idea, Idea.id == IdeaVersion.idea_id).where(
        *others, or_(may_have(IdeaVersion.title, passages), may_have(IdeaVersion.text, passages))
    )
    for query in (now, said.order_by(IdeaVersion.id)):
        for idea_id, title, text in db.session.execute(query.limit(LOOKED_AT)):
            yield idea_id, f"{title}\n{text}"


def may_have(column: Any, passages: Collection[str]) -> ColumnElement[bool]:
    """Return a condition that every text with one of the passages fulfils: it has the longest part
    of it that has one spelling alone, which both databases compare in any case."""
    plain = (re.findall(r"[A-Za-z0-9]+", _JOINED.sub(" ", passage)) for passage in passages)
    words = [max(found, key=len, default="") for found in plain]
    return or_(*(cast(column, String).ilike(f"%{word}%") for word in words))
