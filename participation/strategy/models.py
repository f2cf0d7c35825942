"""The strategy as staff edit it; a published round owns a copy and does not read these tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
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
