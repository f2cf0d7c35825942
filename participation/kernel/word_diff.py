"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

TOKEN = re.compile(r"\w+(?:[-\u00ad\u2010\u2011'’.,:/]\w+)*-?|\s+|[^\w\s]")
"""A word with its hyphens, a figure such as 3,40, a run of white space, or a single sign."""
MOST_LINES = 2_000
MOST_WORDS = 1_200
"""Where either side has more, the whole passage counts as rewritten: difflib's time grows with
their product."""


class Part(StrEnum):
    """Which side of a comparison a piece of text stands on."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of text that both sides have, or only one of them."""

    part: Part
    text: str


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one row of pieces.

    The pieces that are not ADDED are the earlier text, those not REMOVED the later one. Lines are
    compared first, then the words of those that differ.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for same, left, right in _blocks(old, new, MOST_LINES):
        if same:
            pieces.append(Piece(Part.SAME, "".join(left)))
        elif len(left) == len(right):
            for one, other in zip(left, right, strict=True):
                pieces += _words_of_passage(one, other)
        else:
            pieces += _words_of_passage("".join(left), "".join(right))
    return tuple(_joined(pieces))


def _words_of_passage(before: str, after: str) -> list[Piece]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces = []
    for same, left, right in _blocks(old, new, MOST_WORDS):
        if same:
            pieces.append(Piece(Part.SAME, "".join(left)))
        else:
            pieces.append(Piece(Part.REMOVED, "".join(left)))
            pieces.append(Piece(Part.ADDED, "".join(right)))
    return pieces


def _blocks(
    old: Sequence[str], new: Sequence[str], most: int
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield runs that both have, and what stands between them on either side."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    yield True, old[:head], new[:head]
    if max(len(left), len(right)) > most:
        yield False, left, right
    else:
        for tag, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
            yield tag == "equal", left[a:b], right[c:d]
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces with neighbours of one kind as one, and without a space standing alone
    between two changes."""
    found = [piece for piece in pieces if piece.text]
    joined: list[Piece] = []
    removed = added = ""
    for number, piece in enumerate(found):
        between = (removed or added) and number + 1 < len(found)
        lone = between and piece.text.isspace() and found[number + 1].part is not Part.SAME
        if piece.part is Part.SAME and not lone:
            joined += _change(removed, added)
            removed = added = ""
            if joined and joined[-1].part is Part.SAME:
                piece = Piece(Part.SAME, joined.pop().text + piece.text)
            joined.append(piece)
            continue
        removed += piece.text if piece.part is not Part.ADDED else ""
        added += piece.text if piece.part is not Part.REMOVED else ""
    return joined + _change(removed, added)


def _change(removed: str, added: str) -> list[Piece]:
    if removed == added:
        return [Piece(Part.SAME, removed)] if removed else []
    pieces = (Piece(Part.REMOVED, removed), Piece(Part.ADDED, added))
    return [piece for piece in pieces if piece.text]
