"""Publishing answers: all or chosen ones, each once, and never changed from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from participation.answers import publishing, queries
from participation.answers.models import Answer, AnswerNotice
from participation.answers.publishing import Obstacle
from participation.answers.rules import Draft, Status
from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.projects.models import Project
from participation.rounds.models import Round
from tests.answers.answering import (
    DECLINED,
    DONE,
    answer,
    make_paper,
    make_project,
    publish,
    published_idea,
    stage,
)
from tests.factories import make_resident, make_round

pytestmark = pytest.mark.usefixtures("app")


def public_statuses(round_: Round) -> list[str]:
    """What everybody can read, in the order of the ideas."""
    return [found.answer.status for found in queries.public_answers_of(round_.id)]


def notices() -> int:
    """Of how many answers nobody has been told yet."""
    return db.session.query(AnswerNotice).count()


def test_all_staged_answers_of_a_round_are_published_at_once() -> None:
    round_, other = make_round(), make_round()
    stage(published_idea(round_))
    stage(published_idea(round_), DECLINED)
    stage(published_idea(other))
    assert public_statuses(round_) == []
    assert len(publish(round_).ready) == 2
    assert public_statuses(round_) == ["already_done", "not_followed"]
    assert public_statuses(other) == []
    assert notices() == 2


def test_chosen_answers_are_published_and_others_stay_staged() -> None:
    round_ = make_round()
    one, two = published_idea(round_), published_idea(round_)
    stage(one)
    stage(two, DECLINED)
    publish(round_, [two.id])
    assert public_statuses(round_) == ["not_followed"]
    assert queries.staged(one.id) is not None


def test_a_double_click_publishes_once() -> None:
    round_ = make_round()
    stage(published_idea(round_))
    seen = publishing.staged_batch(round_.id).seen
    for expected in (1, 0):
        batch = publishing.publish(round_.id, seen=seen, actor=SHELL, clock=clock)
        db.session.commit()
        assert len(batch.ready) == expected
    assert notices() == 1
    actions = [entry.action for entry in db.session.query(AuditEntry)]
    assert actions.count("answers.published") == 1


def test_what_was_staged_after_the_check_is_not_published_unseen() -> None:
    round_ = make_round()
    idea = published_idea(round_)
    version = stage(idea).version
    seen = publishing.staged_batch(round_.id).seen
    stage(idea, DECLINED, seen=version)
    with pytest.raises(Conflict):
        publishing.publish(round_.id, seen=seen, actor=SHELL, clock=clock)
    db.session.rollback()
    assert public_statuses(round_) == []


@pytest.mark.parametrize("state", ["withdrawn", "removed", "rejected"])
def test_the_answer_to_an_idea_that_is_gone_is_held_back(state: str) -> None:
    round_ = make_round()
    gone, there = published_idea(round_), published_idea(round_)
    stage(gone)
    stage(there)
    db.session.execute(update(Idea).where(Idea.id == gone.id).values(state=state))
    db.session.commit()
    batch = publish(round_)
    assert [(held.number, held.obstacle) for held in batch.held_back] == [
        (gone.number, Obstacle.IDEA)
    ]
    assert len(batch.ready) == 1
    assert queries.staged(gone.id) is not None
    assert notices() == 1


def test_an_answer_whose_project_or_paper_is_no_longer_public_is_held_back() -> None:
    round_ = make_round()
    project, paper = make_project(), make_paper()
    stage(published_idea(round_), Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    stage(published_idea(round_), Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    db.session.execute(update(Project).values(published_at=None))
    paper.public = False
    db.session.commit()
    batch = publish(round_)
    assert [held.obstacle for held in batch.held_back] == [Obstacle.PROJECT, Obstacle.PAPER]
    assert public_statuses(round_) == []


@pytest.mark.parametrize("public", [True, False])
def test_a_paper_shown_or_hidden_after_the_check_is_looked_at_again(public: bool) -> None:
    round_ = make_round()
    paper = make_paper()
    stage(published_idea(round_), Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    paper.public = not public
    db.session.commit()
    seen = publishing.staged_batch(round_.id).seen
    paper.public = public
    db.session.commit()
    with pytest.raises(Conflict):
        publishing.publish(round_.id, seen=seen, actor=SHELL, clock=clock)
    db.session.rollback()
    assert public_statuses(round_) == []


def test_a_correction_replaces_what_was_published_and_both_rows_stay() -> None:
    round_ = make_round()
    idea = published_idea(round_)
    first = answer(idea)
    second = answer(idea, DECLINED)
    third = answer(idea, DONE)
    assert (second.supersedes_id, third.supersedes_id) == (first.id, second.id)
    assert public_statuses(round_) == ["already_done"]
    assert [row.id for row in queries.of_idea(idea.id)] == [third.id, second.id, first.id]


def test_a_staged_correction_shows_nothing_before_it_is_published() -> None:
    round_ = make_round()
    idea = published_idea(round_)
    answer(idea)
    stage(idea, DECLINED)
    assert public_statuses(round_) == ["already_done"]
    [batch] = publishing.staged_batch(round_.id).answers
    assert batch.corrects


def test_a_published_answer_cannot_be_changed() -> None:
    row = answer(published_idea(make_round()))
    for name, value in (
        ("text", "Doch nicht."),
        ("published_at", row.published_at + timedelta(days=1) if row.published_at else None),
        ("published_at", None),
    ):
        setattr(row, name, value)
        with pytest.raises(RuntimeError, match="never changed"):
            db.session.commit()
        db.session.rollback()


@pytest.mark.parametrize("statement", [update(Answer).values(text="Anders."), delete(Answer)])
def test_answers_cannot_be_changed_without_being_looked_at(statement: Any) -> None:
    answer(published_idea(make_round()))
    with pytest.raises(RuntimeError, match="one by one"):
        db.session.execute(statement)
    db.session.rollback()


def test_a_published_answer_cannot_be_deleted() -> None:
    db.session.delete(answer(published_idea(make_round())))
    with pytest.raises(RuntimeError, match="never"):
        db.session.commit()
    db.session.rollback()


def test_an_idea_has_one_line_of_answers() -> None:
    idea = published_idea(make_round())
    answer(idea)
    stage(idea, DECLINED)
    second = update(Answer).where(Answer.published_at.is_(None)).values(published_at=clock.now())
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.connection().execute(second)
    db.session.rollback()


def test_the_answer_to_an_idea_that_is_removed_later_is_public_no_more() -> None:
    round_ = make_round()
    idea = published_idea(round_)
    answer(idea)
    db.session.execute(update(Idea).values(state="removed"))
    db.session.commit()
    assert public_statuses(round_) == []
    assert queries.public_answer(idea.id) is None


def test_a_project_that_is_withdrawn_later_is_named_no_more() -> None:
    idea = published_idea(make_round())
    project = make_project()
    answer(idea, Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    found = queries.public_answer(idea.id)
    assert found
    assert found.project
    assert found.project.key == project.key
    db.session.execute(update(Project).values(published_at=None))
    db.session.commit()
    found = queries.public_answer(idea.id)
    assert found
    assert found.project is None


def test_the_check_counts_authors_who_can_be_told() -> None:
    round_ = make_round()
    away = make_resident()
    stage(published_idea(round_, make_resident()))
    stage(published_idea(round_, away))
    stage(published_idea(round_))
    away.active = False
    db.session.commit()
    assert publishing.staged_batch(round_.id).mails == 1


def test_a_general_statement_is_published_once_and_the_newest_holds() -> None:
    round_ = make_round()
    for text in ("Danke.", "Danke.", "Vielen Dank."):
        publishing.state_generally(round_.id, text, actor=SHELL, clock=clock)
        db.session.commit()
    statement = queries.statement(round_.id)
    assert statement is not None
    assert (statement.text, statement.id) == ("Vielen Dank.", 2)
    with pytest.raises(BadInput):
        publishing.state_generally(round_.id, "", actor=SHELL, clock=clock)
    statement.text = "Anders."
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.commit()
    db.session.rollback()
