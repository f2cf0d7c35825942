"""Reading the city's settings, legal pages and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import ColumnElement, func, literal, select, true

from participation.city.models import CitySettings, LegalVersion, Unit
from participation.city.rules import LegalPage, has_gaps
from participation.extensions import Translated, db
from participation.kernel.errors import N_, NotFound
from participation.kernel.licences import LICENCES, Licence
from participation.web.translation import _

DEFAULT_NAME = N_("Ihre Stadt")
DEFAULT_ACCENT = "#0b5394"
LEGAL_FOLDER = Path(__file__).parent / "legal"


@dataclass(frozen=True)
class City:
    """What pages and mails show of the city."""

    name: str = DEFAULT_NAME
    accent: str = DEFAULT_ACCENT
    sender: str = ""
    has_logo: bool = False
    stamp: str = "0"
    security_contact: str = ""
    # What of the rungs above there is to read for everybody, by the names given to init_public.
    public: frozenset[str] = frozenset()


def init_public(app: Flask, parts: Mapping[str, ColumnElement[bool]]) -> None:
    """Keep the conditions that tell whether the rungs above have anything for everybody to read:
    every page's menu asks, within the statement that it sends for the city anyway."""
    app.extensions["city_public"] = dict(parts)


def city() -> City:
    """Return the city's settings, defaults before any were made."""
    parts: dict[str, ColumnElement[bool]] = current_app.extensions["city_public"]
    columns = (
        CitySettings.name,
        CitySettings.accent,
        CitySettings.sender,
        CitySettings.logo_type,
        CitySettings.changed_at,
        CitySettings.security_contact,
    )
    # There is one row always, whether or not settings were made.
    one = select(literal(1).label("one")).subquery()
    asked = [condition.label(f"has_{name}") for name, condition in parts.items()]
    query = select(*columns, *asked).select_from(one.outerjoin(CitySettings, true()))
    row = db.session.execute(query).one()
    public = frozenset(name for name in parts if getattr(row, f"has_{name}"))
    if row.name is None:
        return City(_(DEFAULT_NAME), public=public)
    return City(
        row.name,
        row.accent,
        row.sender,
        row.logo_type is not None,
        str(int(row.changed_at.timestamp() * 1000)),
        row.security_contact,
        public,
    )


@dataclass(frozen=True)
class OpenData:
    """What the city says of its data as a whole: whose they are, under which licence they may be
    used again (None: none chosen), who answers questions, and the municipality's official key."""

    publisher: str
    licence: Licence | None = None
    contact: str = ""
    region_key: str = ""


def open_data() -> OpenData:
    """Return what the city says of its data."""
    row = db.session.get(CitySettings, 1)
    if row is None:
        return OpenData(_(DEFAULT_NAME))
    return OpenData(row.name, LICENCES.get(row.open_licence), row.open_contact, row.region_key)


def licence_chosen() -> ColumnElement[bool]:
    """Return the condition that data may be used again, so that there is a catalogue of them."""
    return select(CitySettings.id).where(CitySettings.open_licence.in_(LICENCES)).exists()


def logo() -> tuple[bytes, str] | None:
    """Return the logo's bytes and media type, or None."""
    row = db.session.execute(select(CitySettings.logo, CitySettings.logo_type)).first()
    return (row.logo, row.logo_type) if row and row.logo and row.logo_type else None


def legal_version(page: str) -> LegalVersion | None:
    """Return the newest version of a legal page, or None when it was never edited."""
    query = (
        select(LegalVersion)
        .where(LegalVersion.page == page)
        .order_by(LegalVersion.number.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def legal_versions(page: str) -> list[LegalVersion]:
    """Return all versions of a legal page, newest first."""
    query = (
        select(LegalVersion).where(LegalVersion.page == page).order_by(LegalVersion.number.desc())
    )
    return list(db.session.scalars(query))


def unfinished_legal_pages() -> list[LegalPage]:
    """Return the legal pages that were never written or whose German text still has something in
    it that the city has to fill in (one statement)."""
    newest = (
        select(LegalVersion.page, func.max(LegalVersion.number).label("number"))
        .group_by(LegalVersion.page)
        .subquery()
    )
    query = select(LegalVersion).join(
        newest,
        (LegalVersion.page == newest.c.page) & (LegalVersion.number == newest.c.number),
    )
    texts = {version.page: version.text for version in db.session.scalars(query)}
    return [page for page in LegalPage if has_gaps(texts.get(page.value, {}).get("de", ""))]


def skeleton(page: LegalPage) -> Translated:
    """Return the text that a page starts with, with what the city has to fill in in square
    brackets."""
    paths = sorted(LEGAL_FOLDER.glob(f"{page.value}.*.md"))
    return {path.suffixes[0][1:]: path.read_text("utf-8") for path in paths}


def units(*, active: bool | None = None) -> list[Unit]:
    """Return all units, or those that are switched on or off, in the order of their keys."""
    query = select(Unit).order_by(Unit.key)
    if active is not None:
        query = query.where(Unit.active.is_(active))
    return list(db.session.scalars(query))


def find_unit(key: str) -> Unit | None:
    """Return the unit with this key, switched off or not, or None."""
    return db.session.scalar(select(Unit).where(Unit.key == key))


def unit(key: str) -> Unit:
    """Return the unit with this key, switched off or not. Raises NotFound."""
    wanted = find_unit(key)
    if wanted is None:
        raise NotFound(N_("Diese Fachstelle gibt es nicht."))
    return wanted
