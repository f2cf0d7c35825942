"""What the codes in the details of entries are called: the features that record them hand it in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask import Flask, current_app

from participation.web.translation import _

K = TypeVar("K", bound=StrEnum)
Codes = Mapping[tuple[str, str], Mapping[str, str]]
"""By the kind of thing that an entry is about and the name of a detail: what each code is called,
as a sentence to translate."""


def by_code(labels: Mapping[K, str]) -> dict[str, str]:
    """Return what the members of an enumeration are called by their codes."""
    return {str(code): said for code, said in labels.items()}


def init_codes(app: Flask, codes: Codes) -> None:
    """Keep what the codes are called."""
    app.extensions["audit_codes"] = codes


def in_words(subject_kind: str, name: str, value: str) -> str:
    """Return what a code is called; what is no code, or one of another version of the application,
    as it stands."""
    codes: Codes = current_app.extensions["audit_codes"]
    said = codes.get((subject_kind, name), {}).get(value)
    return value if said is None else _(said)
