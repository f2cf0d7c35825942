"""Ideas, what they said when, what waits for a sign-in, and who supports them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.extensions import Base, UTCDateTime
from participation.ideas.rules import TITLE_LENGTH, LineageKind, State, number_of
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from participation.rounds.rules import SLUG_LENGTH
from participation.strategy.rules import KEY_LENGTH


class Idea(Base):
    """A resident's idea. Its public number is `year`-`id`; ids are never reused and may have
    gaps."""

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint(
            f"state in ({', '.join(repr(state.value) for state in State)})", name="state"
        ),
        Index("ix_ideas_number", "round_id", "id"),
        Index("ix_ideas_random", "round_id", "state", "shuffle", "id"),
        Index("ix_ideas_newest", "round_id", "state", "id"),
        Index("ix_ideas_supported", "round_id", "state", "support", "id"),
        Index("ix_ideas_field_random", "round_id", "field_key", "state", "shuffle", "id"),
        Index("ix_ideas_field_newest", "round_id", "field_key", "state", "id"),
        Index("ix_ideas_field_supported", "round_id", "field_key", "state", "support", "id"),
        Index("ix_ideas_waiting", "state", "submitted_at", "id"),
        Index("ix_ideas_decided", "decided_at", "id"),
        Index("ix_ideas_merged_into_id", "merged_into_id"),
        Index("ix_ideas_duplicate_of_id", "duplicate_of_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    # The form's random token: a second submission of the same form finds the first.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    # In whose name it was handed in, in a round of organisations.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(10))
    field_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    goal_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    # Title and text folded for searching (kernel.text.fold).
    folded: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Why it was rejected, as decided last; moderation.rules lists the codes.
    reason: Mapped[str | None] = mapped_column(String(30))
    # What the moderators wrote to the author with the last decision.
    note: Mapped[str] = mapped_column(Text, default="")
    # The author was asked to change it and has not done so yet.
    change_asked: Mapped[bool] = mapped_column(default=False)
    support: Mapped[int] = mapped_column(default=0)
    # Since when it is kept as it stands, because a report says that somebody's life is in danger;
    # until that is settled its author can neither withdraw it nor delete the account.
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What the editors add for everybody who reads the idea, and since when it says so.
    remark: Mapped[str] = mapped_column(Text, default="", server_default="")
    remark_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A random position, drawn once; each day's order starts at another place.
    shuffle: Mapped[int]
    # The idea that a merged one went into; it counts while the state is `merged`.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    # The idea that there was already, where that is why it was rejected or removed.
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))

    round: Mapped[Round] = relationship(lazy="select")
    author: Mapped[Account | None] = relationship(lazy="select")
    organisation: Mapped[Organisation | None] = relationship(lazy="select")
    duplicate_of: Mapped[Idea | None] = relationship(
        foreign_keys=[duplicate_of_id], remote_side=[id], lazy="select"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read once by SQLAlchemy)

    @property
    def number(self) -> str:
        """The public number, for instance 2026-00042."""
        return number_of(self.year, self.id)


class IdeaVersion(Base):
    """What an idea said up to an edit; decisions name the version they were made on."""

    __tablename__ = "idea_versions"
    __table_args__ = (Index("uq_idea_versions_idea_id_number", "idea_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    field_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    goal_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    # When it was replaced; `number` is the last version of the idea that said so.
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)


class IdeaOriginal(Base):
    """What an idea said before something in it was blacked out, encrypted; one row each time. The
    text goes when its time is over, or at once on request; that something was blacked out stays."""

    __tablename__ = "idea_originals"
    __table_args__ = (
        Index("uq_idea_originals_idea_id_version", "idea_id", "version", unique=True),
        Index("ix_idea_originals_delete_after", "delete_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # The version that said it.
    version: Mapped[int]
    # Title and text as `ideas.originals` seals them; NULL: deleted.
    sealed: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None]
    by_label: Mapped[str] = mapped_column(String(120))
    # When the time for complaints is over.
    delete_after: Mapped[datetime] = mapped_column(UTCDateTime)
    # Why, as the author was told; empty where the idea's own text stayed as it was.
    facts: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Since when somebody wants it deleted at once.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    idea: Mapped[Idea] = relationship(lazy="select")


class IdeaLineage(Base):
    """That an idea went into another one, or that another one was split off from it; one row each,
    kept when it is undone. What a split idea said before is one of its versions."""

    __tablename__ = "idea_lineage"
    __table_args__ = (
        CheckConstraint(
            f"kind in ({', '.join(repr(kind.value) for kind in LineageKind)})", name="kind"
        ),
        Index("ix_idea_lineage_from_id", "from_id", "id"),
        Index("ix_idea_lineage_into_id", "into_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    from_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    into_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None]
    by_label: Mapped[str] = mapped_column(String(120))
    # What undoing puts back: columns of `from` by name, moments as ISO text; no texts.
    before: Mapped[dict[str, Any]]
    # The versions that it made, of `from` and `into`; undoing needs that of `from` to stand.
    made_version: Mapped[int]
    part_version: Mapped[int | None]
    # The mails about it, which wait as long as a decision's mail.
    mail_ids: Mapped[list[Any]]
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(120))


class IdeaDraft(Base):
    """An unfinished idea that waits for the person's return with a sign-in link; deleted when used
    or after two weeks."""

    __tablename__ = "idea_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form_token: Mapped[str] = mapped_column(String(64))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    field_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    goal_key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class IdeaSupport(Base):
    """That an account supports an idea: once, and it can be taken back."""

    __tablename__ = "idea_supports"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class IdeaImport(Base):
    """The reference under which an idea came in from a file, with a digest of its content there."""

    __tablename__ = "idea_imports"
    __table_args__ = (Index("uq_idea_imports_round_id_ref", "round_id", "ref", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
