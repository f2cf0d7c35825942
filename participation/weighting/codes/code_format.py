"""Invitation codes as text: an alphabet without look-alikes, read in any spacing and case. Pure."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ACDEFHJKMNPQRTVWXY"
"""26 characters of which no two are taken for each other; twelve of them hold 56 bits."""
LENGTH = 12
GROUP = 4
# What people read or type for a character that is in the alphabet.
_LOOKS_LIKE = str.maketrans({"B": "8", "G": "6", "S": "5", "U": "V", "Z": "2"})


def new_code() -> str:
    """Return a new code without separators."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def format_code(code: str) -> str:
    """Return a code as printed in a letter: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def parse(text: str) -> str | None:
    """Return the code that was typed, None when it cannot be one."""
    code = "".join(char for char in text.upper() if char.isalnum()).translate(_LOOKS_LIKE)
    return code if len(code) == LENGTH and all(char in ALPHABET for char in code) else None
