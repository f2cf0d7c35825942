"""A clock and a browser for the tests of rounds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.kernel.clock import FixedClock
from tests.factories import make_staff
from tests.rounds.making import BEFORE


@pytest.fixture
def clock(app: Flask) -> FixedClock:
    """A clock that stands a month before the first window opens."""
    return FixedClock(BEFORE)


@pytest.fixture
def admin(new_client: Any) -> Any:
    """A browser in which an administrator is signed in."""
    return new_client(make_staff("admin"))
