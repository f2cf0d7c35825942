"""How bodies voted."""

from __future__ import annotations

from participation.api.resources.values import Shape
from participation.council import rules


class Votes(Shape):
    """How a body voted: counted, in words, or both; a count that is not known is null."""

    in_favour: int | None
    against: int | None
    abstained: int | None
    wording: str


def votes(given: rules.Votes) -> Votes | None:
    """Return how a body voted, None where nothing is known of it."""
    if not given.known:
        return None
    return Votes(
        in_favour=given.in_favour,
        against=given.against,
        abstained=given.abstained,
        wording=given.wording,
    )
