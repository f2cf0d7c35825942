"""A strategy, and the browsers of those who report."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.strategy.models import Strategy
from tests.factories import make_staff, make_strategy


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy without projects."""
    return make_strategy(slug="region")


@pytest.fixture
def planner(client: Any) -> Any:
    """A planner's browser."""
    return client.sign_in(make_staff("planner"))
