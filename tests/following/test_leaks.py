"""A mail never says more than the public pages at the moment when it is written."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.extensions import db
from participation.following import jobs, queries, service
from participation.following.unsubscribe_links import read_token
from participation.kernel.clock import FixedClock
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_resident, make_round
from tests.following.conftest import NOW, SOON, follow, mails, tell
from tests.projects.making import make_project

TAKEN_UP = {"de": "Ein Projekt der Stadt greift diese Idee auf."}


def follow_and_take_up(*, published: bool) -> str:
    """Let somebody follow an idea that a project takes up, and hide the project again if it is not
    to be public any more; return its key."""
    idea = make_idea(make_round(), make_resident(), state="published")
    project = make_project()
    service.follow(make_resident(), "idea", idea.number, frequency="at_once", clock=FixedClock(NOW))
    service.tell(
        "idea",
        idea.number,
        event="idea.taken_up",
        what=TAKEN_UP,
        about=("project", project.key),
        clock=FixedClock(NOW),
    )
    db.session.commit()
    key = project.key
    if not published:
        begin_write().merge(project).published_at = None
        db.session.commit()
    return key


def test_news_about_something_public_leads_to_its_page(app: Flask) -> None:
    key = follow_and_take_up(published=True)
    assert jobs.mail_at_once(SOON) == 1
    assert f"- {TAKEN_UP['de']}\n  http://localhost/projects/{key}" in mails()[0].body


def test_news_about_something_hidden_again_is_told_to_nobody(app: Flask) -> None:
    follow_and_take_up(published=False)
    assert jobs.mail_at_once(SOON) == 0
    assert mails() == []


@pytest.mark.parametrize("state", ["removed", "withdrawn", "rejected"])
def test_idea_that_is_not_public_any_more_is_neither_mailed_nor_named(
    app: Flask, state: str
) -> None:
    round_, account = make_round(), make_resident()
    idea = make_idea(round_, make_resident(), state="published", title="Ein geheimer Titel")
    number = idea.number
    service.follow(account, "idea", number, frequency="at_once", clock=SOON)
    db.session.commit()
    follow(account, round_)
    tell("idea", number)
    tell("round", round_.slug)
    begin_write().merge(idea).state = state
    db.session.commit()
    assert jobs.mail_at_once(SOON) == 1
    (mail,) = mails()
    assert "geheimer" not in mail.body
    assert number not in mail.body
    follow_of_round = queries.follow_of(account.id, "round", round_.slug)
    assert follow_of_round is not None
    token = mail.body.split("/follow/unsubscribe/")[1].split()[0]
    assert read_token(token) == (account.id, [follow_of_round.id]), "it stops what it names"
    assert jobs.mail_at_once(FixedClock(SOON.now())) == 0, "it is not mailed later either"
