"""Putting back what was blacked out of an idea, where a complaint about that is upheld."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm.attributes import flag_modified

from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import IdeaOriginal
from participation.ideas.originals import Original
from participation.ideas.rules import Content
from participation.ideas.service import folded
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.keyring import service as keyring
from participation.moderation.blackout.rules import only_blacked_out
from participation.moderation.service import lock_idea

HELD = N_(
    "Diese Idee bleibt unverändert, bis geklärt ist, ob jemand in Gefahr ist. Entscheiden Sie"
    " danach."
)
NOT_ANY_MORE = N_(
    "Die frühere Fassung lässt sich nicht mehr einsetzen: Sie ist gelöscht, oder die Idee hat sich"
    " geändert."
)


def possible(row: IdeaOriginal) -> bool:
    """Tell whether an idea can say again what it said before: that is kept, nothing was blacked out
    later, and the idea differs from it by nothing else."""
    return _before(row) is not None


def _before(row: IdeaOriginal) -> Original | None:
    rows, idea = originals.of_idea(row.idea_id), row.idea
    before = originals.opened(row) if rows and rows[-1].id == row.id else None
    if before is None or not only_blacked_out(before.title, idea.title):
        return None
    return before if only_blacked_out(before.text, idea.text) else None


def put_back(row: IdeaOriginal, by: Account, version: int, clock: Clock) -> None:
    """Let an idea say again what it said before the last black-out. What went from texts beside it
    stays away. Raises Conflict where that cannot be done, Forbidden for one's own idea."""
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    idea = lock_idea(row.idea_id, by_hash, version)
    if idea.held_at is not None:
        raise Conflict(HELD)
    db.session.refresh(row)
    before = _before(row)
    if before is None:
        raise Conflict(NOT_ANY_MORE)
    keyring.note_putting_back(idea.token, since=row.at, clock=clock)
    idea.title, idea.text = before.title, before.text
    idea.folded = folded(Content(idea.title, idea.text, idea.field_key, idea.goal_key))
    flag_modified(idea, "title")
    originals.delete(IdeaOriginal.id == row.id)
    record(
        actor=actor,
        action="idea.redaction_lifted",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
    )
    for kept in ("pages", "counts"):
        current_app.extensions[kept].clear()
