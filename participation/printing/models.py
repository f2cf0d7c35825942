"""Printed documents as rows: what is still to be made, and what was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime


class PrintedDocument(Base):
    """A document in one language; without content it is still to be made, at `due_at` at the
    earliest."""

    __tablename__ = "printed_documents"
    __table_args__ = (
        Index(
            "uq_printed_documents_kind_key_language",
            "kind",
            "document_key",
            "language",
            unique=True,
        ),
        CheckConstraint("(content is null) = (sha256 is null)", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    document_key: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(8))
    # Of what it says. What is asked for by another digest is not there.
    made_from: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    # Read only where a document is downloaded.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
