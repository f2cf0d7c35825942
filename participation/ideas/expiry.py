"""Taking the text of ideas away, and what is kept of a round's ideas for a time only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, not_, select, update

from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import (
    Idea,
    IdeaDraft,
    IdeaLineage,
    IdeaOriginal,
    IdeaVersion,
)
from participation.ideas.rules import TAKEN_AWAY, LineageKind, State
from participation.rounds.keeping import Expiring, Kept
from participation.rounds.models import Round
from participation.web.statements import affected_rows
from participation.web.transactions import begin_write

NEVER_SHOWN = (State.REJECTED.value, State.REMOVED.value, State.WITHDRAWN.value)
"""The states of ideas that nobody but author and staff can read, and that stay so."""
STILL_SAYS = and_(Idea.text != TAKEN_AWAY, Idea.held_at.is_(None))
"""What is kept because of a threat to somebody's life stays whole."""


def take_away(*which: ColumnElement[bool]) -> int:
    """Replace what the chosen ideas say, and said before, also as a part of another one, by a word
    that tells that it is gone; return how many. Number, state and decisions stay."""
    session = begin_write()
    chosen = list(session.scalars(select(Idea.id).where(STILL_SAYS, *which).with_for_update()))
    session.execute(delete(IdeaVersion).where(IdeaVersion.idea_id.in_(chosen)))
    session.execute(delete(IdeaVersion).where(_before_split(chosen)))
    originals.delete(IdeaOriginal.idea_id.in_(chosen))
    gone: dict[str, str | None] = {"title": TAKEN_AWAY, "text": TAKEN_AWAY, "folded": ""}
    gone |= {"remark": "", "remark_at": None}
    changed = update(Idea).where(Idea.id.in_(chosen)).values(version=Idea.version + 1, **gone)
    session.execute(changed.execution_options(synchronize_session=False))
    session.expire_all()
    return len(chosen)


def _before_split(parts: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition of versions that an idea had before one of these parts was split off
    from it, on whatever way."""
    split = IdeaLineage.kind == LineageKind.SPLIT
    columns = select(IdeaLineage.from_id, IdeaLineage.made_version)
    first = columns.where(split, IdeaLineage.into_id.in_(parts)).cte("origin", recursive=True)
    origin = first.union(columns.where(split, IdeaLineage.into_id == first.c.from_id))
    said_it = exists().where(
        origin.c.from_id == IdeaVersion.idea_id, origin.c.made_version > IdeaVersion.number
    )
    held = select(Idea.id).where(Idea.held_at.is_not(None))
    return and_(said_it, IdeaVersion.idea_id.not_in(held))


def _drafts(round_: Round) -> int:
    return affected_rows(
        db.session.execute(delete(IdeaDraft).where(IdeaDraft.round_id == round_.id))
    )


def expiring(*unless: ColumnElement[bool]) -> tuple[Expiring, ...]:
    """Return what is kept of ideas; a text stays for which one of these conditions holds."""
    goes = (Idea.state.in_(NEVER_SHOWN), *(not_(each) for each in unless))

    def texts(round_: Round) -> int:
        return take_away(Idea.round_id == round_.id, *goes)

    return (
        Expiring(Kept.DRAFTS, select(IdeaDraft.round_id), _drafts),
        Expiring(Kept.TEXTS, select(Idea.round_id).where(*goes, STILL_SAYS), texts),
    )
