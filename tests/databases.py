"""Which database a test runs on.

Tests of rules of the database, of services and of races run on both. A test that asks pages runs on
one of them, always the same, half of the pages' tests on each; on the build server (CI=true) and
with --every-database it runs on both, too.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence

import pytest

BACKENDS = ("sqlite", "postgresql")
OF_PAGES = {"client", "new_client", "visitor"}
NAMES = re.compile("|".join(BACKENDS))


def add_option(parser: pytest.Parser) -> None:
    """Let somebody ask for every page on both databases."""
    parser.addoption(
        "--every-database",
        action="store_true",
        default=os.environ.get("CI", "") not in ("", "0", "false"),
        help="run the tests of pages on SQLite and on PostgreSQL, as the build server does",
    )


def chosen(test: str) -> str:
    """Return the database of a test of pages that is to run on one only, from its name."""
    return BACKENDS[zlib.crc32(NAMES.sub("", test).encode()) % len(BACKENDS)]


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Return the tests of pages that run on the other database anyway."""
    kinds: dict[str, set[str]] = {}
    for item in items:
        kinds.setdefault(NAMES.sub("", item.nodeid), set()).add(_database(item))
    return {
        item
        for item in items
        if OF_PAGES & set(getattr(item, "fixturenames", ()))
        and kinds[NAMES.sub("", item.nodeid)] == set(BACKENDS)
        and _database(item) != chosen(item.nodeid)
    }


def _database(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("backend", "")) if callspec else ""
