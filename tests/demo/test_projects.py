"""The projects of the demo: a board with something in every state but the last, one late, and the
way from an idea to its project."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from participation.answers.models import Answer
from participation.demo.service import slugs
from participation.extensions import db
from participation.projects import links
from participation.projects.board import detail
from participation.projects.board import queries as board
from participation.projects.board.queries import Choice
from participation.projects.models import Project
from tests.conftest import CheckingClient
from tests.demo.conftest import NOW
from tests.pages import main_text


def projects() -> list[Project]:
    """All projects by their keys."""
    return list(db.session.scalars(select(Project).order_by(Project.key)))


def test_twelve_projects_are_public_and_one_is_late(city: Flask) -> None:
    counts = board.counts(Choice(), NOW.date())
    assert set(counts) == {"proposed", "planned", "decided", "running", "done"}
    assert sum(count for count, _late in counts.values()) == len(projects()) == 12
    assert sum(late for _count, late in counts.values()) == 1


def test_there_are_projects_of_every_kind(city: Flask) -> None:
    assert {project.kind for project in projects()} == {"priority", "regular", "pool"}


def test_every_project_comes_from_an_idea_that_everybody_may_read(city: Flask) -> None:
    for project in projects():
        ideas = links.ideas(project.id)
        assert ideas, project.key
        assert all(idea.title and idea.round_slug == slugs().closed for idea in ideas)


def test_everything_was_published_in_the_past(city: Flask) -> None:
    days = timedelta(days=25), timedelta(days=27)
    assert all(
        days[0] < NOW - project.published_at < days[1]
        for project in projects()
        if project.published_at
    )


def test_an_answer_leads_to_a_project(city: Flask) -> None:
    query = select(Answer.status).where(Answer.project_id.is_not(None))
    assert "taken_into_project" in set(db.session.scalars(query))


def test_two_projects_refer_to_what_was_weighted(visitor: CheckingClient) -> None:
    citing = [project.key for project in projects() if links.weights(project.id)]
    assert citing == ["leihraeder", "schulstrassen"]
    assert "Mobilität: 51,0 %" in main_text(visitor.get("/projects/schulstrassen"))


def test_priority_projects_are_scored_by_criteria_that_were_fixed_before(city: Flask) -> None:
    scored = [project.kind for project in projects() if detail.scores(project.id)]
    assert scored == ["priority"] * 4


def test_each_project_can_be_read_in_both_languages(visitor: CheckingClient) -> None:
    for project in projects():
        for language in ("de", "en"):
            page = visitor.get(f"/projects/{project.key}?lang={language}")
            assert page.status_code == 200
            assert project.title[language] in main_text(page)
