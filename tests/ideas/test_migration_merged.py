"""Ideas that a database already holds can be merged after the migration, and none is lost on the
way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from participation.app import create_app
from participation.extensions import db
from participation.web.transactions import begin_write
from tests.conftest import settings

AT = "'2026-03-01 10:00:00'"
IDEA = (
    "INSERT INTO ideas (id, year, round_id, token, state, channel, field_key, title, text, folded,"
    " version, submitted_at, note, change_asked, support, shuffle) VALUES ({id}, 2026, 1, 't{id}',"
    " 'published', 'email', 'a', 'b', 'c', 'd', 1, {at}, '', false, 0, 1)"
)
ROWS = (
    f"INSERT INTO strategies (id, slug, title, created_at) VALUES (1, 'alt', '{{}}', {AT})",
    "INSERT INTO rounds (id, uid, origin, strategy_id, slug, settings_document, preview_token,"
    " created_at, version, published_at, audience)"
    f" VALUES (1, 'u', 'city', 1, 'alt', '{{}}', 't', {AT}, 1, {AT}, 'residents')",
    IDEA.format(id=1, at=AT),
    IDEA.format(id=2, at=AT),
    "INSERT INTO reports (id, idea_id, reason, text, at) VALUES (1, 1, 'other', 'x', " + AT + ")",
)


@pytest.fixture
def old_app(backend: str, make_database: Any, tmp_path: Path) -> Iterator[Flask]:
    """An application whose filled database knows no merged ideas."""
    app = create_app(settings(tmp_path, make_database(backend, "merged")))
    with app.app_context():
        upgrade(revision="0023")
        session = begin_write()
        for row in ROWS:
            session.execute(text(row))
        session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("old_app")
def test_ideas_with_what_refers_to_them_survive_the_way_there_and_back() -> None:
    upgrade()
    session = begin_write()
    merged = text("UPDATE ideas SET state = 'merged', merged_into_id = 2 WHERE id = 1")
    session.execute(merged)
    session.commit()
    downgrade(revision="0023")
    states = db.session.execute(text("SELECT id, state FROM ideas ORDER BY id")).all()
    assert states == [(1, "published"), (2, "published")]
    assert db.session.scalar(text("SELECT count(*) FROM reports")) == 1
