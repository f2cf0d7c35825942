"""Which database a test runs on.

Tests of rules of the database, of services and of races run on both. A test that asks pages runs on
one of them, always the same, half of the pages' tests on each. One that reads the finished demo
runs on SQLite; that it can be made on both has tests of its own. Where everything is asked for (see
sampling.py) these run on both, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.sampling import lot

BACKENDS = ("sqlite", "postgresql")
OF_PAGES = {"client", "frames", "new_client", "real"}
OF_DEMO = "built_apps"
NAMES = re.compile("|".join(BACKENDS))


def chosen(test: str) -> str:
    """Return the database of a test of pages that is to run on one only, from its name."""
    return BACKENDS[lot(NAMES.sub("", test), len(BACKENDS))]


def wanted(item: pytest.Item) -> set[str]:
    """Return the databases that a test is to run on, of those that it can."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if OF_DEMO in fixtures:
        return {"sqlite"}
    return {chosen(item.nodeid)} if OF_PAGES & fixtures else set(BACKENDS)


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Return the tests that run on the other database anyway."""
    kinds: dict[str, set[str]] = {}
    for item in items:
        kinds.setdefault(NAMES.sub("", item.nodeid), set()).add(_database(item))
    return {
        item
        for item in items
        if kinds[NAMES.sub("", item.nodeid)] == set(BACKENDS)
        and _database(item) not in wanted(item)
    }


def _database(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("backend", "")) if callspec else ""
