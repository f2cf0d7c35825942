"""Ideas that say the same as a text, most alike first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from flask import current_app

from participation.ideas.lineage import root_of
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, State
from participation.ideas.similar import index
from participation.ideas.similar.index import Probe
from participation.ideas.similar.scoring import (
    TITLE_COUNTS,
    Document,
    Likeness,
    Rarity,
    document,
    document_of,
    rarity_of,
    shared,
)
from participation.ideas.similar.words import surfaces
from participation.kernel.clock import clock
from participation.web.process_cache import ProcessCache

SAMPLE = 1000
"""From how many ideas of a round it is estimated how rare a feature is."""
KEPT_FOR = timedelta(minutes=10)
"""How long a process goes by the same estimate."""
CANDIDATES = 200
MOST_PROBES = 14
SHORTEST_PROBE = 3
"""Both indexes know words by three letters."""
MOST_ROWS = 2500
"""How many ideas the probes may find together, about, so that the time stays bounded."""
FEWEST_PROBES = 3
LIKELY = 0.12
"""From which score on an idea is shown as similar; below it three of four labelled ones would be
wrong."""
CERTAIN = 0.22
"""From which score on it mostly says the same: two of three labelled ones do."""
FOR_RESIDENTS = READABLE_STATES
FOR_STAFF = (State.PUBLISHED, State.MERGED, State.WAITING)


@dataclass(frozen=True)
class Similar:
    """An idea that may say the same, how alike it is from 0 to 1, and the features that both
    have."""

    idea: Idea
    score: float
    shared: frozenset[str]


def similar(
    title: str,
    text: str,
    round_id: int,
    limit: int = 3,
    *,
    states: tuple[State, ...] = FOR_RESIDENTS,
    without: int | None = None,
    least: float = LIKELY,
) -> list[Similar]:
    """Return up to `limit` ideas of a round that say the same as title and text.

    Everybody may see what comes of FOR_RESIDENTS; FOR_STAFF has what waits as well. `without` is
    the id of the idea that is compared. What was merged is told as the idea that it is found in.
    """
    query, rarity = document(title, text), rarity_in(round_id)
    likeness = Likeness(query, rarity)
    scored, into = [], dict[int | None, Idea]()
    for idea, target in index.candidates(round_id, states, probes_of(query, rarity), CANDIDATES):
        if idea.id == without:
            continue
        if target is not None:
            into[target.id] = target
        other = document_of(idea.folded)
        points = likeness.to(other)
        if points >= least:
            scored.append(Similar(idea, points, shared(query, other)))
    first = sorted(scored, key=lambda each: (-each.score, each.idea.id))[: limit * 3]
    families = _families(first, into)
    return [each for each in families if each.idea.id != without][:limit]


def _families(found: list[Similar], into: dict[int | None, Idea]) -> list[Similar]:
    """Return these, each family once, as the idea that it is found in."""
    told: dict[int, Similar] = {}
    for each in found:
        root = root_of(into.get(each.idea.merged_into_id, each.idea))
        told.setdefault(root.id, replace(each, idea=root))
    return list(told.values())


def rarity_in(round_id: int) -> Rarity:
    """Return how rare features are in a round, as this process estimated it of late."""
    cache: ProcessCache = current_app.extensions["counts"]
    key, now = ("similar", round_id), clock.now()
    kept = cache.get(key, now)
    if kept is None:
        kept = rarity_of(*index.sample(round_id, SAMPLE))
        cache.put(key, kept, now, now + KEPT_FOR)
    return cast("Rarity", kept)


def probes_of(query: Document, rarity: Rarity) -> list[Probe]:
    """Return what to look for: the rarest features first, as many as the budget allows."""
    worth = {
        feature: rarity.weights[feature] * (TITLE_COUNTS if feature in query.title else 1.0)
        for feature in query.features
    }
    probes: list[Probe] = []
    spent = 0.0
    for feature in sorted(worth, key=lambda each: (-worth[each], each)):
        pieces = tuple(each for each in surfaces(feature) if len(each) >= SHORTEST_PROBE)
        rows = rarity.expected(pieces)
        if not pieces or (len(probes) >= FEWEST_PROBES and spent + rows > MOST_ROWS):
            continue
        probes.append(Probe(pieces, worth[feature]))
        spent += rows
        if len(probes) == MOST_PROBES:
            break
    return probes
