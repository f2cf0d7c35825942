"""What people type, made safe to store: one place for white space, Unicode form and control
characters."""

from __future__ import annotations

import re
import unicodedata

from participation.kernel.errors import N_, BadInput

# Bidirectional controls can turn a line around on the screen, zero-width characters can hide text
# or make twins of names.
_INVISIBLE = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b-\u200d\u2060\ufeff\u00ad\u061c\u200e\u200f]"
)
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
"""Unicode counts these Hangul fillers as letters; nobody sees them."""
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_line(value: str | None) -> str:
    """Return one line of text: NFC, no invisible or control characters, runs of white space as one
    space."""
    return " ".join(clean_text(value).split())


def clean_text(value: str | None) -> str:
    """Return text with line breaks kept: NFC, LF, no invisible or control characters, at most one
    blank line in a row.

    Raises BadInput for NUL, which no person types and which a database refuses.
    """
    if not value:
        return ""
    if "\x00" in value:
        raise BadInput(
            N_(
                "Der Text enthält ein Zeichen, das nicht gespeichert werden kann. Bitte tippen Sie"
                " ihn neu ein."
            )
        )
    # A lone surrogate can come from a hand-made request and cannot be encoded.
    value = value.encode("utf-8", "ignore").decode("utf-8")
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = _CONTROLS.sub("", _INVISIBLE.sub("", value))
    lines = [line.rstrip() for line in value.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def fold(value: str) -> str:
    """Return text for searching and for telling names apart: case-folded, without accents, ß as
    ss, letters of another width or height as plain ones."""
    # Decomposing can bring capital letters out, so the case goes afterwards (Unicode, D146).
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug_of(name: str) -> str:
    """Return a name as it stands in an address: lower case, letters and digits, hyphens."""
    letters = (char if char.isascii() and char.isalnum() else " " for char in fold(name))
    return "-".join("".join(letters).split())


def scripts(value: str) -> set[str]:
    """Return the scripts of the letters of a text, as Unicode names them: LATIN, CYRILLIC."""
    return {unicodedata.name(char, "?").split()[0] for char in value if char.isalpha()}


def whole_number(raw: str | None, digits: int = 9) -> int | None:
    """Return a number from 0 written in at most so many ASCII digits, None for anything else."""
    if raw is None or not raw.isascii() or not raw.isdigit() or len(raw) > digits:
        return None
    return int(raw)
