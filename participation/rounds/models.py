"""Rounds, their logged deviations, and who agreed to take part."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, Translated, UTCDateTime
from participation.rounds.configuration.serialisation import from_column, to_column
from participation.rounds.configuration.settings import Settings
from participation.rounds.rules import (
    SLUG_LENGTH,
    Audience,
    Origin,
    Window,
    key_destroyed_on,
    last_closing,
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
        CheckConstraint("origin in ('city', 'trial', 'demo')", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Names the round's key in the key file; never reused, unlike an id.
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    origin: Mapped[str] = mapped_column(String(10), default=Origin.CITY.value)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    ideas_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ideas_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    weights_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    weights_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    audience: Mapped[str] = mapped_column(
        String(14), default=Audience.RESIDENTS.value, server_default=Audience.RESIDENTS.value
    )
    # Everything else that is set about the round, by `serialisation.to_column`.
    settings_document: Mapped[dict[str, Any]]
    # False for a round that was published before a time could be promised: its rules say nothing.
    promises_time: Mapped[bool] = mapped_column(default=True, server_default=true())
    preview_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A stopped round ended early: its open windows closed then, those still to come are gone.
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # From then on its ballots are destroyed unread, as its rules say of a round that is stopped.
    ballots_discarded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A round that is withdrawn before it opens is not published any more; a notice stands there.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    frame_document: Mapped[dict[str, Any] | None]
    # As large as the frame and shown on two pages only.
    rules_document: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    rules_hash: Mapped[str | None] = mapped_column(String(64))
    results_published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    key_destroyed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the pages that the rewritten ballots had freed were cleared, after the key's end.
    ballots_vacuumed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    strategy: Mapped[Strategy] = relationship(lazy="select")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read once by SQLAlchemy)

    @property
    def promised_days(self) -> int | None:
        """Within how many working days the round says in public that ideas are decided on."""
        return self.settings.moderation_days if self.promises_time else None

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
    def settings(self) -> Settings:
        """Everything that is set about the round, its slug and windows included."""
        columns = (self.slug, self.ideas_window, self.weights_window, self.audience)
        document = self.settings_document
        # A page asks for it dozens of times; it is parsed anew only when the row was read anew.
        parsed = self.__dict__.get("parsed_settings")
        if parsed is None or parsed[0] is not document or parsed[1] != columns:
            names = ("slug", "ideas", "weights", "audience")
            settings = from_column(Settings, document, **dict(zip(names, columns, strict=True)))
            parsed = self.__dict__["parsed_settings"] = (document, columns, settings)
        value: Settings = parsed[2]
        return value

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.slug, self.audience = settings.slug, settings.audience
        self.ideas_opens_at, self.ideas_closes_at = settings.ideas.opens, settings.ideas.closes
        self.weights_opens_at = settings.weights.opens
        self.weights_closes_at = settings.weights.closes
        document = to_column(settings)
        if document != self.settings_document:
            self.settings_document = document

    @property
    def is_named(self) -> bool:
        """Whether organisations weight in it, by name; it has no key then and no secret ballots."""
        return self.audience == Audience.ORGANISATIONS

    @property
    def key_due(self) -> datetime | None:
        """When the round's key is due to be destroyed, whether or not a result is published.

        The record of an earlier round ends, for its key, at the earliest when it was created here:
        its ballots are still to be brought in. A round of organisations has no key. Nothing waits
        where nothing is counted any more: ballots that are destroyed unread, a withdrawn round.
        """
        if self.is_named:
            return None
        if at_once := self.ballots_discarded_at or self.withdrawn_at:
            return at_once
        closing = last_closing(self.windows)
        return key_destroyed_on(
            self.results_published_at,
            max(closing, self.created_at) if closing else None,
            after_days=self.settings.destroy_key_after_days,
            backstop_days=self.settings.key_backstop_days,
        )

    @property
    def result_expected_at(self) -> datetime | None:
        """When the result appears by itself, as long as one is still to come."""
        if self.results_published_at or self.ballots_discarded_at or self.weights_window.absent:
            return None
        return self.settings.publish_results_at

    @property
    def title(self) -> Translated:
        """The title, which nearly every page shows."""
        return self.settings.title

    @property
    def timezone(self) -> str:
        """The name of the time zone in which the round's times are shown."""
        return self.settings.timezone

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


class RoundStep(Base):
    """When a step of setting a round up was saved last."""

    __tablename__ = "round_steps"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)


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
