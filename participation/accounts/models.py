"""People and the links they sign in with."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.accounts.permissions import STAFF, Role
from participation.extensions import Base, UTCDateTime


class Account(Base, UserMixin):  # type: ignore[misc]
    """A resident or a member of staff. The address is encrypted and found again by a keyed hash.

    One address can belong to one resident and to one staff account; they are signed in to apart.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_is_staff_address_hash", "is_staff", "address_hash", unique=True),
        CheckConstraint("role in ('resident', 'moderator', 'planner', 'admin')", name="role"),
        CheckConstraint("is_staff = (role <> 'resident')", name="is_staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    is_staff: Mapped[bool]
    address: Mapped[str] = mapped_column(Text)
    address_hash: Mapped[str] = mapped_column(String(64))
    # A resident's public name; a member of staff has a display name that is shown to staff only.
    pseudonym: Mapped[str | None] = mapped_column(String(40))
    pseudonym_folded: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5), default="de")
    # Part of the session's id: changing it signs out everywhere.
    session_token: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_last_step: Mapped[int | None]
    recovery_hashes: Mapped[list[str]] = mapped_column(default=list)

    def get_id(self) -> str:
        """Return what the session keeps: the id and the token that ends sessions when it
        changes."""
        return f"{self.id}|{self.session_token}"

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    @property
    def role_(self) -> Role:
        """The role as its enum."""
        return Role(self.role)

    @property
    def label(self) -> str:
        """What staff and the audit record call this account; never an address."""
        if self.role_ in STAFF:
            return self.name or f"{self.role} {self.id}"
        return self.pseudonym or f"#{self.id}"


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
    """Failed tries of a staff sign-in per address, whether or not an account has it, so that both
    answer the same."""

    __tablename__ = "sign_in_failures"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
