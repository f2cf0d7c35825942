"""The same package, or the same strategy, added several times at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.strategy import service
from participation.strategy.rules import from_document
from tests.factories import FRAME
from tests.packages.making import PLANNER, WHOLE, load

CLICKS = 4


def test_a_package_that_comes_four_times_at_once_is_taken_over_once(app: Flask) -> None:
    def take(_number: int) -> bool:
        with app.app_context():
            return load(WHOLE).created

    with ThreadPoolExecutor(CLICKS) as pool:
        created = list(pool.map(take, range(CLICKS)))
    assert sorted(created) == [False, False, False, True]


def test_who_adds_a_strategy_at_the_same_moment_hears_that_its_address_is_taken(app: Flask) -> None:
    def add(_number: int) -> str:
        with app.app_context():
            try:
                service.create(slug="city", frame=from_document(FRAME), actor=PLANNER, clock=clock)
                db.session.commit()
            except BadInput as error:
                db.session.rollback()
                return error.field or ""
            return "added"

    with ThreadPoolExecutor(CLICKS) as pool:
        done = list(pool.map(add, range(CLICKS)))
    assert sorted(done) == ["added", "slug", "slug", "slug"]
