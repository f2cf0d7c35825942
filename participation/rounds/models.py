"""Rounds, their logged deviations, and who agreed to take part."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, Translated, UTCDateTime
from participation.rounds.rules import (
    SLUG_LENGTH,
    GoalRules,
    Instrument,
    InstrumentKind,
    Thresholds,
    Window,
)
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame, from_document


class Round(Base):
    """A participation round. From publication on it owns `frame` and `rules`; they stand when the
    first window opens."""

    __tablename__ = "rounds"
    __table_args__ = (
        CheckConstraint(
            "(ideas_opens_at IS NULL) = (ideas_closes_at IS NULL)", name="ideas_window_whole"
        ),
        CheckConstraint(
            "(weights_opens_at IS NULL) = (weights_closes_at IS NULL)", name="weights_window_whole"
        ),
        CheckConstraint("ideas_closes_at > ideas_opens_at", name="ideas_window_forward"),
        CheckConstraint("weights_closes_at > weights_opens_at", name="weights_window_forward"),
        CheckConstraint("instrument_kind in ('points', 'pick')", name="instrument_kind"),
        CheckConstraint("moderation in ('hold', 'publish')", name="moderation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Names the round's key in the key file; never reused, unlike an id.
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    title: Mapped[Translated]
    description: Mapped[Translated]
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Berlin")
    ideas_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ideas_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    weights_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    weights_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    instrument_kind: Mapped[str] = mapped_column(String(10), default="points")
    instrument_total: Mapped[int] = mapped_column(default=20)
    instrument_k: Mapped[int] = mapped_column(default=3)
    instrument_exactly: Mapped[bool] = mapped_column(default=True)
    no_opinion: Mapped[bool] = mapped_column(default=False)
    # The second level; goals_points is None when only fields are weighted.
    goals_points: Mapped[int | None]
    goals_top: Mapped[int] = mapped_column(default=3)
    goals_drawn: Mapped[int] = mapped_column(default=1)
    moderation: Mapped[str] = mapped_column(String(10), default="hold")
    participation: Mapped[list[str]]
    declaration: Mapped[Translated]
    # No default here: SQLAlchemy would put it in place of None, which means that there is no
    # minimum age.
    minimum_age: Mapped[int | None]
    # {"unit": {de, en}, "address": …, "telephone": …, "email": …}
    contact: Mapped[dict[str, Any]]
    # {"before": {de, en}, "during": …, "after": …}
    texts: Mapped[dict[str, Any]]
    # [{"key", "title", "classes": [{"key", "title", "share"}]}]
    questions: Mapped[list[Any]] = mapped_column(default=list)
    publish_ballots: Mapped[bool] = mapped_column(default=False)
    publish_results_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    destroy_key_after_days: Mapped[int] = mapped_column(default=30)
    thresholds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    preview_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    frame_document: Mapped[dict[str, Any] | None]
    # As large as the frame and shown on two pages only.
    rules_document: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    rules_hash: Mapped[str | None] = mapped_column(String(64))
    results_published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    key_destroyed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    strategy: Mapped[Strategy] = relationship(lazy="select")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read once by SQLAlchemy)

    @property
    def ideas_window(self) -> Window:
        """When ideas may be submitted."""
        return Window(self.ideas_opens_at, self.ideas_closes_at)

    @property
    def weights_window(self) -> Window:
        """When ballots may be cast."""
        return Window(self.weights_opens_at, self.weights_closes_at)

    @property
    def windows(self) -> tuple[Window, Window]:
        """Both windows."""
        return self.ideas_window, self.weights_window

    @property
    def instrument(self) -> Instrument:
        """How the fields are weighted."""
        kind = InstrumentKind(self.instrument_kind)
        return Instrument(kind, self.instrument_total, self.instrument_k, self.instrument_exactly)

    @property
    def goal_rules(self) -> GoalRules | None:
        """How the goals are weighted, None when they are not."""
        return (
            GoalRules(self.goals_points, self.goals_top, self.goals_drawn)
            if self.goals_points
            else None
        )

    @property
    def limits(self) -> Thresholds:
        """The thresholds of this round, the published defaults where it stores none."""
        return Thresholds(**self.thresholds)

    @property
    def frame(self) -> Frame:
        """The round's own copy of the strategy. Raises RuntimeError before publication (see
        `rounds.queries.frame_of`)."""
        document = self.frame_document
        if document is None:
            raise RuntimeError("an unpublished round has no frame of its own yet")
        # A page asks for it a dozen times; it is built anew only when the document was read anew.
        built = self.__dict__.get("built_frame")
        if built is None or built[0] is not document:
            built = self.__dict__["built_frame"] = (document, from_document(document))
        frame: Frame = built[1]
        return frame


class Deviation(Base):
    """A logged departure from the fixed rules: an extended window, late paper, a batch set
    aside."""

    __tablename__ = "deviations"
    __table_args__ = (Index("ix_deviations_round_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]]


class Participation(Base):
    """That an account agreed to take part in a round: which consent text, the self-declaration, the
    age."""

    __tablename__ = "participations"
    __table_args__ = (
        Index("uq_participations_round_id_account_id", "round_id", "account_id", unique=True),
        {"sqlite_with_rowid": False},
    )

    # Random, so that neither a number nor the place of a row tells in which order people joined.
    key: Mapped[bytes] = mapped_column(
        LargeBinary(16), primary_key=True, default=lambda: secrets.token_bytes(16)
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_hash: Mapped[str] = mapped_column(String(64))
    # Both name the day alone (its beginning in the round's zone).
    consented_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declared: Mapped[bool]
    of_age: Mapped[bool]
    # Asks for a mail when the result is there; belongs to the account, not to a ballot.
    wants_results: Mapped[bool] = mapped_column(default=False)
