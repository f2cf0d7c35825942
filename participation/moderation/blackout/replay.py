"""Blacking out again, and deleting originals again, when an older backup has taken the database's
place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import Idea, IdeaOriginal
from participation.kernel.journal import Entry
from participation.keyring import queries as keyring
from participation.keyring.queries import erased_mark
from participation.moderation.blackout.places import EARLIER_NOTE, places, sources, values_of
from participation.moderation.blackout.rules import passages_at
from participation.moderation.blackout.service import known_by, write
from participation.web.transactions import begin_write

CHUNK = 1000
PutBack = dict[str, list[tuple[datetime, datetime]]]


def returned() -> list[int]:
    """Return the ids of ideas in which something stands again that the journal knows to be blacked
    out."""
    entries = keyring.erased(keyring.PASSAGE_REDACTED)
    put_back = keyring.put_back() if entries else {}
    found = set[int]()
    for source in sources() if entries else ():
        for name in source.columns:
            if name == EARLIER_NOTE:
                continue
            column = getattr(source.model, name)
            query = select(Idea.id, Idea.token, column).where(source.of_idea == Idea.id)
            rows = db.session.execute(query.execution_options(yield_per=CHUNK))
            found |= {
                row[0]
                for row in rows
                if row[2]
                and (entry := entries.get(erased_mark("idea", row[1], row[2])))
                and not _stands_again(row[1], entry, put_back)
            }
    return sorted(found)


def _stands_again(token: str, entry: Entry, put_back: PutBack) -> bool:
    """Tell whether what was blacked out then was put back into the idea with this token."""
    spans = put_back.get(erased_mark(token), []) if put_back else []
    return any(since <= entry.at <= until for since, until in spans)


def black_out_again(idea_id: int) -> None:
    """Black out again, everywhere, what the journal knows to be blacked out in an idea, as of then;
    the original is kept unless that was deleted since."""
    entries = keyring.erased(keyring.PASSAGE_REDACTED)
    put_back = keyring.put_back()
    session = begin_write()
    idea = session.scalars(select(Idea).where(Idea.id == idea_id).with_for_update()).one()
    deleted = keyring.erased(keyring.ORIGINAL_DELETED).get(erased_mark(idea.token))
    while True:
        values = values_of(idea)
        known = [
            (entry, value)
            for _row, _column, _kind, token, value in values
            if (entry := entries.get(erased_mark(*known_by(token, value))))
            and not _stands_again(idea.token, entry, put_back)
        ]
        passages = {text for entry, value in known for text in passages_at(value, entry.detail)}
        chosen = places(values, passages)
        if not chosen:
            return
        at = max(entry.at for entry, _value in known)
        write(idea, chosen, passages, SHELL, at, keep=deleted is None or deleted.at < at)


def delete_again() -> int:
    """Delete again the originals that the journal knows to be deleted; return how many."""
    entries = keyring.erased(keyring.ORIGINAL_DELETED)
    if not entries:
        return 0
    begin_write()
    rows = select(IdeaOriginal.id, IdeaOriginal.at, Idea.token).join(IdeaOriginal.idea)
    chosen = [
        row.id
        for row in db.session.execute(rows.where(originals.STILL_KEPT))
        if (entry := entries.get(erased_mark(row.token))) and row.at <= entry.at
    ]
    return originals.delete(IdeaOriginal.id.in_(chosen))
