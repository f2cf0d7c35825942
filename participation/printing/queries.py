"""Reading printed documents. Whoever asks for one has asked their own public query before, and says
what it has to be made from, so that one which says something else is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVarTuple, cast

from flask import current_app
from sqlalchemy import Row, Select, and_, select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.printing.models import PrintedDocument
from participation.printing.rules import Kept, Kind
from participation.web.filters import language

NO_DOCUMENT = N_(
    "Dieses PDF gibt es nicht. Öffnen Sie die Seite selbst: Dort steht, was es zu laden gibt."
)
Columns = TypeVarTuple("Columns")
_COLUMNS = (
    PrintedDocument.document_key,
    PrintedDocument.language,
    PrintedDocument.sha256,
    PrintedDocument.size,
    PrintedDocument.made_at,
)


def is_on() -> bool:
    """Tell whether documents are printed here."""
    return bool(current_app.config["PDF"])


def kept(kind: Kind, key: str, made_from: str) -> Kept | None:
    """Return the document in the reader's language if it is there; no statement where none is
    printed."""
    if not is_on():
        return None
    query = select(*_COLUMNS).where(
        PrintedDocument.kind == kind,
        PrintedDocument.document_key == key,
        PrintedDocument.language == language(),
        PrintedDocument.made_from == made_from,
        PrintedDocument.sha256.is_not(None),
    )
    row = db.session.execute(query).one_or_none()
    return _kept(row) if row else None


def newest_beside(
    query: Select[*Columns], kind: Kind, prefix: str
) -> tuple[tuple[*Columns] | None, Kept | None]:
    """Return the first row of a query, and of the documents in the reader's language whose key
    begins like this the one that was made last: one statement for both."""
    if not is_on():
        return db.session.execute(query.limit(1)).first(), None
    below = and_(
        PrintedDocument.kind == kind,
        PrintedDocument.document_key.startswith(prefix, autoescape=True),
        PrintedDocument.language == language(),
        PrintedDocument.sha256.is_not(None),
    )
    newest_first = (PrintedDocument.made_at.desc(), PrintedDocument.id.desc())
    both = query.add_columns(*_COLUMNS).outerjoin(PrintedDocument, below).order_by(*newest_first)
    row = db.session.execute(both.limit(1)).first()
    if row is None:
        return None, None
    values = tuple(row)
    asked_for, document = values[: -len(_COLUMNS)], values[-len(_COLUMNS) :]
    return cast("tuple[*Columns]", asked_for), _kept(document) if document[0] is not None else None


def content(kind: Kind, key: str, language: str, made_from: str) -> bytes:
    """Return the bytes of a document. Raises NotFound."""
    query = select(PrintedDocument.content).where(
        PrintedDocument.kind == kind,
        PrintedDocument.document_key == key,
        PrintedDocument.language == language,
        PrintedDocument.made_from == made_from,
    )
    found = db.session.scalar(query) if is_on() else None
    if found is None:
        raise NotFound(NO_DOCUMENT)
    return found


def keys(kind: Kind) -> set[str]:
    """Return the keys of the documents of a kind that are there or were asked for."""
    query = select(PrintedDocument.document_key).where(PrintedDocument.kind == kind)
    return set(db.session.scalars(query))


def rows() -> Sequence[Row[int, str, str, str, str]]:
    """Return id, kind, key, language and what it is made from of every document."""
    columns = (PrintedDocument.document_key, PrintedDocument.language, PrintedDocument.made_from)
    query = select(PrintedDocument.id, PrintedDocument.kind, *columns)
    return db.session.execute(query.order_by(PrintedDocument.id)).all()


def _kept(row: Sequence[Any]) -> Kept:
    key, in_language, sha256, size, made_at = row
    if sha256 is None or size is None or made_at is None:
        raise RuntimeError("a document that is there was made")
    return Kept(key, in_language, sha256, size, made_at)
