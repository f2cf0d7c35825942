"""A published result as a version cites it, written by hand."""

from __future__ import annotations

from typing import Any

from participation.extensions import db
from participation.strategy import queries, service_versions
from participation.strategy.models import Strategy
from participation.strategy.rules_versions import frame_digest
from tests.strategy.making import BY


def cited(strategy: Strategy, **values: Any) -> dict[str, Any]:
    """A citation of a round on the strategy as it is edited now; education is withheld."""
    nothing = {"share": None, "low": None, "high": None, "n": None}
    no_interval = {"low": None, "high": None}
    return {
        "round": "ideas",
        "round_title": {"de": "Auftakt", "en": "Kick-off"},
        "version": 1,
        "digest": "0" * 64,
        "frame": frame_digest(queries.frame_of(strategy)),
        "n": 100,
        "ballots": {"de": "100 Gewichtungen", "en": "100 ballots"},
        "measure": {"de": "Mittlerer Anteil", "en": "Mean share"},
        "caveat": {"de": "Sie stehen nicht für alle.", "en": "They do not stand for all."},
        "fields": [
            {"key": "mobility", "share": 0.512, "low": 0.41, "high": 0.61, "n": 98},
            {"key": "energy", "share": 0.26, "low": 0.17, "high": 0.35, "n": 97},
            {"key": "education", **nothing, "withheld": {"de": "unter 10 Antworten"}},
        ],
        "goals": [{"key": "mobility-1", "field": "mobility", "share": 0.7, "n": 40, **no_interval}],
    } | values


def cite(strategy: Strategy, *citations: dict[str, Any]) -> None:
    """Let the draft cite these results."""
    service_versions.set_citations(strategy.slug, citations, **BY)
    db.session.commit()
