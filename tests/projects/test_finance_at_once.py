"""The same amounts handed in several times at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.errors import Conflict
from participation.projects.finance.intake import importing
from participation.projects.finance.models import FinanceLine
from participation.projects.models import Project
from participation.strategy.models import Strategy
from tests.factories import make_strategy
from tests.projects.finance_files import MOTION
from tests.projects.making import WHO

CLICKS = 4


def test_a_file_that_comes_four_times_at_once_is_taken_over_once(
    app: Flask, strategy: Strategy, write
) -> None:
    path = write(MOTION)

    def take(_number: int) -> int:
        with app.app_context():
            plan = importing.import_file("region", path, add_missing=True, **WHO)
            db.session.commit()
            return len(plan.added)

    with ThreadPoolExecutor(CLICKS) as pool:
        added = list(pool.map(take, range(CLICKS)))
    assert sorted(added) == [0, 0, 0, 12]
    assert db.session.scalar(select(func.count()).select_from(FinanceLine)) == 12


def test_two_strategies_never_share_a_project_that_both_add_at_once(
    app: Flask, strategy: Strategy, write
) -> None:
    make_strategy(slug="other")
    path = write(MOTION)

    def take(slug: str) -> bool:
        with app.app_context():
            try:
                importing.import_file(slug, path, add_missing=True, **WHO)
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take, ["region", "other"]))
    assert any(done)
    projects = db.session.scalar(select(func.count()).select_from(Project))
    assert projects == 6 * sum(done)
