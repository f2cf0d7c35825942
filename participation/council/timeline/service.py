"""What planners do with the further steps of a strategy's way: add, change, move, delete."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.council import queries
from participation.council.models import StrategyStep
from participation.council.rules import MOST_STEPS
from participation.council.steps import StepDraft, statement_document, step_problems
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

NO_STEP = N_("Diesen Schritt gibt es nicht. Vielleicht ist er schon gelöscht.")
TOO_MANY = N_("Es sind höchstens %(most)s Schritte möglich. Fassen Sie einige zusammen.")


def add_step(
    slug: str, draft: StepDraft, *, token: str, actor: Actor, clock: Clock
) -> StrategyStep:
    """Add a step at the end of its phase; the same form sent again returns the step it became."""
    strategy = _lock(slug, draft)
    session = db.session
    present = queries.steps(strategy.id)
    earlier = next((step for step in present if step.token == token), None)
    if earlier is not None:
        return earlier
    if len(present) >= MOST_STEPS:
        raise BadInput(TOO_MANY, most=MOST_STEPS)
    position = max((step.position for step in present), default=-1) + 1
    values = _values(draft) | {"strategy_id": strategy.id, "token": token, "version": 1}
    insert_once(StrategyStep, values | {"position": position})
    step = session.scalars(select(StrategyStep).where(StrategyStep.token == token)).one()
    _note("strategy.step_added", slug, step, actor, clock)
    return step


def change_step(
    slug: str, step_id: int, draft: StepDraft, *, seen: int, actor: Actor, clock: Clock
) -> None:
    """Change a step. Raises Conflict when it is no longer the version that was `seen`."""
    step = _step(_lock(slug, draft), step_id, seen)
    for name, value in _values(draft).items():
        setattr(step, name, value)
    db.session.flush()
    _note("strategy.step_changed", slug, step, actor, clock)


def delete_step(slug: str, step_id: int, *, seen: int, actor: Actor, clock: Clock) -> None:
    """Delete a step. Raises Conflict when it is no longer the version that was `seen`."""
    step = _step(_lock(slug), step_id, seen)
    _note("strategy.step_deleted", slug, step, actor, clock)
    db.session.delete(step)
    db.session.flush()


def move_step(slug: str, step_id: int, direction: int, *, actor: Actor, clock: Clock) -> None:
    """Move a step one place up (-1) or down (1) among those of its phase."""
    strategy = _lock(slug)
    step = _step(strategy, step_id)
    same_phase = [other for other in queries.steps(strategy.id) if other.phase == step.phase]
    place = same_phase.index(step) + direction
    if 0 <= place < len(same_phase):
        other = same_phase[place]
        step.position, other.position = other.position, step.position
        db.session.flush()
        _note("strategy.step_moved", slug, step, actor, clock)


def _lock(slug: str, draft: StepDraft | None = None) -> Strategy:
    for problem in step_problems(draft) if draft else ():
        raise problem
    session = begin_write()
    strategy = strategy_queries.get(slug)
    session.scalar(select(Strategy.id).where(Strategy.id == strategy.id).with_for_update())
    session.expire_all()
    return strategy


def _step(strategy: Strategy, step_id: int, seen: int | None = None) -> StrategyStep:
    step = db.session.get(StrategyStep, step_id)
    if step is None or step.strategy_id != strategy.id:
        raise NotFound(NO_STEP)
    if seen is not None and step.version != seen:
        raise Conflict()
    return step


def _values(draft: StepDraft) -> dict[str, Any]:
    return {
        "title": dict(draft.title),
        "phase": draft.phase,
        "done": draft.done,
        "statements": [statement_document(statement) for statement in draft.statements],
    }


def _note(action: str, slug: str, step: StrategyStep, actor: Actor, clock: Clock) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="strategy",
        subject_id=slug,
        clock=clock,
        title=step.title.get("de", ""),
    )
