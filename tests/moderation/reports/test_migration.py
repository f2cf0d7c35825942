"""The tables that SQLite makes anew keep their rows and conditions, there and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from participation.accounts.models import AccountRole
from participation.app import create_app
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.moderation.reports.models import Report
from tests.conftest import settings
from tests.factories import make_idea, make_round, make_staff, save


def test_reports_and_roles_survive_the_way_back_and_forth(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "reports")))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        make_staff(roles=[AccountRole(role="moderator"), AccountRole(role="head")])
        idea = make_idea(make_round(), None, state="published")
        now = datetime.now(UTC)
        save(Report(idea_id=idea.id, reason="threat", text="Kept.", at=now))
        save(Report(page="/partners/", reason="other", text="Of a page.", at=now))
        db.session.remove()
        downgrade(revision="0024")
        assert _rows("SELECT reason, text FROM reports") == [("other", "Kept.")]
        assert _rows("SELECT role FROM account_roles") == [("moderator",)]
        upgrade()
        assert _rows("SELECT reason, text, page, outcome FROM reports") == [
            ("other", "Kept.", "", None)
        ]
        new = save(Report(page="/partners/", reason="threat", text="Anew.", at=now))
        assert new.id > 1
        with pytest.raises(IntegrityError):
            db.session.execute(text("UPDATE account_roles SET role = 'king'"))
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def _rows(query: str) -> list[tuple[Any, ...]]:
    rows = [tuple(row) for row in db.session.execute(text(query))]
    db.session.remove()
    return rows
