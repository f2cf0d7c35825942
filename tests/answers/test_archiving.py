"""A round that names a time limit for answers is archived when the city has said something to every
idea."""

from __future__ import annotations

from typing import Any

import pytest

from participation.answers import publishing
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.rounds import lifecycle
from participation.rounds.models import Round
from tests.answers.answering import DECLINED, answer, published_idea, stage
from tests.factories import closed, make_idea, make_round, make_staff
from tests.pages import main_text

pytestmark = pytest.mark.usefixtures("app")


def over(**values: Any) -> Round:
    """A round that is over and promised answers until yesterday."""
    due = closed(3)["ideas_closes_at"].date()
    return make_round(**closed(40), **{"answers_due": due} | values)


def archived(round_: Round) -> bool:
    """Archive a round, or be refused."""
    try:
        lifecycle.archive(round_.id, actor=SHELL, clock=clock)
        db.session.commit()
    except BadInput:
        db.session.rollback()
        return False
    return round_.archived_at is not None


def test_a_round_with_ideas_without_an_answer_is_not_archived() -> None:
    round_ = over()
    idea = published_idea(round_)
    assert not archived(round_)
    stage(idea)
    assert not archived(round_)
    answer(published_idea(round_))
    assert not archived(round_)


def test_a_round_is_archived_when_every_public_idea_is_answered() -> None:
    round_ = over()
    answer(published_idea(round_), DECLINED)
    make_idea(round_)
    make_idea(round_, state="withdrawn")
    assert archived(round_)


def test_that_an_idea_is_looked_at_is_no_answer() -> None:
    round_ = over()
    answer(published_idea(round_), Draft(Status.IN_REVIEW, review_by="2099"))
    assert not archived(round_)


def test_a_general_statement_is_enough() -> None:
    round_ = over()
    published_idea(round_)
    publishing.state_generally(round_.id, "Danke.", actor=SHELL, clock=clock)
    db.session.commit()
    assert archived(round_)


def test_a_round_without_a_time_limit_is_archived_as_before() -> None:
    round_ = over(answers_due=None)
    published_idea(round_)
    assert archived(round_)


def test_the_page_says_what_is_missing(client: Any) -> None:
    round_ = over()
    published_idea(round_)
    client.sign_in(make_staff("admin"))
    page = client.get(f"/admin/rounds/{round_.slug}/archive")
    assert "Ideen ohne Antwort: 1. Beantworten Sie sie" in main_text(page)
    assert "Ins Archiv legen" not in page.text
    assert f"/planning/{round_.slug}/answers?show=open" in page.text
