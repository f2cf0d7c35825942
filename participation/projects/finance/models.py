"""Sources of money, what they pay for which project, rates, costs and locks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, Translated, UTCDateTime
from participation.kernel.amounts import Unit
from participation.projects.finance.rules import (
    NOTE_LENGTH,
    PROGRAMME_LENGTH,
    LockKind,
    SourceKind,
    Stage,
)
from participation.projects.models import DATE_LENGTH
from participation.projects.rules import WORDING_LENGTH
from participation.strategy.rules import KEY_LENGTH

UNIT_LENGTH = 4


def _one_of(column: str, values: Iterable[StrEnum]) -> str:
    return f"{column} in ({', '.join(repr(value.value) for value in values)})"


class Source(Base):
    """A source of money of a strategy."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint(_one_of("kind", SourceKind), name="kind"),
        Index("uq_sources_strategy_id_key", "strategy_id", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    title: Mapped[Translated]
    kind: Mapped[str] = mapped_column(String(10))
    programme: Mapped[str] = mapped_column(String(PROGRAMME_LENGTH), default="")
    version: Mapped[int] = mapped_column(default=1)


class Approval(Base):
    """That a source pays a rate of a project's eligible costs, from when on, by which paper."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("rate between 0 and 10000", name="rate"),
        Index("ix_approvals_project_id", "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    # In basis points: 65 per cent are 6500.
    rate: Mapped[int]
    eligible_costs: Mapped[str] = mapped_column(Text)
    from_value: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    from_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"), index=True)


class FinanceLine(Base):
    """What a source pays for a project in a year (0: none given) at one stage. No row means that
    nothing was said, which is not zero."""

    __tablename__ = "finance_lines"
    __table_args__ = (
        CheckConstraint(_one_of("stage", Stage), name="stage"),
        CheckConstraint("cents >= 0", name="cents"),
        CheckConstraint(_one_of("unit_given", Unit), name="unit_given"),
        Index(
            "uq_finance_lines_project_id",
            "project_id",
            "source_id",
            "year",
            "stage",
            unique=True,
        ),
        Index("ix_finance_lines_source_id", "source_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    year: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(String(10))
    cents: Mapped[int] = mapped_column(BigInteger)
    unit_given: Mapped[str] = mapped_column(String(UNIT_LENGTH), default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    # Counts changes, so that of two planners the second notices.
    version: Mapped[int] = mapped_column(default=1)


class CostLine(Base):
    """What a project costs in a year (0: none given), whoever pays."""

    __tablename__ = "cost_lines"
    __table_args__ = (
        CheckConstraint("cents >= 0", name="cents"),
        CheckConstraint(_one_of("unit_given", Unit), name="unit_given"),
        Index("ix_cost_lines_project_id", "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(NOTE_LENGTH))
    year: Mapped[int] = mapped_column(default=0)
    cents: Mapped[int] = mapped_column(BigInteger)
    unit_given: Mapped[str] = mapped_column(String(UNIT_LENGTH), default="")


class LockEvent(Base):
    """That money of a source was locked for a year, released, or that its lock was corrected; an
    unknown amount (null) is all of it. Written once."""

    __tablename__ = "lock_events"
    __table_args__ = (
        CheckConstraint(_one_of("kind", LockKind), name="kind"),
        CheckConstraint("cents >= 0", name="cents"),
        Index("ix_lock_events_source_id", "source_id", "year", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The form's random token: a second submission of the same form finds the first.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    year: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10))
    cents: Mapped[int | None] = mapped_column(BigInteger)
    unit_given: Mapped[str] = mapped_column(String(UNIT_LENGTH), default="")
    reason: Mapped[str] = mapped_column(Text)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(120))


class FinanceUpload(Base):
    """A file that a planner has handed in and not confirmed yet; one a person and strategy."""

    __tablename__ = "finance_uploads"
    __table_args__ = (
        Index("uq_finance_uploads_strategy_id", "strategy_id", "account_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    # Empty for a file that names the stage of each line.
    stage: Mapped[str] = mapped_column(String(10))
    # Whether projects, places and sources that are missing are added.
    add_missing: Mapped[bool]
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)


def _never(_mapper: Any, _connection: Any, row: LockEvent) -> None:
    raise RuntimeError(f"a recorded row stays as it is: {row.__tablename__}")


event.listen(LockEvent, "before_update", _never)
event.listen(LockEvent, "before_delete", _never)
