"""Where a passage stands in a text, however it is written there, and what only looks like it.
Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from participation.kernel.text import fold

BLACKED_OUT = "[… zum Schutz persönlicher Daten entfernt]"
"""What stands in the place of a passage, in the language of what is around it."""
FEW_WORDS = 4
"""Up to so many words a passage is a name, a number or an address, of which each word counts."""
TELLING = 4
"""How long a word of it has to be for that."""
FORMS_OF_ADDRESS = frozenset(("Frau", "Herr", "Herrn", "Familie"))

Span = tuple[int, int]
Letters = list[tuple[str, Span]]
"""The letters by which texts are compared, each with the part of the text that it stands for."""


def spans(text: str, passages: Iterable[str]) -> list[Span]:
    """Return where passages stand in a text, in order, those that touch as one.

    White space is as good as any other, Unicode forms are alike, invisible characters count for
    nothing; in another case a passage counts where it is no part of a longer word. What was blacked
    out before is no part of a passage.
    """
    letters = _letters(text)
    before = _blacked_out(text)
    found = [span for passage in passages for span in _occurrences(text, letters, passage)]
    return _joined(span for span in found if not _touches(span, before))


def near(text: str, passages: Iterable[str]) -> list[Span]:
    """Return what looks like a passage in a text and is none: written with other accents, hyphens
    or gaps, as part of a longer word, or one telling word of it alone."""
    passages = tuple(passages)
    letters = _bare(text)
    known = [*spans(text, passages), *_blacked_out(text)]
    found = list[Span]()
    for passage in passages:
        found += _bare_occurrences(letters, passage)
        for word in _telling_words(passage):
            hits = _bare_occurrences(letters, word)
            found += [hit for hit in hits if not _continues(text, hit[0])]
    return _joined(span for span in found if not _touches(span, known))


def _occurrences(text: str, letters: Letters, passage: str) -> Iterator[Span]:
    wanted = _said(_letters(passage.strip()))
    as_typed = _said(_letters(passage.strip(), str))
    typed: Letters = []
    for first, last in _hits(letters, wanted):
        start, end = letters[first][1][0], letters[last][1][1]
        inside = _continues(text, start) or _continues(text, end)
        if inside and not typed:
            # Once for all that may overlap; they are the same letters in the same places.
            typed = _letters(text, str)
        if not inside or _said(typed[first : last + 1]) == as_typed:
            yield start, end


def _bare_occurrences(letters: Letters, passage: str) -> Iterator[Span]:
    wanted = _said(_bare(passage))
    for first, last in _hits(letters, wanted) if len(wanted) > 2 else ():
        yield letters[first][1][0], letters[last][1][1]


def _hits(letters: Letters, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield which letters are the first and the last one of each occurrence."""
    said = _said(letters)
    # A letter can stand for two, such as ß: the places in `said` are those of its single ones.
    parts = [number for number, (letter, _span) in enumerate(letters) for _single in letter]
    at = said.find(wanted) if wanted else -1
    while at >= 0:
        yield parts[at], parts[at + len(wanted) - 1]
        # Occurrences may overlap: of both, nothing stays.
        at = said.find(wanted, at + 1)


def _letters(text: str, case: Callable[[str], str] = str.casefold) -> Letters:
    found: Letters = []
    for start, end in _clusters(text):
        if unicodedata.category(text[start]) == "Cf":
            continue
        letter = case(unicodedata.normalize("NFKC", text[start:end]))
        if not letter.isspace():
            found.append((letter, (start, end)))
        elif found and found[-1][0] == " ":
            found[-1] = (" ", (found[-1][1][0], end))
        else:
            found.append((" ", (start, end)))
    return found


def _bare(text: str) -> Letters:
    """Letters and digits alone, without accents, ae as good as ä."""
    found: Letters = []
    for start, end in _clusters(text):
        letter = "".join(char for char in fold(text[start:end]) if char.isalnum())
        if letter == "e" and found and found[-1][0] in ("a", "o", "u"):
            found[-1] = (found[-1][0], (found[-1][1][0], end))
        elif letter:
            found.append((letter, (start, end)))
    return found


def _clusters(text: str) -> Iterator[Span]:
    """Each character with the marks that combine with it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, at
            start = at


def _said(letters: Letters) -> str:
    return "".join(letter for letter, _span in letters)


def _telling_words(passage: str) -> list[str]:
    words = [word.strip(".,;:!?()„“\"'") for word in passage.split()]
    if not 1 < len(words) <= FEW_WORDS:
        return []
    return [
        word
        for word in words
        if len(word) >= TELLING
        and word not in FORMS_OF_ADDRESS
        and (word[0].isupper() or word[0].isdigit())
    ]


def _continues(text: str, at: int) -> bool:
    """Tell whether a word goes on over this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _blacked_out(text: str) -> list[Span]:
    return [found.span() for found in re.finditer(re.escape(BLACKED_OUT), text)]


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _joined(found: Iterable[Span]) -> list[Span]:
    joined = list[Span]()
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
