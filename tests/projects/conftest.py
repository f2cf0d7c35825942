"""A strategy that has no projects yet, and a place for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from participation.strategy.models import Strategy
from tests.factories import make_strategy
from tests.projects.finance_files import MOTION, publish_all, take

Write = Callable[..., Path]


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy without projects."""
    return make_strategy(slug="region")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def write(text: str, name: str = "in.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def motion(strategy: Strategy, write) -> Strategy:
    """The amounts of the motion, its projects published."""
    take(write(MOTION))
    publish_all()
    return strategy
