"""Reading what stood in an idea before something was blacked out, deleting it at once, and when its
time is over. Each reading and each deletion stands in the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import Idea, IdeaOriginal
from participation.ideas.originals import STILL_KEPT, Original
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.keyring.queries import ORIGINAL_DELETED
from participation.keyring.service import note_withdrawal
from participation.moderation.complaints.models import Complaint
from participation.web.transactions import begin_write

ORIGINAL_READ = "idea.original_read"
"""What the record calls each reading."""
HELD = N_(
    "Diese Idee bleibt unverändert, bis geklärt ist, ob jemand in Gefahr ist. Löschen Sie danach."
)


def read(idea_id: int, *, actor: Actor, clock: Clock) -> list[tuple[IdeaOriginal, Original]]:
    """Return what an idea said each time before something was blacked out, as far as that is kept,
    oldest first. The caller commits before it shows that, so that the record has it."""
    begin_write()
    idea = db.session.get_one(Idea, idea_id)
    found = [
        (row, original)
        for row in originals.of_idea(idea_id)
        if (original := originals.opened(row)) is not None
    ]
    if found:
        _record(ORIGINAL_READ, idea, actor, clock)
    return found


def note_asked(idea_id: int, *, actor: Actor, clock: Clock) -> None:
    """Note for a member of staff that somebody wants the originals of an idea deleted."""
    if originals.ask_deletion(idea_id, clock):
        idea = db.session.get_one(Idea, idea_id)
        _record("idea.original_deletion_asked", idea, actor, clock)


def delete_now(idea_id: int, *, actor: Actor, clock: Clock) -> int:
    """Delete everything that is kept of what an idea said before; return how many texts. Doing it
    twice changes nothing. Raises Conflict while somebody's life may be in danger."""
    begin_write()
    idea = db.session.scalars(select(Idea).where(Idea.id == idea_id).with_for_update()).one()
    if idea.held_at is not None:
        raise Conflict(HELD)
    count = originals.delete(IdeaOriginal.idea_id == idea_id)
    if count:
        note_withdrawal(ORIGINAL_DELETED, idea.token, clock=clock)
        _record("idea.original_deleted", idea, actor, clock)
    return count


def over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of originals, joined with their ideas, whose time is over: nothing is
    left to complain about, and nobody's life is in danger."""
    complained = exists().where(Complaint.idea_id == Idea.id, Complaint.decided_at.is_(None))
    return STILL_KEPT, IdeaOriginal.delete_after <= now, Idea.held_at.is_(None), ~complained


def delete_over(round_id: int, clock: Clock) -> int:
    """Delete a round's originals whose time is over; return how many."""
    begin_write()
    query = (
        select(IdeaOriginal.id, Idea.token)
        .join(Idea, Idea.id == IdeaOriginal.idea_id)
        .where(Idea.round_id == round_id, *over(clock.now()))
        .order_by(IdeaOriginal.id)
    )
    rows = db.session.execute(query).all()
    return originals.delete(IdeaOriginal.id.in_([row.id for row in rows]))


def _record(action: str, idea: Idea, actor: Actor, clock: Clock) -> None:
    record(actor=actor, action=action, subject_kind="idea", subject_id=idea.number, clock=clock)
