"""Which staged answers a migration takes for those of units."""

from __future__ import annotations

import runpy
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from participation.accounts.models import AccountUnit
from participation.answers.checking import Writer
from participation.answers.rules import Draft, Status
from participation.audit.service import Actor
from participation.extensions import db
from participation.web.transactions import begin_write
from tests.answers.answering import answer, make_unit, published_idea, stage
from tests.factories import make_round, make_staff, save

MIGRATION = Path(__file__).parents[2] / "migrations/versions/0017_staged_by_unit.py"


def test_only_what_a_unit_staged_and_nobody_published_stays_open_to_units(app: Flask) -> None:
    round_, unit, person = make_round(), make_unit(), make_staff("unit")
    save(AccountUnit(account_id=person.id, unit_id=unit.id))
    ours = Draft(Status.ALREADY_DONE, "Unsere.", unit=unit.key)
    clerk = Writer(Actor(person.id, "Fachstelle"), frozenset({unit.id}))
    stage(published_idea(round_), ours, by=clerk)
    stage(published_idea(round_), ours)
    answer(published_idea(round_), ours)
    session = begin_write()
    # As the new column stands in every row that was there before it.
    session.execute(text("update answers set staged_by_unit = false"))
    session.execute(text(runpy.run_path(str(MIGRATION))["STAGED_BY_UNITS"]))
    session.commit()
    query = text("select staged_by_unit from answers order by id")
    assert [bool(row[0]) for row in db.session.execute(query)] == [True, False, False]
