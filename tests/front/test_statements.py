"""How many statements the page of an idea takes, whoever reads it and however much came of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.answers import publishing
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.city.queries import city
from participation.extensions import db
from participation.following.models import Follow
from participation.ideas.models import Idea, IdeaSupport
from participation.kernel.clock import clock
from tests.answers.answering import answer, published_idea
from tests.factories import closed, make_resident, make_round, make_staff, save
from tests.front.chains import held, path_of, pending, public_paper, read, rest_on, take_up
from tests.projects.making import make_milestone, make_project


@pytest.fixture
def idea(app: Flask) -> Idea:
    """An idea that waits for the council, taken up by projects that rest on papers of their own."""
    idea, paper = published_idea(make_round()), public_paper()
    for body in ("Ausschuss", "Gemeinderat"):
        held(paper, body=body)
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    for number in range(3):
        project = make_project(state="planned")
        for month in ("01", "02"):
            make_milestone(project, f"2099-{month}", title={"de": f"Schritt {month}"})
        rest_on(project, pending(public_paper(), f"2099-0{number + 1}", body="Bauausschuss"))
        take_up(project, idea)
    return idea


def test_a_resident_who_follows_and_supports_an_idea_reads_its_chain_with_eight(
    new_client: Any, idea: Idea, statements: list[str]
) -> None:
    resident = make_resident()
    save(IdeaSupport(idea_id=idea.id, account_id=resident.id, at=clock.now()))
    save(Follow(account_id=resident.id, kind="idea", key=idea.number, frequency="at_once"))
    text, sent = asked(new_client(resident), idea, statements)
    assert "Nicht mehr unterstützen" in text
    assert text.count("Bauausschuss") == text.count("Umsetzung") == 3
    assert "Gemeinderat" in text
    assert f"{city().name}, " in text
    assert len(sent) <= 8, sent


def test_a_resident_who_supports_another_idea_may_support_this_one(
    new_client: Any, idea: Idea, statements: list[str]
) -> None:
    resident, other = make_resident(), published_idea(idea.round)
    save(IdeaSupport(idea_id=other.id, account_id=resident.id, at=clock.now()))
    save(IdeaSupport(idea_id=idea.id, account_id=make_resident().id, at=clock.now()))
    text, sent = asked(new_client(resident), idea, statements)
    assert "Nicht mehr unterstützen" not in text
    assert "Unterstützen" in text
    assert len(sent) <= 8, sent


def test_staff_read_it_with_one_more_for_their_roles(
    new_client: Any, idea: Idea, statements: list[str]
) -> None:
    text, sent = asked(new_client(make_staff("planner")), idea, statements)
    assert text.count("Bauausschuss") == 3
    assert len(sent) <= 9, sent


def test_a_general_answer_is_given_in_the_citys_name_with_eight(
    new_client: Any, app: Flask, statements: list[str]
) -> None:
    round_ = make_round(**closed())
    idea = published_idea(round_)
    publishing.state_generally(round_.id, "Das gilt für alle.", actor=SHELL, clock=clock)
    db.session.commit()
    text, sent = asked(new_client(make_resident()), idea, statements)
    assert f"{city().name}, " in text
    assert len(sent) <= 8, sent


def asked(client: Any, idea: Idea, statements: list[str]) -> tuple[str, list[str]]:
    """What the page says, and the statements it took."""
    path = path_of(idea)
    statements.clear()
    text = read(client, path)
    return text, list(statements)
