"""Whoever follows a project or one of its ideas is told what happens to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from participation.extensions import db
from participation.following import service as following
from participation.following.models import News
from participation.kernel.errors import NotFound
from participation.projects import service
from participation.projects.linking import service as linking
from tests.factories import make_idea, make_resident, make_round
from tests.projects.making import NOW, WHO, make_project

pytestmark = pytest.mark.usefixtures("app")


def news() -> list[tuple[str, str, str]]:
    """What was told: kind, event, key of the project that it is about."""
    rows = db.session.scalars(select(News).order_by(News.id))
    return [(row.kind, row.event, row.about_key) for row in rows]


def follow(kind: str, key: str) -> None:
    """Let a new resident follow something."""
    following.follow(make_resident(), kind, key, frequency="at_once", clock=NOW)
    db.session.commit()


def test_a_draft_cannot_be_followed() -> None:
    project = make_project(published=False)
    with pytest.raises(NotFound):
        follow("project", project.key)


def test_followers_hear_of_a_new_state_and_of_nothing_else() -> None:
    project = make_project()
    follow("project", project.key)
    linking.link_goal(project.key, "energy-1", {}, version=project.version, **WHO)
    assert news() == []
    note = {"de": "Es geht los."}
    service.change_state(project.key, "running", note, version=project.version, **WHO)
    assert news() == [("project", "project.state_changed", "")]


def test_followers_of_an_idea_hear_of_its_project_once_it_is_public() -> None:
    idea, project = make_idea(make_round(), state="published"), make_project(published=False)
    follow("idea", idea.number)
    linking.set_ideas(project.key, [idea.number], version=project.version, **WHO)
    assert news() == []
    service.publish(project.key, **WHO)
    service.publish(project.key, **WHO)
    assert news() == [("idea", "idea.taken_up", project.key)]


def test_followers_of_an_idea_hear_when_a_public_project_takes_it_up() -> None:
    idea, project = make_idea(make_round(), state="published"), make_project()
    follow("idea", idea.number)
    seen = project.version
    for _ in range(2):
        linking.set_ideas(project.key, [idea.number], version=seen, **WHO)
    assert news() == [("idea", "idea.taken_up", project.key)]
