"""The city's list of words that are marked, and whether an idea has marks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea


class MarkedWords(Base):
    """One row: the words, one a line, as they were typed."""

    __tablename__ = "marked_words"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    words: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(120))


class IdeaMarks(Base):
    """Whether an idea that waits has marks, as it was looked at: it holds for that version of the
    idea, that version of the list of words, and that release, whose patterns were used."""

    __tablename__ = "idea_marks"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey(Idea.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    words_version: Mapped[int]
    release: Mapped[str] = mapped_column(String(40))
    marked: Mapped[bool]
