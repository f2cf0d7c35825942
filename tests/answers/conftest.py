"""Browsers of those who answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import make_staff


@pytest.fixture
def planner(client: Any) -> Any:
    """A planner's browser."""
    return client.sign_in(make_staff("planner"))
