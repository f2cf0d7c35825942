"""What a round still needs before it can be published on a page."""

from __future__ import annotations

from participation.city import queries as city_queries
from participation.city.rules import LEGAL_TITLES
from participation.kernel.errors import N_, BadInput
from participation.rounds.configuration import readiness
from participation.rounds.models import Round
from participation.rounds.rules import Origin
from participation.web.translation import _

LEGAL = "legal."
"""What the `field` of a legal page begins with that is not filled in."""


def missing(round_: Round) -> list[BadInput]:
    """Return what is missing, in the order of the steps; `field` is the key of the round file, or
    names a legal page. A round that is only tried out needs no legal pages."""
    found = list(readiness.missing(round_.settings))
    if round_.origin != Origin.CITY:
        return found
    message = N_("Die Seite „%(page)s“ ist noch nicht ausgefüllt. Ergänzen Sie sie.")
    return found + [
        BadInput(message, field=f"{LEGAL}{page.value}", page=_(LEGAL_TITLES[page]))
        for page in city_queries.unfinished_legal_pages()
    ]
