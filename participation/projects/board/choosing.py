"""What a reader of the board asks for, from an address."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from participation.city.models import Unit
from participation.ideas.rules import SEARCH_LENGTH
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.kernel.text import clean_line, fold
from participation.projects import wording
from participation.projects.board.queries import Choice, Facets, StrategyFacet
from participation.web.filters import DEFAULT_ZONE

NO_CHOICE = N_("Danach kann die Liste nicht gefiltert werden. Beginnen Sie mit allen Projekten.")


def today() -> date:
    """Return the day it is in the city."""
    return clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def one_of(raw: str | None, known: Container[str]) -> str | None:
    """Return what an address asks for, None for nothing. Raises NotFound for anything unknown."""
    if not raw:
        return None
    if raw not in known:
        raise NotFound(NO_CHOICE)
    return raw


def choice_of(
    asked: Mapping[str, str],
    facets: Facets,
    strategies: Mapping[int, StrategyFacet],
    units: Mapping[int, Unit],
) -> Choice:
    """Return what the address asks for. Raises NotFound for anything that nobody can choose."""
    ids = {facet.slug: strategy_id for strategy_id, facet in strategies.items()}
    unit_ids = {units[number].key: number for number in facets.units if number in units}
    slug = one_of(asked.get("strategy"), ids)
    unit = one_of(asked.get("unit"), unit_ids)
    return Choice(
        strategy_id=ids[slug] if slug else None,
        field=one_of(asked.get("field"), [key for _id, key in facets.fields]),
        unit_id=unit_ids[unit] if unit else None,
        place=one_of(asked.get("place"), facets.places),
        kind=one_of(asked.get("kind"), wording.kind_names()),
        late=one_of(asked.get("late"), ["1"]) is not None,
        folded=fold(clean_line(asked.get("q"))[:SEARCH_LENGTH]),
    )
