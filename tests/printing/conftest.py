"""PDF files are switched on here."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from participation.printing import making
from participation.strategy.models import Strategy
from tests.factories import make_strategy
from tests.printing.making import page_itself
from tests.projects.finance_files import MOTION, publish_all, take


@pytest.fixture
def printing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application that prints; a document's bytes are the page that it is made from."""
    app.config["PDF"] = True
    monkeypatch.setattr(making, "pdf_of", page_itself)
    return app


@pytest.fixture
def motion(app: Flask, tmp_path: Path) -> Strategy:
    """A strategy with published projects and their money."""
    strategy = make_strategy(slug="region")
    path = tmp_path / "in.csv"
    path.write_text(MOTION, encoding="utf-8")
    take(path)
    publish_all()
    return strategy
