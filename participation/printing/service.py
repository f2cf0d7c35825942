"""Printed documents as rows that are worked off: what is wanted, the next one due, what became of
it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select, update

from participation.kernel.clock import Clock
from participation.printing import queries
from participation.printing.models import PrintedDocument
from participation.printing.rules import MOST_TRIES, PAUSE, Kind
from participation.web.statements import insert_once
from participation.web.transactions import begin_write


@dataclass(frozen=True)
class Claimed:
    """A document that is to be made now."""

    id: int
    kind: str
    key: str
    language: str
    made_from: str


def plan(wanted: Mapping[tuple[str, str], str], clock: Clock) -> int:
    """Keep a row for every document that there should be, and none for any other. Returns how many
    rows were added or changed.

    What is wanted is made from something else since, or not wanted any more, loses its bytes here.
    """
    languages = list(current_app.config["LANGUAGES"])
    missing = {
        (kind, key, language): mark
        for (kind, key), mark in wanted.items()
        for language in languages
    }
    gone: list[int] = []
    changed: dict[int, str] = {}
    for id_, kind, key, language, mark in queries.rows():
        now = missing.pop((kind, key, language), None)
        if now is None:
            gone.append(id_)
        elif now != mark:
            changed[id_] = now
    if not (gone or changed or missing):
        return 0
    session = begin_write()
    due = {"tries": 0, "due_at": clock.now()}
    if gone:
        session.execute(delete(PrintedDocument).where(PrintedDocument.id.in_(gone)))
    for id_, mark in changed.items():
        anew = {"made_from": mark, "content": None, "sha256": None, "size": None, "made_at": None}
        row = update(PrintedDocument).where(PrintedDocument.id == id_)
        session.execute(row.values(**anew, **due))
    for (kind, key, language), mark in missing.items():
        name = {"kind": kind, "document_key": key, "language": language}
        insert_once(PrintedDocument, name | due | {"made_from": mark})
    return len(changed) + len(missing)


def claim(clock: Clock) -> Claimed | None:
    """Take the next document that is to be made, so that no second worker makes it too; None when
    nothing is due. Whoever dies with one leaves a row that comes due again."""
    session = begin_write()
    now = clock.now()
    query = (
        select(PrintedDocument)
        .where(
            PrintedDocument.sha256.is_(None),
            PrintedDocument.tries < MOST_TRIES,
            PrintedDocument.due_at <= now,
        )
        .order_by(PrintedDocument.due_at, PrintedDocument.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.scalar(query)
    if row is None:
        return None
    row.tries += 1
    row.due_at = now + PAUSE
    session.flush()
    return Claimed(row.id, row.kind, row.document_key, row.language, row.made_from)


def keep(claimed: Claimed, content: bytes, clock: Clock) -> bool:
    """Keep a document that was made, unless it was forgotten or something else is wanted since;
    tell whether it is kept."""
    statement = update(PrintedDocument).where(
        PrintedDocument.id == claimed.id,
        PrintedDocument.made_from == claimed.made_from,
        PrintedDocument.sha256.is_(None),
    )
    values = {
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "made_at": clock.now(),
    }
    kept = begin_write().execute(statement.values(**values).returning(PrintedDocument.id))
    return kept.first() is not None


def give_up(claimed: Claimed) -> None:
    """Try a document no more until something else is wanted of it."""
    row = update(PrintedDocument).where(PrintedDocument.id == claimed.id)
    begin_write().execute(row.values(tries=MOST_TRIES))


def forget(kind: Kind, key: str) -> None:
    """Delete a document in all languages within the transaction that hides or blacks out what it
    says; it is made anew if there still should be one."""
    begin_write().execute(
        delete(PrintedDocument).where(
            PrintedDocument.kind == kind, PrintedDocument.document_key == key
        )
    )
