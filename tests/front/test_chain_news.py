"""Who hears of what a body decided: followers of projects, ideas and rounds, each once, and nobody
of what is not public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.answers.rules import Draft, Status
from participation.council.models import Consultation, Paper
from participation.council.papers import visibility
from participation.extensions import db
from participation.following import service as following
from participation.following.jobs import mail_at_once
from participation.following.models import News
from participation.kernel.clock import FixedClock
from participation.projects import service as projects
from participation.projects.linking import service as linking
from participation.projects.models import Project
from tests.answers.answering import DECLINED, answer, published_idea
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_resident, make_round
from tests.following.conftest import NOW, SOON, mails
from tests.front.chains import public_paper, rest_on, take_up, taken_up
from tests.front.test_round_way import cited_by
from tests.projects.making import WHO, make_project
from tests.strategy.making import make_whole_strategy

BY: dict[str, Any] = {"actor": WHO["actor"], "clock": FixedClock(NOW)}


def follow(kind: str, key: str, address: str = "follower@example.org") -> None:
    following.follow(make_resident(address), kind, key, frequency="at_once", clock=BY["clock"])
    db.session.commit()


def show(row: Consultation, paper: Paper) -> None:
    visibility.show_paper(paper.key, [row.id], **BY)
    db.session.commit()


def hide(paper: Paper) -> None:
    visibility.hide_paper(paper.key, **BY)
    db.session.commit()


def link(project: Project, *rows: Consultation) -> None:
    ids = [row.id for row in rows]
    linking.set_consultations(project.key, ids, version=project.version, **BY)
    db.session.commit()


def told() -> list[tuple[str, str]]:
    """Of which subjects there is news, in the order of its happening."""
    db.session.rollback()
    return [(news.kind, news.key) for news in db.session.scalars(select(News).order_by(News.id))]


def bodies() -> str:
    """What the mails about news say."""
    mail_at_once(SOON)
    return "\n".join(mail.body for mail in mails() if mail.subject.startswith("Neue"))


def test_followers_of_project_and_idea_hear_of_a_decision(app: Flask) -> None:
    idea, project = taken_up()
    paper = make_paper()
    row = make_consultation(paper)
    rest_on(project, row)
    follow("project", project.key)
    follow("idea", idea.number, "idea@example.org")
    assert told() == []
    show(row, paper)
    assert told() == [("project", project.key), ("idea", idea.number)]
    text = bodies()
    assert "Zu diesem Projekt gibt es ein neues Ergebnis aus einem Gremium der Stadt." in text
    assert "Zu dieser Idee gibt es ein neues Ergebnis aus einem Gremium der Stadt." in text
    assert f"http://localhost/council/{paper.key}" in text


def test_what_is_still_to_come_is_no_news(app: Flask) -> None:
    _idea, project = taken_up()
    paper = make_paper()
    row = make_consultation(paper, outcome="pending")
    rest_on(project, row)
    follow("project", project.key)
    show(row, paper)
    assert told() == []
    result = make_consultation(paper, supersedes_id=row.id)
    show(result, paper)
    assert told() == [("project", project.key)]


def test_what_is_hidden_and_shown_again_is_told_once(app: Flask) -> None:
    _idea, project = taken_up()
    paper = make_paper()
    row = make_consultation(paper)
    rest_on(project, row)
    follow("project", project.key)
    for _time in range(2):
        show(row, paper)
        hide(paper)
    assert told() == [("project", project.key)]


def test_a_correction_is_told_when_the_outcome_is_another(app: Flask) -> None:
    _idea, project = taken_up()
    paper = make_paper()
    first = make_consultation(paper, outcome="postponed")
    rest_on(project, first)
    follow("project", project.key)
    show(first, paper)
    same = make_consultation(paper, outcome="postponed", supersedes_id=first.id)
    show(same, paper)
    assert len(told()) == 1
    show(make_consultation(paper, outcome="rejected", supersedes_id=same.id), paper)
    assert len(told()) == 2


def test_a_public_decision_is_told_when_it_is_linked_and_only_once(app: Flask) -> None:
    idea, project = taken_up()
    paper = make_paper()
    row, hidden = make_consultation(paper), make_consultation(paper)
    follow("idea", idea.number)
    show(row, paper)
    assert told() == []
    link(project, row, hidden)
    assert told() == [("idea", idea.number)]
    link(project)
    link(project, row)
    assert told() == [("idea", idea.number)]


def test_what_a_draft_project_rests_on_is_told_to_nobody(app: Flask) -> None:
    idea, project = published_idea(make_round()), make_project(published=False)
    take_up(project, idea)
    paper = make_paper()
    row = make_consultation(paper)
    follow("idea", idea.number)
    link(project, row)
    show(row, paper)
    assert told() == []


def test_followers_of_an_idea_hear_of_the_paper_its_answer_names(app: Flask) -> None:
    idea, paper = published_idea(make_round()), public_paper()
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    project = make_project()
    take_up(project, idea)
    row = make_consultation(paper)
    rest_on(project, row)
    follow("idea", idea.number)
    show(row, paper)
    assert told() == [("idea", idea.number)]


def test_followers_of_a_declined_idea_hear_nothing_of_what_it_is_not_part_of(app: Flask) -> None:
    idea, project = published_idea(make_round()), make_project()
    take_up(project, idea)
    answer(idea, DECLINED)
    paper = make_paper()
    row = make_consultation(paper)
    rest_on(project, row)
    follow("idea", idea.number)
    show(row, paper)
    assert told() == []


@pytest.mark.parametrize("state", ["withdrawn", "removed"])
def test_an_idea_that_is_no_longer_public_is_in_no_mail(app: Flask, state: str) -> None:
    idea, project = taken_up()
    paper = make_paper()
    row = make_consultation(paper)
    rest_on(project, row)
    follow("idea", idea.number)
    idea.title = "Kanarienvogel"
    idea.state = state
    db.session.commit()
    show(row, paper)
    assert told() == []


def test_a_decision_that_is_hidden_before_the_mail_is_in_no_mail(app: Flask) -> None:
    _idea, project = taken_up()
    paper = make_paper()
    row = make_consultation(paper)
    rest_on(project, row)
    follow("project", project.key)
    show(row, paper)
    hide(paper)
    assert bodies() == ""
    assert mail_at_once(SOON) == 0


def test_followers_of_a_round_hear_of_the_version_that_cites_it(app: Flask) -> None:
    strategy = make_whole_strategy()
    cited = make_round(**closed(), strategy_id=strategy.id)
    version = cited_by(strategy, cited)
    other = make_round(**closed())
    for round_ in (cited, other):
        follow("round", round_.slug, f"{round_.slug}@example.org")
    paper = make_paper()
    values = {"version_id": version.id, "role": "preparation", "authoritative": False}
    show(make_consultation(paper, outcome="recommended", **values), paper)
    assert told() == [("round", cited.slug)]
    text = bodies()
    expected = "Zu der Strategie, um die es in dieser Runde ging, gibt es ein neues Ergebnis"
    assert expected in text.replace("\n", " ")


def test_followers_of_a_round_hear_of_a_version_that_is_put_forward(app: Flask) -> None:
    strategy = make_whole_strategy()
    round_ = make_round(**closed(), strategy_id=strategy.id)
    follow("round", round_.slug)
    cited_by(strategy, round_)
    assert told() == [("round", round_.slug)]
    mail_at_once(FixedClock(datetime.now(UTC) + timedelta(hours=1)))
    (mail,) = mails()
    assert "hat die Stadt eine Fassung vorgelegt." in mail.body
    assert f"http://localhost/strategy/{strategy.slug}/versions/1" in mail.body


def test_followers_of_an_idea_hear_of_a_project_that_only_its_answer_names(app: Flask) -> None:
    idea, project = taken_up(state="planned")
    follow("idea", idea.number)
    note = {"de": "Der Gemeinderat hat zugestimmt."}
    projects.change_state(project.key, "decided", note, version=project.version, **BY)
    db.session.commit()
    assert told() == [("idea", idea.number)]
