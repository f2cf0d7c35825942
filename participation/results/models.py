"""Snapshots: a result, made once, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, UTCDateTime
from participation.rounds.models import Round


class Snapshot(Base):
    """An immutable result of a round: method, seed, digest of the inputs, and every table that page
    and files show."""

    __tablename__ = "snapshots"
    __table_args__ = (Index("uq_snapshots_round_id_number", "round_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    ballots: Mapped[int]
    inputs_digest: Mapped[str] = mapped_column(String(64))
    software: Mapped[str] = mapped_column(String(40))
    seed: Mapped[str] = mapped_column(String(64))
    method: Mapped[dict[str, Any]]
    tables: Mapped[dict[str, Any]]
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by: Mapped[str | None] = mapped_column(String(120))
    # Of the bundle's bytes, which are made and kept when the version is published.
    bundle_sha256: Mapped[str | None] = mapped_column(String(64))

    round: Mapped[Round] = relationship(lazy="select")


class SnapshotPart(Base):
    """A compressed piece of something large that belongs to a snapshot: ballot rows,
    commitments, the bundle."""

    __tablename__ = "snapshot_parts"

    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class VersionGuard(Base):
    """What stays of every version of a result that anyone could read, staff included, without its
    figures, so that no later one can be subtracted from it: `disclosure.versions`."""

    __tablename__ = "version_guards"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    # Compressed rows of a mark, a cell and a count, sorted by the mark, which is random-looking.
    marks: Mapped[bytes] = mapped_column(LargeBinary)


@event.listens_for(Snapshot, "before_update")
def _never_changed(_mapper: Any, _connection: Any, snapshot: Snapshot) -> None:
    """A result can be published and nothing else: what was shown once must be the same in two
    years."""
    changed = {
        attribute.key for attribute in inspect(snapshot).attrs if attribute.history.has_changes()
    }
    if changed - {"published_at", "published_by", "bundle_sha256"}:
        raise RuntimeError(f"a snapshot is never changed: {sorted(changed)}")
