"""What can be asked of the interface: every address with its parameters and the shape of its
answer. The views enter themselves here; the OpenAPI document is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query, with the JSON schema of its values."""

    name: str
    about: str
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """An address below /api/v1 as Flask writes it, what it answers, and what can be asked."""

    rule: str
    name: str
    about: str
    answer: object
    parameters: tuple[Parameter, ...]


PER_PAGE = 50
MOST_PER_PAGE = 100
LAST_PAGE = 999_999

LANGUAGE = Parameter(
    "lang",
    "The language of sentences, instead of Accept-Language; one of those of the pages.",
    {"type": "string", "pattern": "^[a-z]{2,3}$"},
)
PAGE = Parameter(
    "page",
    "Which page of the list, from 1.",
    {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
)
PER_PAGE_PARAMETER = Parameter(
    "per_page",
    "How many items a page has.",
    {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
)
PAGED = (PAGE, PER_PAGE_PARAMETER)

OPERATIONS: list[Operation] = []
"""Every operation; filled when the views are imported."""


def choice(name: str, about: str, known: Iterable[str]) -> Parameter:
    """Return a parameter with these values."""
    return Parameter(name, about, {"type": "string", "enum": [str(value) for value in known]})


def key(name: str, about: str) -> Parameter:
    """Return a parameter that is a key."""
    return Parameter(name, about, {"type": "string"})
