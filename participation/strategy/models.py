"""The strategy as staff edit it; a published round owns a copy and does not read these tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import JSON

from participation.extensions import Base, Translated, UTCDateTime
from participation.strategy.rules import KEY_LENGTH
from participation.strategy.rules_versions import State, may_become


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


class StrategyVersion(Base):
    """A version of a strategy. A draft's content is the tables above; opening the consultation
    writes `document` and `digest`, and the listeners below refuse any change from then on.

    `based_on_id` is the version that the draft was begun from, None for the first one; lineage is
    told against it. `frame_digest` is that of the document's frame, by which rounds are matched.
    """

    __tablename__ = "strategy_versions"
    __table_args__ = (
        Index("uq_strategy_versions_strategy_id_number", "strategy_id", "number", unique=True),
        Index(
            "uq_strategy_versions_draft",
            "strategy_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_strategy_versions_adopted",
            "strategy_id",
            unique=True,
            sqlite_where=text("state = 'adopted'"),
            postgresql_where=text("state = 'adopted'"),
        ),
        Index("ix_strategy_versions_frame_digest", "frame_digest"),
        CheckConstraint(
            "state in ('draft', 'consultation', 'adopted', 'superseded', 'withdrawn')", name="state"
        ),
        CheckConstraint("(state = 'draft') = (digest is null)", name="digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), active_history=True)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("strategy_versions.id"))
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str | None] = mapped_column(String(64))
    frame_digest: Mapped[str | None] = mapped_column(String(64))
    preface: Mapped[Translated] = mapped_column(default=dict)
    concept: Mapped[Translated] = mapped_column(default=dict)
    # Results of rounds that the version cites, as plain values that were published by then.
    citations: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    consultation_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the decision was recorded; the day of the decision stands in the council's ledger.
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")


class StrategyLineage(Base):
    """What became of a key from the version that a version was begun from: renamed, split or
    merged."""

    __tablename__ = "strategy_lineage"
    __table_args__ = (
        Index(
            "uq_strategy_lineage_version_id_from_key_to_key",
            "version_id",
            "from_key",
            "to_key",
            unique=True,
        ),
        CheckConstraint("kind in ('renamed', 'split', 'merged')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("strategy_versions.id", ondelete="CASCADE"), active_history=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    from_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    to_key: Mapped[str] = mapped_column(String(KEY_LENGTH))


_MAY_CHANGE = {"state", "consultation_at", "decided_at", "withdrawn_at", "withdrawn_reason"}
"""What of a version may be written once it is no draft; its states follow `NEXT`."""


@event.listens_for(StrategyVersion, "before_update")
def _never_changed(_mapper: Any, _connection: Connection, version: StrategyVersion) -> None:
    """What was put forward must read the same in ten years."""
    histories = {attribute.key: attribute.history for attribute in inspect(version).attrs}
    changed = {key for key, history in histories.items() if history.has_changes()}
    (before,) = list(histories["state"].deleted) or [version.state]
    if before != State.DRAFT and changed - _MAY_CHANGE:
        raise RuntimeError(f"only a draft may be changed: {sorted(changed - _MAY_CHANGE)}")
    if before != version.state and not may_become(before, State(version.state)):
        raise RuntimeError(f"a version never goes from {before} to {version.state}")


@event.listens_for(StrategyVersion, "before_delete")
def _never_deleted(_mapper: Any, _connection: Connection, version: StrategyVersion) -> None:
    if version.state != State.DRAFT:
        raise RuntimeError("only a draft may be deleted")


@event.listens_for(StrategyLineage, "before_insert")
@event.listens_for(StrategyLineage, "before_update")
@event.listens_for(StrategyLineage, "before_delete")
def _lineage_stands(_mapper: Any, connection: Connection, line: StrategyLineage) -> None:
    history = inspect(line).attrs.version_id.history
    versions = {line.version_id, *history.deleted}
    states = connection.scalars(
        select(StrategyVersion.state).where(StrategyVersion.id.in_(versions))
    ).all()
    if set(states) - {State.DRAFT}:
        raise RuntimeError("the lineage of a version that is no draft is never changed")


@event.listens_for(Session, "do_orm_execute")
def _no_bulk(execution: ORMExecuteState) -> None:
    """Statements that change rows without loading them would pass by the listeners above."""
    if execution.is_update or execution.is_delete or execution.is_insert:
        table = getattr(execution.statement, "table", None)
        if table in (StrategyVersion.__table__, StrategyLineage.__table__):
            raise RuntimeError(f"{table} is changed row by row only")
