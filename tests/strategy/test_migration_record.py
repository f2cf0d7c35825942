"""What a migration takes out of the record of adopted versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select, text

from participation.app import create_app
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.web.transactions import begin_write
from tests.conftest import settings

ENTRY = """INSERT INTO audit_entries (at, actor_label, action, subject_kind, subject_id, details)
 VALUES ('2026-11-01 10:00:00', 'x', :action, 'strategy', 'region', :details)"""


def test_body_and_reference_of_a_decision_leave_the_record(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "record")))
    told = {"version": 1, "on": "2026-10", "outcome": "adopted"}
    details = json.dumps(told | {"body": "Rat, Erika Mustermann", "reference": "118"})
    with app.app_context():
        upgrade(revision="0017")
        session = begin_write()
        for action in ("strategy.version_adopted", "paper.redacted"):
            session.execute(text(ENTRY), {"action": action, "details": details})
        session.commit()
        upgrade()
        adopted, other = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        assert adopted.details == told
        assert other.details == json.loads(details)
        db.session.remove()
        db.engine.dispose()
