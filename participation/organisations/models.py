"""Organisations, their members, and what waits: invitations and applications half made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime
from participation.organisations.rules import (
    COMPARED_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    OrganisationKind,
    OrganisationState,
)

APPROVED = text("state = 'approved'")


class Organisation(Base):
    """An organisation that asked to take part. Only once it is approved does anybody but its
    members and staff hear of it."""

    __tablename__ = "organisations"
    __table_args__ = (
        # Among those that wait a name may stand twice: else whoever is first could keep the real
        # one out, and anybody could try out which names have applied.
        Index(
            "uq_organisations_approved_name",
            "compared_name",
            unique=True,
            sqlite_where=APPROVED,
            postgresql_where=APPROVED,
        ),
        Index("ix_organisations_state", "state", "applied_at"),
        CheckConstraint(
            f"kind in ({', '.join(repr(each.value) for each in OrganisationKind)})", name="kind"
        ),
        CheckConstraint(
            f"state in ({', '.join(repr(each.value) for each in OrganisationState)})", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Random until the approval, made of the name from then on.
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    compared_name: Mapped[str] = mapped_column(String(COMPARED_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    # Whom staff may ask: encrypted like addresses, empty once the organisation has left.
    contact: Mapped[str] = mapped_column(Text, default="")
    # Why it was refused, or why staff ended that it takes part.
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OrganisationMember(Base):
    """A resident account that acts for an organisation; whoever applied is the first one."""

    __tablename__ = "organisation_members"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class OrganisationInvitation(Base):
    """A mailed link that makes the owner of one address a member. Only the token's hash is kept;
    the address goes when the invitation ends, its hash when nothing is counted by it any more."""

    __tablename__ = "organisation_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str | None] = mapped_column(Text)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Accepted, taken back, or replaced by a newer one.
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OrganisationDraft(Base):
    """An application that waits for the person to come back with a sign-in link, encrypted."""

    __tablename__ = "organisation_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
