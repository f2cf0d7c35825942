"""What chains are made of, committed: ideas with answers, projects, consultations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from participation.answers.rules import Draft, Status
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.ideas.models import Idea
from participation.projects.models import Project, ProjectConsultation, ProjectIdea
from participation.web.transactions import begin_write
from tests.answers.answering import answer, published_idea
from tests.council.making import make_consultation, make_paper
from tests.factories import make_round
from tests.pages import main_text
from tests.projects.making import make_project

BUS = {"de": "Nachtlinie Aue", "en": "Aue night line"}


def read(client: Any, path: str, language: str = "de") -> str:
    """What a page says."""
    return main_text(client.get(f"{path}?lang={language}")).replace("\xa0", " ")


def path_of(idea: Idea) -> str:
    return f"/rounds/{idea.round.slug}/ideas/{idea.number}"


def way_of(client: Any, idea: Idea, language: str = "de") -> str:
    """What the page of an idea says of its way."""
    heading = "Der Weg dieser Idee" if language == "de" else "The way of this idea"
    return read(client, path_of(idea), language).partition(heading)[2]


def taken_up(**values: Any) -> tuple[Idea, Project]:
    """An idea that was answered with a project, which is published."""
    idea, project = published_idea(make_round()), make_project(title=BUS, **values)
    answer(idea, Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    return idea, project


def rest_on(project: Project, consultation: Consultation) -> None:
    """Let a project rest on a consultation."""
    _link(ProjectConsultation, project_id=project.id, consultation_id=consultation.id)


def take_up(project: Project, idea: Idea) -> None:
    """Let a project take up an idea, whatever the city answers to it."""
    _link(ProjectIdea, project_id=project.id, idea_id=idea.id)


def public_paper(**values: Any) -> Paper:
    return make_paper(**{"public": True} | values)


def held(paper: Paper, **values: Any) -> Consultation:
    """A public consultation."""
    return make_consultation(paper, **{"public": True} | values)


def pending(paper: Paper, date: str | None, **values: Any) -> Consultation:
    """A public consultation that is still to come."""
    return held(paper, date_value=date, outcome="pending", **values)


def _link(table: Any, **values: int) -> None:
    begin_write().execute(insert(table).values(values))
    db.session.commit()
