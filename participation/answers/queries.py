"""Reading answers. What is public is decided here, for every page, file and mail; every list has an
order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from participation.answers.models import Answer, Assignment, GeneralStatement
from participation.answers.rules import INTERIM
from participation.council.models import Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import PUBLIC_STATES, READABLE_STATES
from participation.projects.models import Project, ProjectIdea
from participation.projects.queries import public_projects
from participation.rounds.queries import published_rounds
from participation.web.counting import columns
from participation.web.paging import Page

Columns = TypeVarTuple("Columns")
CHUNK = 500

Staged = aliased(Answer, name="staged")
Current = aliased(Answer, name="current_answer")
RESPONSIBLE = func.coalesce(Staged.unit_id, Assignment.unit_id, Current.unit_id)
"""The unit that answers an idea, or empty: of what is staged, else as given, else as published."""


@dataclass(frozen=True)
class PublicAnswer:
    """A published answer with its project and paper as far as everybody may see them."""

    answer: Answer
    project: Project | None
    paper: Paper | None

    @property
    def interim(self) -> bool:
        """Whether it says only that the idea is looked at."""
        return self.answer.status in INTERIM


@dataclass(frozen=True)
class Standing:
    """What there is of an answer to an idea: the staged row's version (0 for none), who answers,
    whether it was a unit that staged, and the key of a published project that takes the idea up."""

    staged_version: int
    unit_id: int | None
    staged_by_unit: bool = False
    taken_up_by: str | None = None


def is_current(answer: type[Answer] = Answer) -> ColumnElement[bool]:
    """Return the condition under which a published answer is the one that holds."""
    later = aliased(Answer)
    superseded = exists().where(later.supersedes_id == answer.id)
    return and_(answer.published_at.is_not(None), ~superseded)


def taken_up_by() -> ScalarSelect[str | None]:
    """Return the key of the first published project that takes up an idea, as a column beside the
    idea."""
    taking_up = public_projects().join(ProjectIdea, ProjectIdea.project_id == Project.id)
    first = taking_up.where(ProjectIdea.idea_id == Idea.id).with_only_columns(func.min(Project.key))
    return first.correlate(Idea).scalar_subquery()


def public_answers() -> Select[Answer]:
    """Return the query of the answers to ideas that stand for themselves, as it is counted and
    listed; every list begins with it."""
    return _readable_answers().where(Idea.state.in_(PUBLIC_STATES))


def _readable_answers() -> Select[Answer]:
    """Return the query of the answers that everybody may see, joined with their ideas, each as it
    was corrected last. One to an idea that was merged since stays on its page."""
    query = select(Answer).join(Idea, Idea.id == Answer.idea_id)
    return query.where(is_current(), Idea.state.in_(READABLE_STATES))


def public_answer(idea_id: int) -> PublicAnswer | None:
    """Return what the city answers to an idea, or None."""
    return next(_whole(_readable_answers().where(Idea.id == idea_id)), None)


def public_answers_among(answer_ids: Collection[int]) -> Iterator[PublicAnswer]:
    """Yield those of the answers that everybody may see, in the order of their publication."""
    yield from _whole(public_answers().where(Answer.id.in_(answer_ids)).order_by(Answer.id))


def public_answers_to(idea_ids: Collection[int]) -> list[PublicAnswer]:
    """Return the answers to these ideas that everybody may see, in the order of their numbers."""
    return list(_whole(_readable_answers().where(Idea.id.in_(idea_ids)).order_by(Idea.id)))


def public_answers_page(round_id: int, number: int, per_page: int) -> Page[PublicAnswer]:
    """Return a page of the published answers of a round in the order of their ideas' numbers."""
    query = public_answers().where(Idea.round_id == round_id)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    page = query.order_by(Idea.id).offset((number - 1) * per_page).limit(per_page)
    return Page(list(_whole(page)), number, total, per_page)


def public_answers_of(round_id: int) -> Iterator[PublicAnswer]:
    """Yield the published answers of a round in the order of their ideas' numbers, in chunks."""
    last = 0
    while True:
        query = public_answers().where(Idea.round_id == round_id, Idea.id > last)
        chunk = list(_whole(query.order_by(Idea.id).limit(CHUNK)))
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].answer.idea_id


def _whole(query: Select[Answer]) -> Iterator[PublicAnswer]:
    project = aliased(Project, public_projects().subquery())
    paper = aliased(Paper, public_papers().subquery())
    rows = db.session.execute(
        query.add_columns(project, paper)
        .outerjoin(project, project.id == Answer.project_id)
        .outerjoin(paper, paper.id == Answer.paper_id)
        .options(contains_eager(Answer.idea), joinedload(Answer.unit))
    )
    for row in rows:
        yield PublicAnswer(row[0], row[1], row[2])


def with_answers(query: Select[*Columns]) -> Select[*Columns]:
    """Join a query of ideas with what is staged and published of their answers, and with the units
    they are given to."""
    return (
        query.outerjoin(Staged, and_(Staged.idea_id == Idea.id, Staged.published_at.is_(None)))
        .outerjoin(Current, and_(Current.idea_id == Idea.id, is_current(Current)))
        .outerjoin(Assignment, Assignment.idea_id == Idea.id)
    )


def standings(idea_ids: Collection[int]) -> dict[int, Standing]:
    """Return what there is of the answers to ideas, by the ideas' ids."""
    query = with_answers(
        select(Idea.id, Staged.version, RESPONSIBLE, Staged.staged_by_unit, taken_up_by())
    )
    rows = db.session.execute(query.where(Idea.id.in_(idea_ids)).order_by(Idea.id))
    return {row[0]: Standing(row[1] or 0, row[2], bool(row[3]), row[4]) for row in rows}


def staged(idea_id: int) -> Answer | None:
    """Return the staged answer of an idea, or None: for staff."""
    return next(iter(of_idea(idea_id, Answer.published_at.is_(None))), None)


def of_idea(idea_id: int, *conditions: ColumnElement[bool]) -> Sequence[Answer]:
    """Return the answers to an idea, staged ones too, newest first, each with its unit, project and
    paper: for staff."""
    whole = (joinedload(Answer.unit), joinedload(Answer.project), joinedload(Answer.paper))
    query = select(Answer).where(Answer.idea_id == idea_id, *conditions).options(*whole)
    return db.session.scalars(query.order_by(Answer.id.desc())).all()


def statement(round_id: int) -> GeneralStatement | None:
    """Return what the city says to all ideas of a round without an answer of their own, or None."""
    query = select(GeneralStatement).where(GeneralStatement.round_id == round_id)
    return db.session.scalar(query.order_by(GeneralStatement.id.desc()).limit(1))


@dataclass(frozen=True)
class Count:
    """How many public ideas a round has, how many of them have an answer of their own, how many
    only one that says that they are looked at, and whether there is a general statement."""

    total: int = 0
    answered: int = 0
    in_review: int = 0
    stated: bool = False


def counts(round_ids: Collection[int]) -> dict[int, Count]:
    """Return how far the answers of rounds are, by their ids."""
    interim = Current.status.in_(INTERIM)
    query = with_answers(
        select(
            Idea.round_id,
            func.count(Idea.id),
            func.count(Current.id).filter(~interim),
            func.count(Current.id).filter(interim),
            exists().where(GeneralStatement.round_id == Idea.round_id),
        )
    )
    public = Idea.round_id.in_(round_ids), Idea.state.in_(PUBLIC_STATES)
    rows = db.session.execute(query.where(*public).group_by(Idea.round_id).order_by(Idea.round_id))
    return {row[0]: Count(row[1], row[2], row[3], bool(row[4])) for row in rows}


def count(round_id: int) -> Count:
    """Return how far the answers of a round are."""
    return counts([round_id]).get(round_id, Count())


def unanswered(round_id: int) -> int:
    """Return how many public ideas of a round the city has said nothing to: they have no answer of
    their own but that they are looked at, and there is no general statement."""
    of_round = count(round_id)
    return 0 if of_round.stated else of_round.total - of_round.answered


def public_ideas(round_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the ideas that are answered: those of a round that everybody can
    read."""
    return Idea.round_id == round_id, Idea.state.in_(PUBLIC_STATES)


def open_by_unit(round_id: int) -> dict[int | None, int]:
    """Return how many public ideas of a round have no answer yet, by the unit that answers them."""
    query = with_answers(select(RESPONSIBLE, func.count(Idea.id)))
    unanswered = or_(Current.id.is_(None), Current.status.in_(INTERIM))
    query = query.where(*public_ideas(round_id), unanswered).group_by(RESPONSIBLE)
    return {row[0]: row[1] for row in db.session.execute(query.order_by(RESPONSIBLE))}


def answers_due(round_ids: Collection[int], *, staged: bool = False) -> Select[Any]:
    """Return the query of public ideas that the city has said nothing to, by round and by the unit
    that answers them, for `web.counting`: those to which nothing is written, or those whose answer
    only has to be published. A general statement answers all of a round."""
    written = Staged.id.is_not(None) if staged else Staged.id.is_(None)
    silent = or_(Current.id.is_(None), Current.status.in_(INTERIM))
    stated = exists().where(GeneralStatement.round_id == Idea.round_id)
    number = func.count(Idea.id)
    query = with_answers(select(*columns(number, round_id=Idea.round_id, unit_id=RESPONSIBLE)))
    public = Idea.round_id.in_(round_ids), Idea.state.in_(PUBLIC_STATES)
    return query.where(*public, silent, written, ~stated).group_by(Idea.round_id, RESPONSIBLE)


def with_time_limit() -> list[int]:
    """Return the ids of the rounds with a time limit for answers, archived ones aside."""
    return [round_.id for round_ in published_rounds() if round_.settings.answers_due]
