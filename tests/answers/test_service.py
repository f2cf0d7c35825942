"""Staging answers: who may, to what, and what two people at once see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from participation.answers import queries, service
from participation.answers.checking import InvalidAnswer, Writer
from participation.answers.rules import Draft, Status
from participation.audit.models import AuditEntry
from participation.audit.service import SHELL, Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, Forbidden
from tests.answers.answering import (
    DECLINED,
    DONE,
    answer,
    make_paper,
    make_project,
    make_unit,
    publish,
    published_idea,
    stage,
    staged_text,
)
from tests.factories import make_idea, make_round

pytestmark = pytest.mark.usefixtures("app")


def wrong(draft: Draft) -> list[tuple[str | None, dict[str, Any]]]:
    """What staging a draft refuses: fields and values of the sentences."""
    idea = published_idea(make_round())
    with pytest.raises(InvalidAnswer) as caught:
        stage(idea, draft)
    assert queries.staged(idea.id) is None
    return [(problem.field, problem.values) for problem in caught.value.problems]


def writer(*units: Any) -> Writer:
    """A person who answers for these units."""
    return Writer(Actor(7, "Fachstelle"), frozenset(unit.id for unit in units))


def test_a_staged_answer_is_kept_and_not_public() -> None:
    idea = published_idea(make_round())
    unit, project = make_unit(), make_project()
    stage(idea, Draft(Status.TAKEN_INTO_PROJECT, "Gern.", unit=unit.key, project=project.key))
    row = queries.staged(idea.id)
    assert row is not None
    assert (row.status, row.text, row.unit_id) == ("taken_into_project", "Gern.", unit.id)
    assert (row.project_id, row.staged_by) == (project.id, "Befehlszeile")
    assert queries.public_answer(idea.id) is None
    assert [entry.action for entry in db.session.query(AuditEntry)] == ["answer.staged"]


@pytest.mark.parametrize("state", ["waiting", "rejected", "withdrawn", "removed"])
def test_only_public_ideas_are_answered(state: str) -> None:
    idea = make_idea(make_round(), state=state)
    with pytest.raises(BadInput):
        stage(idea)
    assert queries.staged(idea.id) is None


def test_a_draft_project_and_one_that_does_not_exist_are_refused_alike() -> None:
    make_project("secret", published=False, title={"de": "Geheimes Vorhaben"})
    for key in ("secret", "nowhere"):
        refused = wrong(Draft(Status.TAKEN_INTO_PROJECT, project=key))
        assert refused == [("project", {"key": key})]


def test_a_paper_that_is_not_public_is_refused_like_one_that_does_not_exist() -> None:
    make_paper("behind-doors", public=False)
    for key in ("behind-doors", "nowhere"):
        assert wrong(Draft(Status.NEEDS_COUNCIL, paper=key)) == [("paper", {"key": key})]


def test_a_unit_that_is_switched_off_is_refused() -> None:
    make_unit("closed", active=False)
    assert wrong(replace(DONE, unit="closed")) == [("unit", {"key": "closed"})]


def test_everything_wrong_is_said_at_once() -> None:
    refused = wrong(Draft(Status.NOT_FOLLOWED, unit="nowhere", project="nowhere"))
    assert [field for field, _values in refused] == ["text", "project", "unit"]


def test_a_german_date_is_kept_as_the_date_it_is() -> None:
    idea = published_idea(make_round())
    assert stage(idea, Draft(Status.IN_REVIEW, review_by="31.12.2099")).review_by == "2099-12-31"


def test_a_staged_answer_is_changed_by_who_has_seen_it_last() -> None:
    idea = published_idea(make_round())
    first = stage(idea).version
    second = stage(idea, DECLINED, seen=first).version
    for seen in (0, first):
        with pytest.raises(Conflict):
            stage(idea, DONE, seen=seen)
    row = queries.staged(idea.id)
    assert row is not None
    assert (row.status, row.version) == ("not_followed", second)


def test_after_publication_a_form_that_showed_the_staged_answer_is_refused() -> None:
    idea = published_idea(make_round())
    seen = stage(idea).version
    publish(idea.round)
    with pytest.raises(Conflict):
        stage(idea, DECLINED, seen=seen)


def test_a_staged_answer_is_thrown_away_once() -> None:
    idea = published_idea(make_round())
    seen = stage(idea).version
    service.discard(idea.id, seen=seen, by=Writer(SHELL), clock=clock)
    db.session.commit()
    assert queries.staged(idea.id) is None
    with pytest.raises(Conflict):
        service.discard(idea.id, seen=seen, by=Writer(SHELL), clock=clock)


def test_a_unit_answers_in_its_own_name_only() -> None:
    idea = published_idea(make_round())
    own, other = make_unit("own"), make_unit("other")
    for draft in (DONE, replace(DONE, unit="other")):
        with pytest.raises(InvalidAnswer) as caught:
            stage(idea, draft, by=writer(own))
        assert [problem.field for problem in caught.value.problems] == ["unit"]
    stage(idea, replace(DONE, unit="own"), by=writer(own))
    assert own.id != other.id


def test_a_unit_leaves_alone_what_another_one_staged() -> None:
    idea = published_idea(make_round())
    own, _other = make_unit("own"), make_unit("other")
    seen = stage(idea, replace(DONE, unit="other")).version
    with pytest.raises(Forbidden):
        stage(idea, replace(DECLINED, unit="own"), seen=seen, by=writer(own))
    with pytest.raises(Forbidden):
        service.discard(idea.id, seen=seen, by=writer(own), clock=clock)


@pytest.mark.parametrize("unit", ["", "own"])
def test_a_unit_leaves_alone_what_planners_staged(unit: str) -> None:
    idea = published_idea(make_round())
    own = make_unit("own")
    seen = stage(idea, replace(DONE, unit=unit)).version
    with pytest.raises(Forbidden):
        stage(idea, replace(DECLINED, unit="own"), seen=seen, by=writer(own))
    with pytest.raises(Forbidden):
        service.discard(idea.id, seen=seen, by=writer(own), clock=clock)
    db.session.rollback()
    assert staged_text(idea) == DONE.text


def test_a_unit_changes_what_it_staged_until_planners_did() -> None:
    idea = published_idea(make_round())
    own = make_unit("own")
    mine = replace(DECLINED, unit="own")
    stage(idea, replace(DONE, unit="own"), by=writer(own))
    seen = stage(idea, mine, seen=1, by=writer(own)).version
    seen = stage(idea, replace(mine, text="Nein."), seen=seen).version
    with pytest.raises(Forbidden):
        stage(idea, mine, seen=seen, by=writer(own))


def test_a_unit_leaves_alone_what_another_one_published() -> None:
    idea = published_idea(make_round())
    own, _other = make_unit("own"), make_unit("other")
    answer(idea, replace(DONE, unit="other"))
    with pytest.raises(Forbidden):
        stage(idea, replace(DECLINED, unit="own"), by=writer(own))


def test_a_unit_leaves_alone_what_is_given_to_another_one() -> None:
    idea = published_idea(make_round())
    own, _other = make_unit("own"), make_unit("other")
    service.assign(idea.round_id, [idea.id], "other", actor=SHELL, clock=clock)
    db.session.commit()
    with pytest.raises(Forbidden):
        stage(idea, replace(DONE, unit="own"), by=writer(own))
    service.assign(idea.round_id, [idea.id], "own", actor=SHELL, clock=clock)
    db.session.commit()
    stage(idea, replace(DONE, unit="own"), by=writer(own))


def test_one_answer_for_many_leaves_out_what_is_taken() -> None:
    round_, elsewhere = make_round(), published_idea(make_round())
    own, _other = make_unit("own"), make_unit("other")
    free, staged, given = (published_idea(round_) for _ in range(3))
    waiting = make_idea(round_)
    stage(staged, replace(DECLINED, unit="own"))
    service.assign(round_.id, [given.id], "other", actor=SHELL, clock=clock)
    db.session.commit()
    ids = [idea.id for idea in (free, staged, given, waiting, elsewhere)]
    draft = replace(DONE, unit="own")
    count = service.stage_many(round_.id, ids, draft, by=writer(own), clock=clock)
    db.session.commit()
    assert count == 1
    kept = [queries.staged(idea_id) for idea_id in ids]
    assert [row.status if row else None for row in kept] == [
        "already_done",
        "not_followed",
        None,
        None,
        None,
    ]


def test_what_is_wrong_with_one_answer_for_many_stages_none(app: Flask) -> None:
    idea = published_idea(make_round())
    with pytest.raises(InvalidAnswer):
        service.stage_many(
            idea.round_id, [idea.id], Draft(Status.PARTLY), by=Writer(SHELL), clock=clock
        )
    db.session.rollback()
    assert queries.staged(idea.id) is None
