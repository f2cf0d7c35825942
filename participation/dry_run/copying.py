"""What a dry run is a copy of: the round's settings and frame, and what the city says of itself. No
person and nothing that residents wrote is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect

from participation.city.models import CitySettings, LegalVersion
from participation.city.queries import legal_version
from participation.city.rules import LegalPage
from participation.extensions import Base, db
from participation.rounds import queries as round_queries
from participation.rounds.configuration.settings import Settings
from participation.rounds.models import Round
from participation.strategy.rules import Frame
from participation.web.transactions import begin_write


@dataclass(frozen=True)
class Copy:
    """Plain values, apart from the database that they were read from."""

    strategy: str
    frame: Frame
    settings: Settings
    city: dict[str, Any] | None
    legal: tuple[dict[str, Any], ...]


def copy_of(round_: Round) -> Copy:
    """Return what a dry run of this round needs."""
    city = db.session.get(CitySettings, 1)
    pages = filter(None, (legal_version(page.value) for page in LegalPage))
    return Copy(
        round_.strategy.slug,
        round_queries.frame_of(round_),
        round_.settings,
        _values(city) if city else None,
        tuple(_values(page) | {"changed_by": ""} for page in pages),
    )


def paste_city(copied: Copy) -> None:
    """Let the present database say of the city what the other one does."""
    session = begin_write()
    if copied.city:
        session.add(CitySettings(**copied.city))
    session.add_all(LegalVersion(**page) for page in copied.legal)
    session.flush()


def _values(row: Base) -> dict[str, Any]:
    names = [attribute.key for attribute in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name != "id"}
