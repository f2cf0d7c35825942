"""Keys made from titles, so that nobody has to invent them. Pure."""

from __future__ import annotations

from collections.abc import Collection

from participation.kernel.text import slug_of
from participation.strategy.rules import KEY_LENGTH, RESERVED_KEYS

_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "&": " und "}
)


def key_from(title: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return a key for a title that nothing has yet: its words as far as they fit, numbered where
    they are taken; `otherwise` where no letter of the title can stand in a key."""
    words = slug_of(title.translate(_SPELT_OUT)).split("-")
    base = _fitting(words, KEY_LENGTH) or otherwise
    key, number = base, 1
    while key in taken or key in RESERVED_KEYS:
        number += 1
        ending = f"-{number}"
        key = _fitting(base.split("-"), KEY_LENGTH - len(ending)) + ending
    return key


def _fitting(words: list[str], longest: int) -> str:
    """Return as many whole words as fit, of the first one its beginning if need be."""
    key = words[0][:longest]
    for word in words[1:]:
        if len(key) + 1 + len(word) > longest:
            break
        key = f"{key}-{word}"
    return key
