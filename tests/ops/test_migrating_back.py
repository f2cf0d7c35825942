"""A database that holds rows goes back to the earlier tables and forth again, and loses none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from participation.app import create_app
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.projects.models import Milestone
from tests.answers.answering import answer, make_project, published_idea
from tests.conftest import settings
from tests.factories import make_round, make_strategy, save


def _counts() -> dict[str, int]:
    names = inspect(db.engine).get_table_names()
    counts = {
        name: db.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        for name in names
    }
    db.session.remove()
    return counts


def test_rows_of_tables_that_were_there_before_survive_the_way_back_and_forth(
    backend: str, make_database: Any, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, make_database(backend, "back")))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        strategy = make_strategy()
        project = make_project(strategy_id=strategy.id)
        save(Milestone(project_id=project.id, position=1, title="Bau", reason=""))
        answer(published_idea(make_round(strategy_id=strategy.id)))
        db.session.remove()
        before = _counts()
        downgrade(revision="0011")
        older = _counts()
        upgrade()
        assert _counts() == before
        assert older == {name: before[name] for name in older}
        # These go with their project or answer where its table is made anew.
        assert older["milestones"] == older["answer_notices"] == 1
        db.session.remove()
        db.engine.dispose()
