"""The migrations keep what the ledger already holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from participation.app import create_app
from participation.extensions import db
from participation.web.transactions import begin_write
from tests.conftest import settings

PAPER = """INSERT INTO papers (id, token, key, reference, title, kind, date_wording, link, oparl_id,
 public, created_at, created_by) VALUES (1, 't', '2021-7', '2021/7', 'Vorlage', 'motion', '', '',
 '', true, '2021-05-01 10:00:00', 'x')"""
CONSULTATION = """INSERT INTO consultations (id, token, paper_id, body, date_wording, role,
 authoritative, outcome, text, votes_wording, oparl_id, supersedes_id, public, recorded_at,
 recorded_by) VALUES (:id, :token, 1, 'Rat', '', 'decision', true, 'noted', '', '', '', :earlier,
 true, '2021-05-01 10:00:00', 'x')"""


def test_rows_that_correct_each_other_survive_a_new_column(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "ledger")))
    with app.app_context():
        upgrade(revision="0008")
        session = begin_write()
        session.execute(text(PAPER))
        for number, earlier in ((1, None), (2, 1)):
            values = {"id": number, "token": str(number), "earlier": earlier}
            session.execute(text(CONSULTATION), values)
        session.commit()
        upgrade()
        query = "SELECT id, supersedes_id, version_id FROM consultations ORDER BY id"
        rows = db.session.execute(text(query)).all()
        assert [tuple(row) for row in rows] == [(1, None, None), (2, 1, None)]
        db.session.remove()
        db.engine.dispose()
