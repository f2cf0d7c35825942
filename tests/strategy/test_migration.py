"""The migration gives each strategy that a database already holds its first version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from participation.app import create_app
from participation.extensions import db
from participation.strategy import queries, queries_versions
from participation.web.transactions import begin_write
from tests.conftest import settings


@pytest.fixture
def old_app(backend: str, make_database: Any, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database knows the first tables alone."""
    app = create_app(settings(tmp_path, make_database(backend, "migration")))
    with app.app_context():
        upgrade(revision="0001")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("old_app")
def test_each_strategy_begins_with_the_draft_of_version_1() -> None:
    session = begin_write()
    for slug in ("klima", "digital"):
        session.execute(
            text(
                "INSERT INTO strategies (slug, title, created_at)"
                f" VALUES ('{slug}', '{{\"de\": \"Alt\"}}', '2026-03-01 10:00:00')"
            )
        )
    session.commit()
    upgrade()
    strategies = queries.strategies()
    assert [strategy.slug for strategy in strategies] == ["digital", "klima"]
    for strategy in strategies:
        draft = queries_versions.draft(strategy.id)
        assert draft is not None
        assert (draft.number, draft.state, draft.document) == (1, "draft", None)
        assert (draft.preface, draft.concept, draft.citations) == ({}, {}, [])
        assert draft.created_at == strategy.created_at
        assert queries_versions.public_versions(strategy.id) == []
