"""The table of complaints, made anew on SQLite, keeps its rows and conditions, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from participation.app import create_app
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.moderation.complaints.models import Complaint
from tests.conftest import settings
from tests.factories import make_idea, make_resident, make_round, make_staff, save
from tests.moderation.complaining import complained, make_original

INSERT = "INSERT INTO complaints (idea_id, original_id, decision_id, text, reasons, at) "


def test_complaints_survive_the_way_back_and_forth(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "complaints")))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        complained(make_staff(), text="Kept.")
        idea = make_idea(make_round(), make_resident())
        row = make_original(idea)
        save(Complaint(idea_id=idea.id, original_id=row.id, text="New.", at=clock.now()))
        same = {"idea_id": idea.id, "original_id": row.id}
        db.session.remove()
        downgrade(revision="0040")
        assert _rows("SELECT text FROM complaints") == [("Kept.",)]
        assert _rows("SELECT count(*) FROM idea_originals") == [(1,)]
        upgrade()
        assert _rows("SELECT text, original_id FROM complaints") == [("Kept.", None)]
        assert _rows("SELECT facts FROM idea_originals") == [("",)]
        assert save(Complaint(text="Anew.", at=clock.now(), **same)).id > 1
        for sides in ("null, null", "original_id, (SELECT id FROM decisions)"):
            values = f"SELECT idea_id, {sides}, 'x', '', at FROM complaints WHERE text = 'Anew.'"
            with pytest.raises(IntegrityError):
                db.session.execute(text(INSERT + values))
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def _rows(query: str) -> list[tuple[Any, ...]]:
    rows = [tuple(row) for row in db.session.execute(text(query))]
    db.session.remove()
    return rows
