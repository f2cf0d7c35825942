"""What is not public reaches no reader through a chain, on whichever page, in whichever file or
mail; once it is public, it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.answers.jobs import tell
from participation.answers.rules import Draft, Status
from participation.council.models import Paper
from participation.extensions import db
from participation.following import service as following
from participation.following.jobs import mail_at_once
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock, clock
from participation.projects.models import Project
from tests.answers.answering import answer, published_idea
from tests.factories import closed, make_resident, make_round
from tests.following.conftest import NOW, mails
from tests.front.chains import held, public_paper, rest_on, take_up
from tests.projects.making import make_project

BIRD = "Kanarienvogel"


@dataclass(frozen=True)
class Hidden:
    """Everything that is about to become public, the bird in each of its texts."""

    author: Account
    ideas: tuple[Idea, Idea, Idea]
    project: Project
    paper: Paper


@pytest.fixture
def hidden(app: Flask) -> Hidden:
    """An idea answered with a project that is a draft again, one answered with a paper that is
    hidden again, and one that is withdrawn; all of them tied to a public project."""
    author, round_ = make_resident(), make_round(**closed())
    ideas = tuple(published_idea(round_, author) for _number in range(3))
    project = make_project(title={"de": f"{BIRD} fliegt"}, key="bird-flies")
    paper = public_paper(title=f"{BIRD} fliegt", reference="Vogel/1", key="bird-paper")
    consultation = held(paper, body=f"{BIRD}ausschuss", text=BIRD)
    open_project = make_project(key="open-project")
    answer(ideas[0], Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    answer(ideas[1], Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    for each in (project, open_project):
        rest_on(each, consultation)
        for idea in ideas:
            take_up(each, idea)
    ideas[2].title, ideas[2].text, ideas[2].state = BIRD, BIRD, "withdrawn"
    project.published_at, paper.public = None, False
    db.session.commit()
    return Hidden(author, (ideas[0], ideas[1], ideas[2]), project, paper)


def outputs(hidden: Hidden, visitor: Any) -> Iterator[tuple[str, str]]:
    """Every page and file that could name them, with what it says."""
    slug = hidden.ideas[0].round.slug
    numbers = [idea.number for idea in hidden.ideas]
    paths = [f"/rounds/{slug}/", f"/rounds/{slug}/ideas/", f"/rounds/{slug}/results/ideas.csv"]
    paths += [f"/rounds/{slug}/ideas/{number}" for number in numbers]
    paths += ["/", "/projects/", "/projects/open-project", "/projects/bird-flies"]
    paths += ["/council/", "/council/bird-paper", "/strategy/"]
    for path in paths:
        yield path, visitor.get(path, follow_redirects=True).text


def test_no_page_or_file_names_what_is_hidden(hidden: Hidden, new_client: Any) -> None:
    for visitor in (new_client(), new_client(make_resident())):
        for path, text in outputs(hidden, visitor):
            assert BIRD not in text, path
            assert "Vogel/1" not in text, path


def test_the_author_finds_the_own_idea_and_nothing_else(hidden: Hidden, new_client: Any) -> None:
    author = new_client(hidden.author)
    own = f"/ideas/{hidden.ideas[2].number}"
    for path, text in outputs(hidden, author):
        assert (BIRD in text) == path.endswith(own), path
    assert "fliegt" not in author.get("/account/data.json").text


def test_what_is_published_is_named_by_the_same_pages(hidden: Hidden, new_client: Any) -> None:
    hidden.project.published_at = hidden.project.created_at
    hidden.paper.public = True
    db.session.commit()
    naming = {path for path, text in outputs(hidden, new_client()) if BIRD in text}
    numbers = [idea.number for idea in hidden.ideas]
    slug = hidden.ideas[0].round.slug
    ideas = {f"/rounds/{slug}/ideas/{number}" for number in numbers[:2]}
    pages = {"/projects/", "/projects/open-project", "/projects/bird-flies", "/council/"}
    assert naming >= ideas | pages | {"/council/bird-paper"}


def test_no_mail_names_what_is_hidden(hidden: Hidden) -> None:
    follower, slug = make_resident(), hidden.ideas[0].round.slug
    for kind, key in (("idea", hidden.ideas[0].number), ("round", slug)):
        following.follow(follower, kind, key, frequency="at_once", clock=FixedClock(NOW))
    db.session.commit()
    tell(clock)
    mail_at_once(clock)
    assert mails()
    for mail in mails():
        assert BIRD not in mail.subject + mail.body
        assert "bird-" not in mail.body
