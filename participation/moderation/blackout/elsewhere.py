"""Other ideas of the round in which a passage stands, too: a copy, or a part that was split
off."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import like_patterns
from participation.kernel.text import fold
from participation.moderation.blackout.rules import spans

MOST = 20


def also_in(idea: Idea, passages: Collection[str]) -> list[Idea]:
    """Return up to `MOST` other ideas of the round that have one of the passages, by their ids."""
    folded = [
        and_(*(Idea.folded.like(each, escape="\\") for each in like_patterns(fold(passage))))
        for passage in passages
    ]
    if not folded:
        return []
    others = (Idea.round_id == idea.round_id, Idea.id != idea.id, or_(*folded))
    found = db.session.scalars(select(Idea).where(*others).order_by(Idea.id).limit(MOST * 5))
    verbatim = (each for each in found if spans(f"{each.title}\n{each.text}", passages))
    return list(verbatim)[:MOST]
