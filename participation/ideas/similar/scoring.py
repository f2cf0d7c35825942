"""How alike two texts are: which features they share, each worth the more the rarer it is. Pure, so
that the order is the same on every database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from participation.ideas.similar.words import INSIDE, WORD, of_folded
from participation.kernel.text import fold

TITLE_COUNTS = 1.6
"""How much more a feature of a title counts."""
WITHIN_A_WORD = 0.8
"""How much a feature counts that the other text has only within a longer word."""
LENGTH = 0.7
"""How much the length of the other text counts against it; 1 would be the cosine of the two."""


PRIOR = 20
"""How many texts without a feature are added, so that a few texts do not make every word common."""


@dataclass(frozen=True)
class Document:
    """An idea as it is compared."""

    folded: str
    features: frozenset[str]
    title: frozenset[str]


def document(title: str, text: str) -> Document:
    """Return title and text as they are compared."""
    return document_of(fold(f"{title}\n{text}"))


def document_of(folded: str) -> Document:
    """Return what stands folded, the title on its first line, as it is compared."""
    return Document(folded, of_folded(folded), of_folded(folded.partition("\n")[0]))


@dataclass(frozen=True)
class Rarity:
    """How rare features are, by a sample of texts: in how many each is, and of the words that are
    in several, in how many each of these is, and all of them as lines of one string."""

    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    lines: str = ""
    whole: int = 0
    weights: dict[str, float] = field(init=False, compare=False)
    """How much each feature counts, reckoned when it is first asked for."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", _Weights(self.size, self.counts))

    def expected(self, pieces: Sequence[str]) -> float:
        """In how many of the whole one of these pieces of words may be."""
        if not self.size:
            return 0.0
        found = sum(self.words[word] for word in set(self._with(pieces)))
        return min((found + 0.5) / self.size, 1.0) * self.whole

    def _with(self, pieces: Sequence[str]) -> Iterator[str]:
        # Thousands of words are looked through for each feature: in one string that is one step.
        for piece in pieces:
            at = self.lines.find(piece)
            while at >= 0:
                end = self.lines.index("\n", at)
                yield self.lines[self.lines.rindex("\n", 0, at) + 1 : end]
                at = self.lines.find(piece, end)


class _Weights(dict[str, float]):
    def __init__(self, size: int, counts: Mapping[str, int]) -> None:
        super().__init__()
        self._size, self._counts = size, counts

    def __missing__(self, feature: str) -> float:
        weight = math.log((self._size + PRIOR) / (self._counts.get(feature, 0) + 0.5))
        self[feature] = weight
        return weight


def rarity_of(texts: Iterable[str], whole: int) -> Rarity:
    """Count in how many of these folded texts, a sample of so many, each feature is and each
    word."""
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    size = 0
    for folded in texts:
        counts.update(of_folded(folded))
        words.update(set(WORD.findall(folded)))
        size += 1
    several = {word: count for word, count in words.items() if count > 1}
    return Rarity(size, counts, several, "\n".join(("", *several, "")), whole)


class Likeness:
    """How alike other texts are to one; what that one adds is reckoned once."""

    def __init__(self, query: Document, rarity: Rarity) -> None:
        self._query, self._rarity = query, rarity
        self._worths = _worths(query, rarity)
        self._length = _length(self._worths) ** (2 - LENGTH)

    def to(self, other: Document) -> float:
        """Return how alike another text is: 0 for nothing in common, about 1 for the same."""
        mine, theirs = self._worths, _worths(other, self._rarity)
        common = sum(worth * theirs[each] for each, worth in mine.items() if each in theirs)
        common += self._within(mine, theirs, other.folded)
        common += self._within(theirs, mine, self._query.folded)
        return common / (self._length * _length(theirs) ** LENGTH) if common else 0.0

    def _within(
        self, worths: Mapping[str, float], others: Mapping[str, float], folded: str
    ) -> float:
        """Return what features count that the other text has only within longer words."""
        alone = (each for each in worths if len(each) >= INSIDE and each not in others)
        weights = self._rarity.weights
        return WITHIN_A_WORD * sum(worths[each] * weights[each] for each in alone if each in folded)


def score(query: Document, other: Document, rarity: Rarity) -> float:
    """Return how alike two texts are."""
    return Likeness(query, rarity).to(other)


def _worths(document: Document, rarity: Rarity) -> dict[str, float]:
    weights = rarity.weights
    worths = {each: weights[each] for each in document.features}
    for each in document.title:
        worths[each] *= TITLE_COUNTS
    return worths


def _length(worths: Mapping[str, float]) -> float:
    return math.sqrt(sum(worth * worth for worth in worths.values()))


def shared(query: Document, other: Document) -> frozenset[str]:
    """Return the features that both have."""
    inside = {each for each in query.features if len(each) >= INSIDE and each in other.folded}
    return frozenset(query.features & other.features | inside)
