"""Looking ideas up by words that somebody typed, near matches included."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, true

from participation.ideas.models import Idea
from participation.ideas.rules import SEARCH_LENGTH, SEARCH_WORDS, like_patterns
from participation.ideas.similar.index import says
from participation.ideas.similar.lexicon import STOP
from participation.ideas.similar.words import WORD, near


def finds(folded: str) -> ColumnElement[bool]:
    """Return the condition that an idea says all words of a folded search, or about the same.

    Words that say nothing count only where there are no others; what is too short to be near
    anything has to stand there as it was typed.
    """
    words = WORD.findall(folded[:SEARCH_LENGTH])[:SEARCH_WORDS]
    ways = [each for each in map(near, words) if each]
    if not ways:
        patterns = like_patterns(folded)
        return and_(true(), *(Idea.folded.like(pattern, escape="\\") for pattern in patterns))
    short = [word for word in words if word not in STOP and not near(word)]
    return and_(says(ways), *(Idea.folded.like(f"%{word}%") for word in short))
