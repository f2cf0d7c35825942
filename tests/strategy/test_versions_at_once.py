"""Several people at once: one effect, and a sentence for the others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from participation.extensions import db
from participation.kernel.errors import ParticipationError
from participation.strategy import service_versions
from tests.strategy.making import (
    ADOPTED,
    BY,
    begin_next_draft,
    digest_of_draft,
    make_whole_strategy,
    open_consultation,
    states,
)


def at_once(app: Flask, *steps: Callable[[], object]) -> list[str]:
    """What came of each step, all of them begun together: "done", or the kind of the refusal."""

    def take(step: Callable[[], object]) -> str:
        with app.app_context():
            try:
                step()
                db.session.commit()
            except ParticipationError as refused:
                db.session.rollback()
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(take, steps))


def test_of_several_who_open_the_consultation_one_does(app: Flask) -> None:
    strategy = make_whole_strategy()
    seen, slug = digest_of_draft(strategy), strategy.slug
    db.session.rollback()

    def step() -> object:
        return service_versions.open_consultation(slug, seen=seen, **BY)

    assert at_once(app, step, step, step) == ["Frozen", "Frozen", "done"]
    assert states(strategy) == ["consultation"]


def test_of_several_who_begin_a_draft_one_does(app: Flask) -> None:
    strategy = make_whole_strategy()
    open_consultation(strategy)
    slug = strategy.slug
    db.session.rollback()

    def step() -> object:
        return service_versions.begin_next_draft(slug, 1, **BY)

    assert at_once(app, step, step, step) == ["Conflict", "Conflict", "done"]
    assert states(strategy) == ["consultation", "draft"]


def test_two_decisions_at_once_leave_one_version_adopted(app: Flask) -> None:
    strategy = make_whole_strategy()
    first = open_consultation(strategy).id
    begin_next_draft(strategy, 1)
    second = open_consultation(strategy).id
    db.session.rollback()

    def adopting(version_id: int) -> Callable[[], object]:
        return lambda: service_versions.adopt(version_id, ADOPTED, **BY)

    at_once(app, adopting(first), adopting(second))
    assert states(strategy) == ["superseded", "adopted"]
