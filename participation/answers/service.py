"""Staging answers: what planners and units do with the answer to one idea or to several."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.answers import queries
from participation.answers.checking import Checker, Content, Writer
from participation.answers.models import Answer, Assignment
from participation.answers.queries import Standing
from participation.answers.rules import Draft
from participation.audit.service import Actor
from participation.city import queries as city_queries
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import PUBLIC_STATES
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound
from participation.rounds.models import Round
from participation.rounds.service import record_about
from participation.web.transactions import begin_write

NOT_PUBLIC = N_("Diese Idee ist nicht öffentlich. Die Stadt antwortet nur auf öffentliche Ideen.")
CHANGED = N_(
    "Die Antwort auf diese Idee hat sich inzwischen geändert. Ihre wurde nicht gespeichert."
)
NOTHING = Standing(0, None)


def stage(idea_id: int, draft: Draft, *, seen: int, by: Writer, clock: Clock) -> Answer:
    """Stage the answer to a published idea, or change the staged one.

    `seen` is the version of the staged answer that was looked at, 0 for none. Raises InvalidAnswer,
    Forbidden for a unit that does not answer this idea or where planners staged, Conflict when
    somebody else staged or published meanwhile, BadInput for an idea that is not public, NotFound.
    """
    session = begin_write()
    idea, round_ = _lock_idea(session, idea_id)
    if idea.state not in PUBLIC_STATES:
        raise BadInput(NOT_PUBLIC)
    now = clock.now()
    _require_own(idea_id, seen, by)
    content = Checker(by, today_in(round_, now)).content(draft)
    row = queries.staged(idea_id) or Answer(idea_id=idea_id)
    write(row, content, by=by, now=now)
    session.add(row)
    _flush(session)
    record_about(round_, "answer.staged", actor=by.actor, clock=clock, idea=idea.number)
    return row


def discard(idea_id: int, *, seen: int, by: Writer, clock: Clock) -> None:
    """Throw a staged answer away. Raises Conflict when it is no longer the one that was seen,
    Forbidden for another unit's, NotFound."""
    session = begin_write()
    idea, round_ = _lock_idea(session, idea_id)
    _require_own(idea_id, seen, by)
    session.delete(queries.staged(idea_id))
    _flush(session)
    record_about(round_, "answer.discarded", actor=by.actor, clock=clock, idea=idea.number)


def stage_many(
    round_id: int, idea_ids: Collection[int], draft: Draft, *, by: Writer, clock: Clock
) -> int:
    """Stage one answer for several ideas of a round; return for how many.

    Left out are ideas that have a staged answer already, that are not public, or that another unit
    answers. Raises InvalidAnswer, and Conflict when somebody stages at the same moment.
    """
    session = begin_write()
    round_ = session.get_one(Round, round_id)
    now = clock.now()
    checker = Checker(by, today_in(round_, now))
    content = checker.content(draft)
    free = stageable(round_id, idea_ids, checker)
    for idea_id in free:
        row = Answer(idea_id=idea_id)
        write(row, content, by=by, now=now)
        session.add(row)
    _flush(session)
    if free:
        record_about(round_, "answers.staged", actor=by.actor, clock=clock, count=len(free))
    return len(free)


def stageable(round_id: int, idea_ids: Collection[int], checker: Checker) -> list[int]:
    """Return those of the ideas for which the writer can stage an answer that is a first one."""
    standings = queries.standings(idea_ids)
    query = select(Idea.id).where(
        Idea.round_id == round_id, Idea.id.in_(idea_ids), Idea.state.in_(PUBLIC_STATES)
    )
    ids = db.session.scalars(query.order_by(Idea.id))
    return [
        idea_id
        for idea_id in ids
        if not standings[idea_id].staged_version and not checker.by.refusal(standings[idea_id])
    ]


def assign(
    round_id: int, idea_ids: Collection[int], unit_key: str, *, actor: Actor, clock: Clock
) -> int:
    """Give ideas of a round to a unit, or with an empty key to none; return how many. Raises
    NotFound for a unit that there is not."""
    session = begin_write()
    round_ = session.get_one(Round, round_id)
    unit = city_queries.unit(unit_key) if unit_key else None
    query = select(Idea.id).where(Idea.round_id == round_id, Idea.id.in_(idea_ids))
    ids = list(session.scalars(query.order_by(Idea.id)))
    session.execute(delete(Assignment).where(Assignment.idea_id.in_(ids)))
    if unit is not None:
        now = clock.now()
        session.add_all(Assignment(idea_id=each, unit_id=unit.id, assigned_at=now) for each in ids)
    _flush(session)
    record_about(
        round_, "answers.assigned", actor=actor, clock=clock, count=len(ids), unit=unit_key
    )
    return len(ids)


def today_in(round_: Round, now: datetime) -> date:
    """Return the day it is in a round's zone."""
    return now.astimezone(ZoneInfo(round_.timezone)).date()


def write(row: Answer, content: Content, *, by: Writer, now: datetime) -> None:
    """Let a staged answer say something, and who says so since when."""
    content.write(row)
    row.staged_at, row.staged_by_id, row.staged_by = now, by.actor.id, by.actor.label
    row.staged_by_unit = by.units is not None


def _lock_idea(session: Session, idea_id: int) -> tuple[Idea, Round]:
    # A second person who answers the same idea waits here and then sees another version.
    query = (
        select(Idea)
        .where(Idea.id == idea_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    idea = session.scalar(query)
    if idea is None:
        raise NotFound(NO_IDEA)
    return idea, session.get_one(Round, idea.round_id)


def _require_own(idea_id: int, seen: int, by: Writer) -> None:
    standing = queries.standings([idea_id]).get(idea_id, NOTHING)
    if refusal := by.refusal(standing):
        raise Forbidden(refusal)
    if standing.staged_version != seen:
        raise Conflict(CHANGED)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(CHANGED) from error
