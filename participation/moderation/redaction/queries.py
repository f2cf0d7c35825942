"""The city's words, and the marks of an idea."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.moderation.redaction.marks import LABELS, Kind, Mark, Piece, marks, pieces
from participation.moderation.redaction.models import MarkedWords
from participation.moderation.redaction.rules import folded

LISTED_WORDS = select(MarkedWords.words).scalar_subquery()
"""The city's list as a column, for a page that has no statement to spare."""


@dataclass(frozen=True)
class Marked:
    """A passage that is marked, with what it may be."""

    kind: Kind
    passage: str

    @property
    def label(self) -> str:
        """What the passage may be."""
        return LABELS[self.kind]


@dataclass(frozen=True)
class MarkedText:
    """An idea's title and paragraphs in pieces, and each marked passage once."""

    title: list[Piece]
    paragraphs: list[list[Piece]]
    passages: list[Marked]


def words_row() -> MarkedWords | None:
    """Return the city's list of words, None before there is one."""
    return db.session.get(MarkedWords, 1)


def marked_text(idea: Idea, words: str) -> MarkedText | None:
    """Return what of an idea is marked by patterns and by a saved list of words, None when nothing
    is."""
    listed = folded(words)
    title, text = marks(idea.title, listed), marks(idea.text, listed)
    if not title and not text:
        return None
    found = [*_passages(idea.title, title), *_passages(idea.text, text)]
    return MarkedText(
        pieces(idea.title, title),
        list(_paragraphs(idea.text, text)),
        list(dict.fromkeys(found)),
    )


def _passages(text: str, found: list[Mark]) -> Iterator[Marked]:
    return (Marked(mark.kind, text[mark.start : mark.end]) for mark in found)


def _paragraphs(text: str, found: list[Mark]) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph; a mark that goes over a blank line keeps the two of them
    together."""
    paragraph = list[Piece]()
    for piece in pieces(text, found):
        first, *further = [piece.text] if piece.mark else piece.text.split("\n\n")
        paragraph.append(Piece(first, piece.mark))
        for part in further:
            yield paragraph
            paragraph = [Piece(part, None)]
    yield paragraph
