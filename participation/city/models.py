"""The city's own settings, its legal pages and its units."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.city.rules import UNIT_KEY_LENGTH
from participation.extensions import Base, Translated, UTCDateTime


class CitySettings(Base):
    """One row: what staff set about the city."""

    __tablename__ = "city_settings"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(120))
    accent: Mapped[str] = mapped_column(String(7), default="#0b5394")
    sender: Mapped[str] = mapped_column(String(254), default="")
    # Where weaknesses of this installation are reported: an address or a page.
    security_contact: Mapped[str] = mapped_column(String(254), default="")
    # Key of the licence under which data may be used again; empty: none chosen, so no catalogue.
    open_licence: Mapped[str] = mapped_column(String(20), default="", server_default="")
    # Who answers questions about the data: an address or a page.
    open_contact: Mapped[str] = mapped_column(String(254), default="", server_default="")
    # The municipality's official key: eight digits, or the twelve of the regional key.
    region_key: Mapped[str] = mapped_column(String(12), default="", server_default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None] = mapped_column(String(30))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class LegalVersion(Base):
    """One version of a legal page; the newest one of a page is shown, none is ever changed."""

    __tablename__ = "legal_versions"
    __table_args__ = (Index("uq_legal_versions_page_number", "page", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]
    text: Mapped[Translated]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")


class Unit(Base):
    """A unit of the administration. Public pages name units, never the people who work there."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(UNIT_KEY_LENGTH), unique=True)
    title: Mapped[Translated]
    # How residents reach it, as plain text.
    contact: Mapped[str] = mapped_column(Text, default="")
    # A unit that is switched off is offered for nothing new; what it did keeps its name.
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
