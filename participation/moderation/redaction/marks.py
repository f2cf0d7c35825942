"""Marks in a text: what a moderator should look at. They suggest, people decide. Pure.

Every repetition in a pattern has an upper bound, and a pattern begins only where a word does, so
that no text makes it slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from participation.kernel.errors import N_
from participation.kernel.text import fold


class Kind(StrEnum):
    """What a mark is about; where two would overlap, the first of these stays."""

    EMAIL = "email"
    LINK = "link"
    ADDRESS = "address"
    PHONE = "phone"
    NAME = "name"
    WORD = "word"
    SHOUTING = "shouting"


LABELS: dict[Kind, str] = {
    Kind.EMAIL: N_("E-Mail-Adresse"),
    Kind.LINK: N_("Link"),
    Kind.ADDRESS: N_("Adresse"),
    Kind.PHONE: N_("Telefonnummer"),
    Kind.NAME: N_("Name"),
    Kind.WORD: N_("Wort aus der Liste"),
    Kind.SHOUTING: N_("Großschreibung oder viele Satzzeichen"),
}


@dataclass(frozen=True)
class Mark:
    """A passage of a text, from `start` to before `end`, and what it may be."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A part of a text, and the mark that it is."""

    text: str
    mark: Mark | None


Span = tuple[int, int]

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(](?:at|ät)[\])])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?<![\w@.-])(?:(?:https?://|www\.)[^\s<>\"“”„]{1,2000}"
    r"|(?:[\w-]{1,63}\.){1,4}(?:de|com|org|net|eu|info)(?![\w-])(?:/[^\s<>\"“”„]{0,2000})?)",
    re.IGNORECASE,
)
_STREET = (
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|stieg|markt"
    r"|graben)"
)
_HOUSE = (
    r"\s{0,2}[0-9]{1,3}(?:\s?[a-h])?(?!\w)"
    r"(?!\s?(?:m|km|cm|qm|ha|meter|kilometer|prozent|euro|jahre?|uhr|mal|minuten|stunden|bänke)\b"
    r"|\s?[%€²]|[.,:][0-9])"
)
_ADDRESS = re.compile(
    rf"(?<![\w-])(?:(?:[A-ZÄÖÜ][\w-]{{1,40}} ){{0,2}}[A-ZÄÖÜ][\w-]{{0,40}}?"
    rf"|(?:[A-ZÄÖÜ][\w-]{{1,40}} ){{1,2}})(?i:{_STREET}{_HOUSE})"
)
_PHONE = re.compile(
    r"(?<![\w.,:/+-])(?:\+[1-9]|\(?0[1-9]|00[1-9])[0-9 ()/.–-]{4,26}(?<=[0-9])(?!\w)"
)
_CALLED = re.compile(
    r"(?<!\w)(?:tel|telefon|telefonnummer|handy|handynummer|mobil|mobilnummer|mobiltelefon|fax)\b"
    r"[.:]{0,2}\s{0,2}(?:nr\.?|nummer)?:?\s{0,2}([0-9][0-9 /–-]{3,24}[0-9])(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\(?[0-9]{1,2}\.\s?[0-9]{1,2}\.")
_NAME = re.compile(
    r"(?<!\w)(?:Herrn|Herr|Frau|Hr\.|Fr\.)\s{1,3}"
    r"((?:(?:Dr|Prof)\.\s?(?:[a-zäöü]{1,5}\.\s?){0,2}){0,2}(?:(?:von|van|de|zu)\s){0,2}"
    r"[A-ZÄÖÜ][\w'’-]{1,60}(?:\s(?:(?:von|van|de)\s)?[A-ZÄÖÜ][\w'’-]{1,60})?)"
)
_OFFICES = re.compile(
    r"(?:Ober|Erste[rn]?\s)?(?:bürgermeister|minister|präsident|kanzler|dezernent|stadtrat|"
    r"stadträtin|doktor|professor|nachbar|lehrer)(?:in|s)?(?!\w)\s?",
    re.IGNORECASE,
)
_LOUD = re.compile(
    r"(?<!\w)(?:[A-ZÄÖÜẞ]{2,60}[\s,.;:!?–-]{1,6}){2,300}[A-ZÄÖÜẞ]{2,60}(?!\w)|[!?]{3,200}"
)
_WORDS = re.compile(r"\w+")
_FEWEST_DIGITS, _MOST_DIGITS, _FEWEST_LOCAL = 7, 15, 5
_LOUD_LETTERS = 12


def marks(text: str, words: Collection[str] = ()) -> list[Mark]:
    """Return the marks of a text in their order, none over another. `words` are the city's, folded;
    a star at the end stands for any ending."""
    finders: dict[Kind, Iterator[Span]] = {
        Kind.EMAIL: (found.span() for found in _EMAIL.finditer(text)),
        Kind.LINK: _links(text),
        Kind.ADDRESS: (found.span() for found in _ADDRESS.finditer(text)),
        Kind.PHONE: _phones(text),
        Kind.NAME: _names(text),
        Kind.WORD: _listed(text, words),
        Kind.SHOUTING: _shouted(text),
    }
    taken = bytearray(len(text))
    found = []
    for kind, spans in finders.items():
        for start, end in spans:
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Mark(kind, start, end))
    return sorted(found, key=lambda mark: mark.start)


def pieces(text: str, found: Collection[Mark]) -> list[Piece]:
    """Return a text cut into what is marked and what is not; together they are the text."""
    cut, at = [], 0
    for mark in found:
        if at < mark.start:
            cut.append(Piece(text[at : mark.start], None))
        cut.append(Piece(text[mark.start : mark.end], mark))
        at = mark.end
    return [*cut, Piece(text[at:], None)] if at < len(text) else cut


def _links(text: str) -> Iterator[Span]:
    for found in _LINK.finditer(text):
        kept = found.group().rstrip(".,;:!?)'")
        yield found.start(), found.start() + len(kept)


def _phones(text: str) -> Iterator[Span]:
    for found in _PHONE.finditer(text):
        digits = _digits(found.group())
        if _FEWEST_DIGITS <= digits <= _MOST_DIGITS and not _DATE.match(found.group()):
            yield found.span()
    for found in _CALLED.finditer(text):
        if _FEWEST_LOCAL <= _digits(found.group(1)) <= _MOST_DIGITS:
            yield found.span(1)


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _names(text: str) -> Iterator[Span]:
    for found in _NAME.finditer(text):
        start, end = found.span(1)
        office = _OFFICES.match(text, start, end)
        yield office.end() if office else start, end


def _listed(text: str, words: Collection[str]) -> Iterator[Span]:
    if not words:
        return
    is_listed = _matcher(words)
    for found in _WORDS.finditer(text):
        if is_listed(fold(found.group())):
            yield found.span()


def _matcher(words: Collection[str]) -> Callable[[str], bool]:
    whole = {word for word in words if not word.endswith("*")}
    beginnings = tuple(word[:-1] for word in words if word.endswith("*"))
    return lambda word: word in whole or word.startswith(beginnings)


def _shouted(text: str) -> Iterator[Span]:
    for found in _LOUD.finditer(text):
        letters = sum(char.isalpha() for char in found.group())
        if not letters or letters >= _LOUD_LETTERS:
            yield found.span()
