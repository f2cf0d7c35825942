"""What may be blacked out, and what stands in its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.moderation.blackout.matching import BLACKED_OUT, Span, spans

SHORT = "[…]"
"""The same where a title would get too long."""
FEWEST, MOST = len(SHORT), 4000
FACTS_LENGTH = 1000

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
    ANSWERS = "answers"


KINDS: dict[Kind, str] = {
    Kind.REASONS: N_("Begründungen und Nachrichten der Moderation"),
    Kind.REMARK: N_("Anmerkung der Redaktion"),
    Kind.REPORTS: N_("Meldungen und die Antworten darauf"),
    Kind.COMPLAINTS: N_("Beschwerden und die Entscheidungen darüber"),
    Kind.NOTES: N_("Notizen der Moderation"),
    Kind.QUESTIONS: N_("Fragen an Ämter und deren Antworten"),
    Kind.ANSWERS: N_("Antworten der Stadt"),
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


def blacked_out(text: str, found: Sequence[Span], most: int | None = None) -> str:
    """Return a text without these parts, at most `most` characters long."""
    for mark in (BLACKED_OUT, SHORT):
        left = text
        for start, end in reversed(found):
            left = left[:start] + mark + left[end:]
        if most is None or len(left) <= most:
            return left
    return left


def only_blacked_out(before: str, now: str) -> bool:
    """Tell whether a text differs from an earlier one only by what is blacked out in it."""
    first, *others = re.split("|".join(map(re.escape, (BLACKED_OUT, SHORT))), now)
    if not others:
        return before == now
    if not before.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        at = before.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return before.endswith(others[-1]) and len(before) - len(others[-1]) >= at


def noted(found: Sequence[Span]) -> str:
    """Return parts of a text as the journal notes them: it holds no text."""
    return " ".join(f"{start}-{end}" for start, end in found)


def passages_at(text: str, note: str) -> list[str]:
    """Return what stands in a text where `noted` said so."""
    pairs = (pair.partition("-") for pair in note.split())
    return [text[int(start) : int(end)] for start, _, end in pairs]
