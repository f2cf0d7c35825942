"""How alike two texts are: which features they share, each worth the more the rarer it is. Pure, so
that the order is the same on every database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    return document_of(title, fold(f"{title}\n{text}"))


def document_of(title: str, folded: str) -> Document:
    """Return a title, and title and text folded, as they are compared."""
    return Document(folded, of_folded(folded), of_folded(fold(title)))


@dataclass(frozen=True)
class Rarity:
    """How rare features are, by a sample of texts: in how many each is, and of the words that are
    in several, in how many each of these is."""

    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    whole: int = 0
    known: dict[str, float] = field(default_factory=dict, compare=False)

    def expected(self, pieces: Sequence[str]) -> float:
        """In how many of the whole one of these pieces of words may be."""
        if not self.size:
            return 0.0
        found = sum(count for word, count in self.words.items() if any(map(word.count, pieces)))
        return min((found + 0.5) / self.size, 1.0) * self.whole

    def weight(self, feature: str) -> float:
        """How much a feature counts."""
        weight = self.known.get(feature)
        if weight is None:
            weight = math.log((self.size + PRIOR) / (self.counts.get(feature, 0) + 0.5))
            self.known[feature] = weight
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
    return Rarity(size, counts, several, whole)


def score(query: Document, other: Document, rarity: Rarity) -> float:
    """Return how alike two texts are: 0 for nothing in common, about 1 for the same."""
    both = query.features & other.features
    common: float = sum(_worth(each, query, rarity) * _worth(each, other, rarity) for each in both)
    for one, two in ((query, other), (other, query)):
        for each in one.features - both:
            if len(each) >= INSIDE and each in two.folded:
                common += WITHIN_A_WORD * _worth(each, one, rarity) * rarity.weight(each)
    if not common:
        return 0.0
    whole: float = _length(query, rarity) ** (2 - LENGTH) * _length(other, rarity) ** LENGTH
    return common / whole


def _worth(feature: str, document: Document, rarity: Rarity) -> float:
    return rarity.weight(feature) * (TITLE_COUNTS if feature in document.title else 1.0)


def _length(document: Document, rarity: Rarity) -> float:
    return math.sqrt(sum(_worth(each, document, rarity) ** 2 for each in document.features))


def shared(query: Document, other: Document) -> frozenset[str]:
    """Return the features that both have."""
    inside = {each for each in query.features if len(each) >= INSIDE and each in other.folded}
    return frozenset(query.features & other.features | inside)
