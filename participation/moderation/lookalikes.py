"""What a moderator sees of ideas that may say the same, and what each leads to."""

from __future__ import annotations

from dataclasses import dataclass

from participation.ideas.models import Idea
from participation.ideas.rules import MERGEABLE_STATES, PUBLIC_STATES
from participation.ideas.similar.search import CERTAIN, FOR_STAFF, similar
from participation.ideas.similar.words import marked

SHOWN = 3
EXCERPT = 240
PLAIN = 0.4
"""From which score on a rejection names an idea beforehand: far above CERTAIN, because one key too
many must not name a wrong one."""

Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether both ideas have it."""


@dataclass(frozen=True)
class Lookalike:
    """An idea that may say the same; `certain` where it mostly does, `plain` where its number may
    be filled in beforehand, `merges` where the two can be merged."""

    idea: Idea
    title: Pieces
    text: Pieces
    certain: bool
    plain: bool
    merges: bool


def of(idea: Idea) -> list[Lookalike]:
    """Return the ideas of the same round that may say the same, most alike first."""
    found = similar(idea.title, idea.text, idea.round_id, SHOWN, states=FOR_STAFF, without=idea.id)
    return [
        Lookalike(
            each.idea,
            marked(each.idea.title, each.shared),
            marked(_excerpt(each.idea.text), each.shared),
            each.score >= CERTAIN,
            each.score >= PLAIN,
            each.idea.state in PUBLIC_STATES and idea.state in MERGEABLE_STATES,
        )
        for each in found
    ]


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(maxsplit=1)[0]} …"
