"""Which parts of a text a passage is, and what stands in their place. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from participation.kernel.errors import N_, BadInput

BLACKED_OUT = "[… zum Schutz persönlicher Daten entfernt]"
"""What stands in the place of a passage, in the language of what is around it."""
SHORT = "[…]"
"""The same where a title would get too long."""
FEWEST, MOST = len(SHORT), 4000
FACTS_LENGTH = 1000

Span = tuple[int, int]

TOO_SHORT = N_("Die Stelle ist zu kurz. Nehmen Sie mindestens drei Zeichen.")
TOO_LONG = N_("Die Stelle ist zu lang. Kürzen Sie sie auf 4.000 Zeichen.")
NONE_CHOSEN = N_("Wählen Sie eine Stelle, oder schreiben Sie sie ab.")
NO_FACTS = N_("Schreiben Sie in einem Satz, warum die Stelle nicht stehen bleiben kann.")
FACTS_TOO_LONG = N_("Das ist zu lang. Kürzen Sie es auf 1.000 Zeichen.")
QUOTED = N_("Darin steht die Stelle selbst. Beschreiben Sie sie, ohne sie zu wiederholen.")


class Kind(StrEnum):
    """Where a passage can stand beside the idea's own text; somebody chooses whether it is blacked
    out there too."""

    REASONS = "reasons"
    REMARK = "remark"
    REPORTS = "reports"
    COMPLAINTS = "complaints"
    NOTES = "notes"
    QUESTIONS = "questions"


KINDS: dict[Kind, str] = {
    Kind.REASONS: N_("Begründungen und Nachrichten der Moderation"),
    Kind.REMARK: N_("Anmerkung der Redaktion"),
    Kind.REPORTS: N_("Meldungen und die Antworten darauf"),
    Kind.COMPLAINTS: N_("Beschwerden und die Entscheidungen darüber"),
    Kind.NOTES: N_("Notizen der Moderation"),
    Kind.QUESTIONS: N_("Fragen an Ämter und deren Antworten"),
}


def check(passages: Collection[str], facts: str) -> None:
    """Raise BadInput (fields `further` and `facts`) for passages that cannot be blacked out, and
    for what the author is told."""
    if not passages:
        raise BadInput(NONE_CHOSEN, field="further")
    if any(len(passage) < FEWEST for passage in passages):
        raise BadInput(TOO_SHORT, field="further")
    if any(len(passage) > MOST for passage in passages):
        raise BadInput(TOO_LONG, field="further")
    if not facts:
        raise BadInput(NO_FACTS, field="facts")
    if len(facts) > FACTS_LENGTH:
        raise BadInput(FACTS_TOO_LONG, field="facts")
    if spans(facts, passages):
        raise BadInput(QUOTED, field="facts")


def spans(text: str, passages: Iterable[str]) -> list[Span]:
    """Return where passages stand in a text, in order, those that touch as one. White space is as
    good as any other; what was blacked out before is no part of a passage."""
    before = [found.span() for found in re.finditer(re.escape(BLACKED_OUT), text)]
    found = sorted(
        span
        for passage in passages
        for span in _occurrences(text, passage)
        if not any(span[0] < end and start < span[1] for start, end in before)
    )
    joined = list[Span]()
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _occurrences(text: str, passage: str) -> Iterator[Span]:
    words = passage.split()
    if not words:
        return
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    at = 0
    while found := pattern.search(text, at):
        yield found.span()
        # Occurrences may overlap: of both, nothing stays.
        at = found.start() + 1


def blacked_out(text: str, found: Sequence[Span], most: int | None = None) -> str:
    """Return a text without these parts, at most `most` characters long."""
    for mark in (BLACKED_OUT, SHORT):
        left = text
        for start, end in reversed(found):
            left = left[:start] + mark + left[end:]
        if most is None or len(left) <= most:
            return left
    return left


def noted(found: Sequence[Span]) -> str:
    """Return parts of a text as the journal notes them: it holds no text."""
    return " ".join(f"{start}-{end}" for start, end in found)


def passages_at(text: str, note: str) -> list[str]:
    """Return what stands in a text where `noted` said so."""
    pairs = (pair.partition("-") for pair in note.split())
    return [text[int(start) : int(end)] for start, _, end in pairs]
