"""What a text is about, as a set of features: stems of its words, the parts of long words, and one
name for words that mean the same. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from participation.ideas.similar.lexicon import PARTS, SAME, STOP
from participation.kernel.text import fold

WORD = re.compile(r"[^\W_]+")
ENDINGS = (
    "ungen",
    "innen",
    "ung",
    "ern",
    "em",
    "er",
    "en",
    "es",
    "et",
    "st",
    "e",
    "n",
    "s",
    "t",
)
"""What German words of the same stem differ in at their end; of these the first that fits goes."""
SHORTEST_STEM = 4
SHORTEST_PART = 3
LONG = 8
"""From how many letters on a stem is looked through for parts."""
LINKS = ("", "s", "n", "en", "es", "er", "e")
"""What stands between the parts of a compound."""
INSIDE = 5
"""From how many letters on a stem counts wherever it stands within a longer word."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded word, which is what it begins with."""
    for _step in range(2):
        ending = next((end for end in ENDINGS if word.endswith(end)), "")
        if not ending or len(word) - len(ending) < SHORTEST_STEM:
            break
        word = word[: -len(ending)]
    return word


_NAME = {stem(word): f"={group.split()[0]}" for group in SAME for word in group.split()}
_KNOWN = frozenset({stem(part) for part in PARTS} | PARTS | set(_NAME))


def surfaces(feature: str) -> tuple[str, ...]:
    """Return what to look for in folded texts for a feature."""
    return _SURFACES.get(feature, (feature,))


_SURFACES = {
    f"={group.split()[0]}": tuple(dict.fromkeys(stem(word) for word in group.split()))
    for group in SAME
}


@lru_cache(maxsize=100_000)
def features_of(word: str) -> tuple[str, ...]:
    """Return the features of a folded word, empty for one that says nothing."""
    if word in STOP or len(word) < SHORTEST_PART or (word.isdigit() and len(word) < 2):
        return ()
    short = stem(word)
    parts = _parts(word) if len(word) >= LONG and short not in _NAME else ()
    stems = (short, *parts)
    names = (_NAME[stem(each)] for each in stems if stem(each) in _NAME)
    return tuple(dict.fromkeys((*stems, *names)))


@dataclass(frozen=True)
class Piece:
    """What a text is looked through for; short ones count only where a word begins."""

    letters: str
    anywhere: bool


Ways = tuple[tuple[tuple[Piece, ...], ...], ...]
"""Ways to say something: of each part of one way, one piece."""


def near(word: str) -> Ways:
    """Return the ways in which a text says about the same as a folded word: the word itself and its
    forms, a word that means the same, or all parts of a compound. Empty for one that says
    nothing."""
    if word in STOP or len(word) < SHORTEST_PART:
        return ()
    short = stem(word)
    whole = (Piece(word, anywhere=True), *_same(short))
    parts = _parts(word) if len(word) >= LONG and short not in _NAME else ()
    return ((whole,), tuple(map(_same, parts))) if parts else ((whole,),)


def _same(part: str) -> tuple[Piece, ...]:
    """Return the pieces that say what a stem says, long enough for an index of three letters."""
    name = _NAME.get(stem(part))
    letters = dict.fromkeys((part, *(surfaces(name) if name else ())))
    return tuple(Piece(each, len(each) >= INSIDE) for each in letters if len(each) >= SHORTEST_PART)


def _parts(word: str) -> tuple[str, ...]:
    """Return the stems that a compound is made of, as far as one at its beginning or its end is
    known; none where none is."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head, tail = word[:cut], word[cut:]
        known_head, known_tail = _first(head), _last(tail)
        if not known_head and len(head) < SHORTEST_STEM:
            continue
        if not known_tail and len(tail) < SHORTEST_STEM:
            continue
        score = 2 * bool(known_head) * len(head) + 2 * bool(known_tail) * len(tail)
        if known_head and known_tail:
            score += LONG
        if score > best[0]:
            best = (score, (known_head or stem(head), known_tail or stem(tail)))
    return tuple(part for part in best[1] if len(part) >= SHORTEST_PART)


def _first(head: str) -> str:
    """Return the stem of a compound's first part without its link, "" where it is not known."""
    for link in LINKS:
        bare = head.removesuffix(link) if link else head
        if len(bare) >= SHORTEST_PART and (bare in _KNOWN or stem(bare) in _KNOWN):
            return bare if bare in _KNOWN else stem(bare)
    return ""


def _last(tail: str) -> str:
    short = stem(tail)
    return tail if tail in _KNOWN else short if short in _KNOWN else ""


def features(text: str) -> frozenset[str]:
    """Return what a text is about."""
    return of_folded(fold(text))


def of_folded(folded: str) -> frozenset[str]:
    """Return what a folded text is about."""
    return frozenset().union(*map(features_of, WORD.findall(folded)))


def marked(text: str, shared: frozenset[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is a word that has one of these features."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in WORD.finditer(text):
        if _has(fold(match.group()), shared):
            pieces += [(text[at : match.start()], False), (match.group(), True)]
            at = match.end()
    return [(piece, mark) for piece, mark in (*pieces, (text[at:], False)) if piece]


def _has(word: str, shared: frozenset[str]) -> bool:
    long_ones = (each for each in shared if len(each) >= INSIDE)
    return not shared.isdisjoint(features_of(word)) or any(each in word for each in long_ones)
