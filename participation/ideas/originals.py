"""What ideas said before something in them was blacked out: encrypted, for one role and the author,
until its time is over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from participation.extensions import db
from participation.ideas.models import Idea, IdeaOriginal
from participation.kernel.clock import Clock
from participation.kernel.crypto import decrypt, encrypt_without_time, fernet_key
from participation.keyring.queries import key_file
from participation.web.statements import affected_rows
from participation.web.transactions import begin_write

PURPOSE = "original of an idea"
STILL_KEPT = IdeaOriginal.sealed.is_not(None)


@dataclass(frozen=True)
class Original:
    """What an idea said."""

    title: str
    text: str


def seal(original: Original) -> str:
    """Return what an idea said as the table keeps it."""
    return encrypt_without_time(_key(), json.dumps([original.title, original.text]))


def opened(row: IdeaOriginal) -> Original | None:
    """Return what an idea said, None when that is deleted."""
    return Original(*json.loads(decrypt(_key(), row.sealed))) if row.sealed else None


def of_idea(idea_id: int) -> list[IdeaOriginal]:
    """Return each time something in an idea was blacked out, oldest first."""
    query = select(IdeaOriginal).where(IdeaOriginal.idea_id == idea_id)
    return list(db.session.scalars(query.order_by(IdeaOriginal.id)))


def kept_of(idea_id: int) -> IdeaOriginal | None:
    """Return the original of an idea that is kept longest, None when none is kept."""
    query = select(IdeaOriginal).where(IdeaOriginal.idea_id == idea_id, STILL_KEPT)
    return db.session.scalar(query.order_by(IdeaOriginal.id.desc()).limit(1))


def ask_deletion(idea_id: int, clock: Clock) -> bool:
    """Note that somebody wants the originals of an idea deleted at once; tell whether that is
    new."""
    begin_write()
    asked = update(IdeaOriginal).where(
        IdeaOriginal.idea_id == idea_id, STILL_KEPT, IdeaOriginal.asked_at.is_(None)
    )
    done = asked.values(asked_at=clock.now()).execution_options(synchronize_session=False)
    count = affected_rows(db.session.execute(done))
    db.session.expire_all()
    return count > 0


def delete(*which: ColumnElement[bool]) -> int:
    """Delete the chosen texts inside the present transaction; return how many there were. That
    something was blacked out stays."""
    gone = update(IdeaOriginal).where(STILL_KEPT, *which).values(sealed=None)
    done = db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expire_all()
    return affected_rows(done)


def delete_of(account_id: int) -> None:
    """Delete the texts of an account's ideas."""
    delete(IdeaOriginal.idea_id.in_(select(Idea.id).where(Idea.author_id == account_id)))


def data_of(account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the originals of an account's ideas as JSON values by the idea's number, oldest
    first."""
    query = (
        select(IdeaOriginal, Idea)
        .join(Idea, Idea.id == IdeaOriginal.idea_id)
        .where(Idea.author_id == account_id)
        .order_by(IdeaOriginal.id)
    )
    listed: dict[str, list[dict[str, Any]]] = {}
    for row, idea in db.session.execute(query):
        original = opened(row)
        listed.setdefault(idea.number, []).append(
            {
                "version": row.version,
                "blacked_out_at": row.at.isoformat(),
                "facts": row.facts,
                "title": original.title if original else None,
                "text": original.text if original else None,
                "kept_until": row.delete_after.isoformat() if original else None,
                "deletion_asked_at": _iso(row.asked_at),
            }
        )
    return listed


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _key() -> bytes:
    return fernet_key(key_file().address_key, PURPOSE)
