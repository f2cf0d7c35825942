"""Changing the city's list of words that are marked."""

from __future__ import annotations

from participation.audit.service import Actor, record
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.moderation.redaction.models import MarkedWords
from participation.moderation.redaction.rules import lines_of
from participation.web.transactions import begin_write

CHANGED = N_(
    "Jemand hat die Liste inzwischen geändert. Es wurde nichts überschrieben. Ihre Wörter stehen"
    " noch da; oben lesen Sie die gespeicherte Liste."
)


def save(typed: str, *, started_from: int, actor: Actor, clock: Clock) -> None:
    """Replace the list. The audit holds how many words it has, not which. Raises BadInput (field
    `words`), and Conflict when it changed since it was read."""
    words = lines_of(typed)
    session = begin_write()
    row = session.get(MarkedWords, 1, with_for_update=True, populate_existing=True)
    if (row.version if row else 0) != started_from:
        raise Conflict(CHANGED)
    row = row or MarkedWords(id=1, version=0)
    before = len(row.words.splitlines()) if row.words else 0
    row.words, row.version = "\n".join(words), row.version + 1
    row.changed_at, row.changed_by = clock.now(), actor.label
    session.add(row)
    record(
        actor=actor,
        action="words.changed",
        subject_kind="city",
        subject_id=1,
        clock=clock,
        before=before,
        after=len(words),
    )
    session.flush()
