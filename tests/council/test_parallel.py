"""The same form sent several times at the same moment becomes one row."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select

from participation.council import service
from participation.council.consultations import service as consultations
from participation.council.models import Consultation, Paper
from participation.extensions import db
from tests.council.making import make_paper
from tests.council.test_adopting import BY, DECISION
from tests.council.test_service import PAPER
from tests.factories import make_strategy
from tests.strategy.making import open_consultation, states

CLICKS = 4


def at_once(app: Flask, act: Callable[[], Paper | Consultation]) -> set[int]:
    """Do the same in several threads; return the ids of what came of it."""

    def click(_number: int) -> int:
        with app.app_context():
            id_ = act().id
            db.session.commit()
            return id_

    with ThreadPoolExecutor(CLICKS) as pool:
        return set(pool.map(click, range(CLICKS)))


def test_clicks_at_once_record_one_paper(app: Flask) -> None:
    ids = at_once(app, lambda: service.record_paper(PAPER, token="t" * 24, **BY))
    assert len(ids) == 1
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 1


def test_papers_of_one_reference_recorded_at_once_get_an_address_each(app: Flask) -> None:
    tokens = iter([letter * 24 for letter in "abcd"])
    ids = at_once(app, lambda: service.record_paper(PAPER, token=next(tokens), **BY))
    assert len(ids) == CLICKS


def test_clicks_at_once_adopt_a_version_once(app: Flask) -> None:
    strategy = make_strategy()
    draft = replace(DECISION, version_id=open_consultation(strategy).id)
    key = make_paper().key
    ids = at_once(
        app, lambda: consultations.record_consultation(key, draft, token="c" * 24, shown=True, **BY)
    )
    assert len(ids) == 1
    assert states(strategy) == ["adopted"]
