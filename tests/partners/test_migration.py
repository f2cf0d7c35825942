"""Rounds and ideas that a database already holds are those of residents."""

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
from participation.ideas.models import Idea
from participation.rounds import queries
from participation.web.transactions import begin_write
from participation.weighting.named.models import OrganisationBallot
from tests.conftest import settings

AT = "'2026-03-01 10:00:00'"
ROWS = (
    f"INSERT INTO strategies (id, slug, title, created_at) VALUES (1, 'alt', '{{}}', {AT})",
    "INSERT INTO rounds (id, uid, origin, strategy_id, slug, settings_document, preview_token,"
    f" created_at, version, published_at) VALUES (1, 'u', 'city', 1, 'alt', '{{}}', 't', {AT}, 1,"
    f" {AT})",
    "INSERT INTO ideas (id, year, round_id, token, state, channel, field_key, title, text, folded,"
    " version, submitted_at, note, change_asked, support, shuffle)"
    " VALUES (1, 2026, 1, 't', 'published', 'email', 'a', 'b', 'c', 'd', 1,"
    f" {AT}, '', false, 0, 1)",
)


@pytest.fixture
def old_app(backend: str, make_database: Any, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database knows no rounds of organisations."""
    app = create_app(settings(tmp_path, make_database(backend, "audience")))
    with app.app_context():
        upgrade(revision="0020")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("old_app")
def test_earlier_rounds_are_for_residents_and_earlier_ideas_in_nobodys_name() -> None:
    session = begin_write()
    for row in ROWS:
        session.execute(text(row))
    session.commit()
    upgrade()
    round_ = queries.get("alt")
    assert (round_.audience, round_.settings.audience) == ("residents", "residents")
    assert not round_.is_named
    idea = db.session.get_one(Idea, 1)
    assert (idea.organisation_id, idea.organisation) == (None, None)
    assert db.session.query(OrganisationBallot).count() == 0


@pytest.mark.usefixtures("old_app")
def test_without_organisations_the_rounds_and_ideas_of_residents_stay_as_they_were() -> None:
    session = begin_write()
    for row in ROWS:
        session.execute(text(row))
    session.commit()
    upgrade()
    downgrade(revision="0020")
    rows = db.session.execute(text("SELECT round_id, title FROM ideas"))
    assert rows.all() == [(1, "b")]
