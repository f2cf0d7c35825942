"""Which version of a result a reader sees, and from when on there is one."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from participation.results.rules import (
    Version,
    seed_of,
    version_for,
    weights_closed,
)
from participation.rounds.rules import Window

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def version(number: int, *, published: bool) -> Version:
    """A version of forty ballots."""
    return Version(100 + number, number, MOMENT, "", MOMENT if published else None, 40)


# The first was superseded and is gone; the last waits to be published.
VERSIONS = [version(4, published=False), version(2, published=True), version(3, published=True)]


@pytest.mark.parametrize(
    ("staff", "number", "seen"),
    [
        (False, None, 3),
        (True, None, 4),
        (False, 2, 2),
        (False, 3, 3),
        (True, 4, 4),
        (False, 4, None),
        (False, 1, None),
        (True, 1, None),
        (True, 5, None),
        (True, 0, None),
    ],
)
def test_readers_see_the_newest_or_the_one_they_ask_for(
    staff: bool, number: int | None, seen: int | None
) -> None:
    found = version_for(VERSIONS, staff=staff, number=number)
    assert (found and found.number) == seen


def test_without_a_version_nobody_sees_one() -> None:
    assert version_for([], staff=True) is None
    assert version_for(VERSIONS[:1], staff=False) is None


def test_figures_begin_when_the_window_has_closed() -> None:
    window = Window(MOMENT - timedelta(days=14), MOMENT)
    second = timedelta(seconds=1)
    at = (MOMENT - timedelta(days=15), MOMENT - second, MOMENT, MOMENT + second)
    assert [weights_closed(window, now) for now in at] == [False, False, True, True]


def test_seed_is_a_digest_of_the_frozen_rules() -> None:
    assert seed_of("abc") == hashlib.sha256(b"resampling-v1\0abc").hexdigest()
