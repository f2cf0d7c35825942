"""Two people who answer or publish at the same moment: one of them has an effect, the other hears
of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from participation.answers import publishing, queries, service
from participation.answers.models import Answer, AnswerNotice
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict
from tests.answers.answering import DECLINED, DONE, PLANNER, published_idea, stage
from tests.factories import make_round

pytestmark = pytest.mark.usefixtures("app")


def at_once(app: Flask, *steps: Any) -> list[str]:
    """What becomes of steps that begin at the same moment, each in a context of its own."""
    begin = Barrier(len(steps))

    def take(step: Any) -> str:
        with app.app_context():
            begin.wait()
            try:
                done = step()
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return "conflict"
            return str(done)

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(take, steps))


def test_of_two_who_answer_an_idea_at_once_one_is_told(app: Flask) -> None:
    idea_id = published_idea(make_round()).id
    db.session.rollback()

    def staging(draft: Any) -> Any:
        return lambda: service.stage(idea_id, draft, seen=0, by=PLANNER, clock=clock).status

    results = at_once(app, staging(DONE), staging(DECLINED))
    assert results in (["already_done", "conflict"], ["conflict", "not_followed"])
    assert db.session.query(Answer).count() == 1


def test_two_who_publish_at_once_publish_once(app: Flask) -> None:
    round_ = make_round()
    for _number in range(3):
        stage(published_idea(round_))
    round_id, seen = round_.id, publishing.staged_batch(round_.id).seen
    db.session.rollback()

    def publish() -> int:
        done = publishing.publish(round_id, seen=seen, actor=SHELL, clock=clock)
        return len(done.ready)

    assert at_once(app, publish, publish) == ["0", "3"]
    assert len(list(queries.public_answers_of(round_id))) == 3
    assert db.session.query(AnswerNotice).count() == 3
