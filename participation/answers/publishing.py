"""Publishing staged answers: all of a round at once or chosen ones, each of them once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import aliased

from participation.accounts.models import Account
from participation.answers.models import Answer, AnswerNotice, GeneralStatement
from participation.answers.queries import CHUNK, is_current, taken_up_by
from participation.answers.rules import DECLINES, TEXT_LENGTH
from participation.audit.service import Actor
from participation.council.models import Paper
from participation.council.queries import public_papers
from participation.extensions import db
from participation.following.rules import Kind
from participation.following.service import tell
from participation.ideas.models import Idea
from participation.ideas.rules import PUBLIC_STATES, number_of
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.rounds.models import Round
from participation.rounds.service import record_about
from participation.web.transactions import begin_write
from participation.web.translation import in_every_language

MOVED = N_(
    "Inzwischen hat sich geändert, was veröffentlicht wird. Es ist noch nichts veröffentlicht."
    " Prüfen Sie die Liste noch einmal."
)

ANSWERED = N_("Die Stadt hat auf Ideen geantwortet. Neue Antworten: %(count)s")


class Obstacle(StrEnum):
    """Why a staged answer is not published."""

    IDEA = "idea"
    PROJECT = "project"
    PAPER = "paper"


OBSTACLES = {
    Obstacle.IDEA: N_("Die Idee ist nicht mehr öffentlich."),
    Obstacle.PROJECT: N_("Das Projekt ist nicht veröffentlicht."),
    Obstacle.PAPER: N_("Die Vorlage ist nicht öffentlich."),
}


@dataclass(frozen=True)
class StagedAnswer:
    """A staged answer as the check before publishing shows it."""

    id: int
    number: str
    title: str
    status: str
    text: str
    unit_id: int | None
    has_author: bool
    corrects: bool
    obstacle: Obstacle | None
    # Whether it declines an idea that a published project takes up.
    contradicts: bool


@dataclass(frozen=True)
class Batch:
    """The staged answers that are looked at together; `seen` changes with each of them and with
    what stands in its way."""

    answers: tuple[StagedAnswer, ...]
    seen: str

    @property
    def ready(self) -> list[StagedAnswer]:
        """Those that can be published."""
        return [answer for answer in self.answers if answer.obstacle is None]

    @property
    def held_back(self) -> list[StagedAnswer]:
        """Those that cannot."""
        return [answer for answer in self.answers if answer.obstacle is not None]

    @property
    def mails(self) -> int:
        """How many authors hear of it."""
        return sum(answer.has_author for answer in self.ready)


def staged_batch(round_id: int, idea_ids: Collection[int] | None = None) -> Batch:
    """Return the staged answers of a round, or those to the chosen ideas, in the order of the
    ideas' numbers."""
    return _batch(db.session.execute(_query(round_id, idea_ids)).all())


def publish(
    round_id: int,
    idea_ids: Collection[int] | None = None,
    *,
    seen: str,
    actor: Actor,
    clock: Clock,
) -> Batch:
    """Publish the staged answers of a round, or those to the chosen ideas, and return them; what
    has an obstacle stays staged.

    Authors and followers are told by the worker. Publishing again what is published does nothing.
    Raises Conflict when other answers are staged than those that were `seen`, or others are held
    back.
    """
    session = begin_write()
    round_ = session.get_one(Round, round_id)
    locked = _query(round_id, idea_ids).with_for_update(of=(Answer, Idea), key_share=True)
    batch = _batch(session.execute(locked).all())
    if not batch.answers:
        return batch
    if batch.seen != seen:
        raise Conflict(MOVED)
    ids = [answer.id for answer in batch.ready]
    if ids:
        _mark_published(ids, actor, clock.now())
        session.execute(insert(AnswerNotice), [{"answer_id": each} for each in ids])
        record_about(round_, "answers.published", actor=actor, clock=clock, count=len(ids))
        what = in_every_language(ANSWERED, count=len(ids))
        tell(Kind.ROUND, round_.slug, event="answers.published", what=what, clock=clock)
    return batch


def _mark_published(ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Publish rows in few statements, each in the place of the one that held before."""
    before = aliased(Answer)
    replaced = (
        select(before.id)
        .where(before.idea_id == Answer.idea_id, is_current(before))
        .correlate(Answer)
        .scalar_subquery()
    )
    publishing = update(Answer).values(
        supersedes_id=replaced, published_at=now, published_by_id=actor.id, published_by=actor.label
    )
    # A statement holds a bounded number of values.
    for start in range(0, len(ids), CHUNK):
        chosen = publishing.where(Answer.id.in_(ids[start : start + CHUNK]))
        options = {"synchronize_session": False, "publishing": True}
        db.session.execute(chosen, execution_options=options)
    db.session.expire_all()


def state_generally(round_id: int, text: str, *, actor: Actor, clock: Clock) -> GeneralStatement:
    """Publish what the city says to all ideas of a round that have no answer of their own. The same
    text again adds nothing. Raises BadInput for a text that is missing or too long."""
    if not text:
        raise BadInput(N_("Schreiben Sie, was die Stadt zu den übrigen Ideen sagt."), field="text")
    if len(text) > TEXT_LENGTH:
        sentence = N_("Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn.")
        raise BadInput(sentence, field="text", length=len(text), most=TEXT_LENGTH)
    session = begin_write()
    round_ = session.get_one(Round, round_id, with_for_update={"key_share": True})
    query = select(GeneralStatement).where(GeneralStatement.round_id == round_id)
    last = session.scalar(query.order_by(GeneralStatement.id.desc()).limit(1))
    if last is not None and last.text == text:
        return last
    row = GeneralStatement(
        round_id=round_id,
        text=text,
        published_at=clock.now(),
        published_by_id=actor.id,
        published_by=actor.label,
    )
    session.add(row)
    session.flush()
    record_about(round_, "answers.stated_generally", actor=actor, clock=clock)
    return row


def _query(round_id: int, idea_ids: Collection[int] | None) -> Any:
    before = aliased(Answer)
    corrects = select(before.id).where(before.idea_id == Idea.id, is_current(before)).exists()
    query = (
        select(
            Answer.id,
            Answer.version,
            Answer.status,
            Answer.text,
            Answer.unit_id,
            Answer.project_id,
            Answer.paper_id,
            Idea.id.label("idea_id"),
            Idea.year,
            Idea.title,
            Idea.state,
            select(Account.id)
            .where(Account.id == Idea.author_id, Account.active)
            .exists()
            .label("has_author"),
            corrects.label("corrects"),
            taken_up_by().label("taken_up_by"),
        )
        .join(Idea, Idea.id == Answer.idea_id)
        .where(Idea.round_id == round_id, Answer.published_at.is_(None))
        .order_by(Idea.id)
    )
    return query if idea_ids is None else query.where(Idea.id.in_(idea_ids))


def _batch(rows: Collection[Row[Any]]) -> Batch:
    projects = set(db.session.scalars(public_projects().with_only_columns(Project.id)))
    papers = set(db.session.scalars(public_papers().with_only_columns(Paper.id)))
    answers = [
        StagedAnswer(
            row.id,
            number_of(row.year, row.idea_id),
            row.title,
            row.status,
            row.text,
            row.unit_id,
            row.has_author,
            row.corrects,
            _obstacle(row, projects, papers),
            row.taken_up_by is not None and row.status in DECLINES,
        )
        for row in rows
    ]
    held = {answer.id: answer.obstacle or "" for answer in answers}
    seen = ",".join(f"{row.id}:{row.version}:{held[row.id]}" for row in rows)
    return Batch(tuple(answers), hashlib.sha256(seen.encode()).hexdigest()[:32])


def _obstacle(row: Row[Any], projects: set[int], papers: set[int]) -> Obstacle | None:
    if row.state not in PUBLIC_STATES:
        return Obstacle.IDEA
    if row.project_id is not None and row.project_id not in projects:
        return Obstacle.PROJECT
    if row.paper_id is not None and row.paper_id not in papers:
        return Obstacle.PAPER
    return None
