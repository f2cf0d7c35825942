"""The strategy as staff edit it; a published round owns a copy and does not read these tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, Translated, UTCDateTime
from participation.strategy.rules import KEY_LENGTH


class Strategy(Base):
    """A strategy of the city."""

    __tablename__ = "strategies"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    title: Mapped[Translated]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Guideline(Base):
    """A guideline, in the order set."""

    __tablename__ = "guidelines"
    __table_args__ = (Index("uq_guidelines_strategy_id_key", "strategy_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    title: Mapped[Translated]
    text: Mapped[Translated]
    position: Mapped[int]


class ActionField(Base):
    """An action field, in the order set."""

    __tablename__ = "action_fields"
    __table_args__ = (Index("uq_action_fields_strategy_id_key", "strategy_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    title: Mapped[Translated]
    text: Mapped[Translated]
    position: Mapped[int]


class Goal(Base):
    """A goal of an action field, in the order set. Keys are unique within the strategy."""

    __tablename__ = "goals"
    __table_args__ = (Index("uq_goals_field_id_key", "field_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("action_fields.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    title: Mapped[Translated]
    text: Mapped[Translated]
    position: Mapped[int]


class DeletedItem(Base):
    """A guideline, action field or goal that was deleted, kept so that it can be brought back.

    A field's document holds the goals that went with it. A row stays after the item was brought
    back; `restored_at` says when that was.
    """

    __tablename__ = "deleted_items"
    __table_args__ = (
        Index("ix_deleted_items_strategy_id", "strategy_id"),
        CheckConstraint("kind in ('guideline', 'field', 'goal')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    field_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    position: Mapped[int]
    document: Mapped[dict[str, Any]]
    deleted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_by: Mapped[str] = mapped_column(String(120))
    restored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
