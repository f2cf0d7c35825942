"""What ballots are called: choices are no weights."""

from __future__ import annotations

from flask_babel import ngettext

from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind
from participation.web.filters import number
from participation.web.translation import _


def ballot_noun(round_: Round) -> str:
    """Return what the round calls a ballot. German articles and pronouns fit both nouns."""
    return _("Auswahl") if _is_pick(round_) else _("Gewichtung")


def ballots_noun(*, pick: bool) -> str:
    """Return what many ballots are called."""
    return _("Stimmabgaben") if pick else _("Gewichtungen")


def ballots_noun_of(round_: Round) -> str:
    """Return what many ballots of the round are called."""
    return ballots_noun(pick=_is_pick(round_))


def ballots(n: int, *, pick: bool) -> str:
    """Return how many ballots there are, with the noun that fits what they are."""
    if pick:
        return str(ngettext("%(n)s Stimmabgabe", "%(n)s Stimmabgaben", n, n=number(n)))
    return str(ngettext("%(n)s Gewichtung", "%(n)s Gewichtungen", n, n=number(n)))


def ballots_of(n: int, round_: Round) -> str:
    """Return how many ballots of the round there are."""
    return ballots(n, pick=_is_pick(round_))


def _is_pick(round_: Round) -> bool:
    return round_.settings.instrument.kind is InstrumentKind.PICK
