"""People and the links they sign in with."""

from __future__ import annotations

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.permissions import Grant, Role
from participation.extensions import Base, UTCDateTime


class Account(Base, UserMixin):  # type: ignore[misc]
    """A resident or a member of staff. The address is encrypted and looked up by a keyed hash.

    One address can belong to one resident and to one staff account, each with its own sign-in.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_is_staff_address_hash", "is_staff", "address_hash", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_staff: Mapped[bool]
    address: Mapped[str] = mapped_column(Text)
    address_hash: Mapped[str] = mapped_column(String(64))
    # A resident's public name; staff have a display name that only staff see.
    pseudonym: Mapped[str | None] = mapped_column(String(40))
    pseudonym_folded: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5), default="de")
    # Part of the session's id: changing it signs out everywhere.
    session_token: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The month of the last sign-in, as its first day: enough to tell who was not here for long.
    seen_month: Mapped[date | None] = mapped_column(Date)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_last_step: Mapped[int | None]
    recovery_hashes: Mapped[list[str]] = mapped_column(default=list)
    roles: Mapped[list[AccountRole]] = relationship(
        order_by="AccountRole.id", cascade="all, delete-orphan", passive_deletes=True
    )

    def get_id(self) -> str:
        """Return what the session keeps: the id and the token that ends sessions when it
        changes."""
        return f"{self.id}|{self.session_token}"

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    @property
    def grants(self) -> frozenset[Grant]:
        """The roles of this account; a resident has no row for being one."""
        if not self.is_staff:
            return frozenset({Grant(Role.RESIDENT)})
        return frozenset(Grant(Role(row.role), row.round_id) for row in self.roles)

    @property
    def label(self) -> str:
        """What staff and the audit record call this account; never an address."""
        return (self.name if self.is_staff else self.pseudonym) or f"#{self.id}"


class AccountRole(Base):
    """A role of a staff account. Rounds stand above accounts, so the round is named by its bare
    id; NULL stands for all rounds."""

    __tablename__ = "account_roles"
    __table_args__ = (
        # NULLs never collide, so the role for all rounds needs an index of its own.
        Index(
            "uq_account_roles_all_rounds",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("round_id IS NULL"),
            postgresql_where=text("round_id IS NULL"),
        ),
        UniqueConstraint("account_id", "role", "round_id"),
        CheckConstraint(
            "role in ('moderator', 'planner', 'unit', 'head', 'privacy', 'auditor', 'admin')",
            name="role",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    round_id: Mapped[int | None]


class AccountUnit(Base):
    """A unit that a staff account of the role `unit` answers and reports for."""

    __tablename__ = "account_units"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SignInToken(Base):
    """A link that was mailed or printed: purpose, expiry, single use. Only the token's hash is
    kept."""

    __tablename__ = "sign_in_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    address: Mapped[str | None] = mapped_column(Text)
    address_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    next_path: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInFailure(Base):
    """Failed tries of a staff sign-in for an address from one source, whether or not an account has
    the address, so that both answer the same. The hash of both is keyed anew every day."""

    __tablename__ = "sign_in_failures"

    source_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    blocked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
