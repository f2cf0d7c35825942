"""How long an editors' remark may be, and what the city's list of words may hold. Pure."""

from __future__ import annotations

import re

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, fold

REMARK_LENGTH = 1000
MOST_WORDS = 2000
WORD_LENGTH = 60
FEWEST_LETTERS = 2
_WORD = re.compile(r"\w+\*?")


def lines_of(typed: str) -> list[str]:
    """Return the words of a list, one a line, each once. Raises BadInput (field `words`) for a line
    that is not one word, and for too many."""
    words = {fold(word): word for line in typed.splitlines() if (word := clean_line(line))}
    if len(words) > MOST_WORDS:
        sentence = N_("Die Liste hat %(count)s Wörter, %(most)s sind möglich.")
        raise BadInput(sentence, field="words", count=len(words), most=MOST_WORDS)
    for word in words.values():
        check_word(word)
    return list(words.values())


def check_word(word: str) -> None:
    """Raise BadInput (field `words`) for a line that is not one word."""
    if not _WORD.fullmatch(word):
        sentence = N_("„%(word)s“ ist nicht ein Wort. Schreiben Sie in jede Zeile nur eines.")
        raise BadInput(sentence, field="words", word=word[:WORD_LENGTH])
    if not FEWEST_LETTERS <= len(word.rstrip("*")) <= WORD_LENGTH:
        sentence = N_("„%(word)s“ ist zu kurz oder zu lang. Möglich sind 2 bis 60 Zeichen.")
        raise BadInput(sentence, field="words", word=word[:WORD_LENGTH])


def folded(words: str) -> frozenset[str]:
    """Return the words of a saved list as texts are searched for them."""
    return frozenset(fold(word) for word in words.splitlines())
