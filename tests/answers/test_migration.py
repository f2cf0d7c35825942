"""Which staged answers a migration takes for those of units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from participation.accounts.models import AccountUnit
from participation.answers.checking import Writer
from participation.answers.rules import Draft, Status
from participation.app import create_app
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from tests.answers.answering import answer, make_unit, published_idea, stage
from tests.conftest import settings
from tests.factories import make_round, make_staff, save


def test_only_what_a_unit_staged_and_nobody_published_stays_open_to_units(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "answers")))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        round_, unit, person = make_round(), make_unit(), make_staff("unit")
        save(AccountUnit(account_id=person.id, unit_id=unit.id))
        ours = Draft(Status.ALREADY_DONE, "Unsere.", unit=unit.key)
        clerk = Writer(Actor(person.id, "Fachstelle"), frozenset({unit.id}))
        stage(published_idea(round_), ours, by=clerk)
        stage(published_idea(round_), ours)
        answer(published_idea(round_), ours)
        db.session.remove()
        downgrade(revision="0016")
        upgrade()
        query = text("select staged_by_unit from answers order by id")
        assert [bool(row[0]) for row in db.session.execute(query)] == [True, False, False]
        db.session.remove()
        db.engine.dispose()
