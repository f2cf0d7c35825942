"""The chain from its other end: from a paper or a project to the ideas, their answers and the
weights."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, defer

from participation.answers.mails import sentence
from participation.answers.models import Answer
from participation.answers.queries import is_current
from participation.answers.rules import DECLINES
from participation.council.background import Background, RestingProject, Weight
from participation.council.models import Consultation, Paper
from participation.extensions import db
from participation.front.chain.steps import project_link
from participation.ideas.models import Idea
from participation.ideas.progress import Origin, Origins
from participation.ideas.rules import READABLE_STATES, number_of
from participation.projects import links
from participation.projects.board import presenter
from participation.projects.models import Project, ProjectIdea
from participation.projects.queries import public_projects
from participation.projects.wording import state_names
from participation.rounds.models import Round
from participation.web.filters import tr
from participation.web.steps import Link
from participation.web.translation import _

MOST = 300
"""Ideas that a page names: what was answered in bulk may be thousands."""
Current = aliased(Answer, name="answer_that_holds")


@dataclass(frozen=True)
class _Found:
    """An idea with what ties it to a project or a paper: what takes it up, and its answer."""

    origin: Origin
    taken_up_by: int | None
    answer: Answer | None


def origins_of(project_id: int) -> Origins:
    """Return the ideas that a project takes up, or that were answered with it, by number (one
    statement)."""
    found, cut = _ideas([project_id], None)
    return Origins(tuple(_once(found)), cut)


def numbers_of(project_id: int) -> list[str]:
    """Return the numbers of the public ideas on whose pages a project is a step, in their order."""
    return _numbers(or_(_taken_up_by(project_id), Current.project_id == project_id))


def numbers_answered_with(paper_id: int) -> list[str]:
    """Return the numbers of the public ideas whose answer refers to a paper, in their order."""
    return _numbers(Current.paper_id == paper_id)


def resting_on(rows: Collection[Consultation]) -> list[Project]:
    """Return the published projects that rest on any of these consultations, by key."""
    resting = links.resting_on([row.id for row in rows])
    query = public_projects().where(Project.id.in_(resting)).order_by(Project.key)
    return list(db.session.scalars(query)) if rows else []


def background_of(paper: Paper, rows: Sequence[Consultation]) -> Background:
    """Return what led to a public paper: the published projects that rest on its public
    consultations, their ideas, the ideas whose answer refers to it, and the weights (three
    statements)."""
    projects = resting_on(rows)
    ids = [project.id for project in projects]
    found, cut = _ideas(ids, paper.id)
    return Background(
        projects=tuple(_resting(project, found) for project in projects),
        ideas=tuple(_once(each for each in found if _refers_to(each, paper))),
        weights=tuple(_weights(ids)),
        cut=cut,
    )


def _taken_up_by(project_id: int) -> ColumnElement[bool]:
    taken_up = ProjectIdea.idea_id == Idea.id
    return exists().where(taken_up, ProjectIdea.project_id == project_id)


def _numbers(condition: ColumnElement[bool]) -> list[str]:
    """Return the public ideas that lead there, but for those that the city does not follow."""
    followed = or_(Current.status.is_(None), Current.status.not_in(DECLINES))
    query = (
        select(Idea.year, Idea.id)
        .outerjoin(Current, and_(Current.idea_id == Idea.id, is_current(Current)))
        .where(Idea.state.in_(READABLE_STATES), condition, followed)
    )
    rows = db.session.execute(query.order_by(Idea.id))
    return [number_of(row.year, row.id) for row in rows]


def _refers_to(found: _Found, paper: Paper) -> bool:
    return found.answer is not None and found.answer.paper_id == paper.id


def _resting(project: Project, found: Sequence[_Found]) -> RestingProject:
    ideas = [
        each
        for each in found
        if project.id in (each.taken_up_by, each.answer.project_id if each.answer else None)
    ]
    link = project_link(project.key, project.title)
    return RestingProject(link, state_names()[project.state], tuple(_once(ideas)))


def _once(found: Iterable[_Found]) -> list[Origin]:
    return list({each.origin.number: each.origin for each in found}.values())


def _ideas(project_ids: Collection[int], paper_id: int | None) -> tuple[list[_Found], bool]:
    """Return the ideas that lead to projects or to a paper, by number, and whether there are more;
    one that several projects take up is there for each."""
    taking_up = and_(ProjectIdea.idea_id == Idea.id, ProjectIdea.project_id.in_(project_ids))
    query = (
        select(Idea, Round, Current, ProjectIdea.project_id)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(Current, and_(Current.idea_id == Idea.id, is_current(Current)))
        .outerjoin(ProjectIdea, taking_up)
        .where(
            or_(
                ProjectIdea.project_id.is_not(None),
                Current.project_id.in_(project_ids),
                and_(Current.paper_id.is_not(None), Current.paper_id == paper_id),
            )
        )
        .options(defer(Round.frame_document), defer(Round.rules_document), defer(Idea.text))
        .order_by(Idea.id)
        .limit(MOST + 1)
    )
    rows = db.session.execute(query).all()
    found = [
        _Found(_origin(idea, round_, answer), taken_up_by, answer)
        for idea, round_, answer, taken_up_by in rows[:MOST]
    ]
    return found, len(rows) > MOST


def _origin(idea: Idea, round_: Round, answer: Answer | None) -> Origin:
    if idea.state not in READABLE_STATES:
        return Origin(idea.number, None, round_.slug, round_.title)
    if answer is None:
        return Origin(idea.number, idea.title, round_.slug, round_.title)
    said = sentence(answer.status, answer.review_by, answer.competent)
    at, declined = answer.published_at, answer.status in DECLINES
    return Origin(idea.number, idea.title, round_.slug, round_.title, said, at, declined)


def _weights(project_ids: Collection[int]) -> Iterator[Weight]:
    if not project_ids:
        return
    for weight in presenter.weights(links.weights_of(project_ids)):
        url = url_for("results.show", slug=weight.slug, version=weight.version)
        label = _("Ergebnis: %(round)s", round=tr(weight.round_title))
        yield Weight(
            weight.title,
            weight.share,
            weight.interval,
            weight.measured,
            weight.ballots,
            weight.caveat,
            Link(url, label),
        )
