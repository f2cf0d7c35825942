"""What people do with strategies: every change is a whole frame that is checked and stored at
once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select

from participation.audit.service import Actor, record
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.strategy import edits, queries, rules
from participation.strategy.models import ActionField, Goal, Guideline, Strategy
from participation.strategy.rules import Frame, frame_problems, key_problem
from participation.web.transactions import begin_write


def create(*, slug: str, frame: Frame, actor: Actor, clock: Clock) -> Strategy:
    """Add a strategy. Raises BadInput for a slug that is taken or malformed and for anything wrong
    in the frame."""
    session = begin_write()
    wrong = key_problem(slug, "slug")
    if wrong:
        raise wrong
    if queries.find(slug) is not None:
        raise BadInput(N_("Diese Adresse ist vergeben. Wählen Sie eine andere."), field="slug")
    _check(frame)
    strategy = Strategy(slug=slug, title=dict(frame.title), created_at=clock.now())
    session.add(strategy)
    session.flush()
    _write_items(strategy, frame)
    record(
        actor=actor,
        action="strategy.created",
        subject_kind="strategy",
        subject_id=slug,
        clock=clock,
    )
    return strategy


def save(
    slug: str,
    frame: Frame,
    *,
    actor: Actor,
    clock: Clock,
    seen: str | None = None,
    asked: Collection[str] = (),
) -> bool:
    """Store a strategy's new state; return whether anything changed.

    `asked` are keys that published rounds ask about; they must not disappear. `seen` is the
    fingerprint of the state that was edited: when somebody else was faster, Conflict is raised and
    nothing is overwritten. Raises NotFound, and BadInput for the first thing that is wrong in the
    frame.
    """
    session = begin_write()
    strategy = queries.get(slug)
    # The row's lock keeps two editors of the same strategy apart on PostgreSQL.
    session.scalar(select(Strategy.id).where(Strategy.id == strategy.id).with_for_update())
    session.flush()
    session.expire_all()
    present = queries.frame_of(strategy)
    if seen is not None and seen != fingerprint(present):
        raise Conflict()
    _check(frame)
    gone = (edits.keys(present) - edits.keys(frame)) & set(asked)
    if gone:
        message = N_(
            "Nach „%(key)s“ fragt eine veröffentlichte Runde. Archivieren Sie die Runde zuerst."
        )
        raise BadInput(message, field="key", key=min(gone))
    if frame.document() == present.document():
        return False
    strategy.title = dict(frame.title)
    _write_items(strategy, frame)
    record(
        actor=actor,
        action="strategy.changed",
        subject_kind="strategy",
        subject_id=slug,
        clock=clock,
    )
    return True


def fingerprint(frame: Frame) -> str:
    """Return a digest of a frame, by which a form knows which state it was made from."""
    text = json.dumps(frame.document(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _check(frame: Frame) -> None:
    for problem in frame_problems(frame):
        raise problem


def _write_items(strategy: Strategy, frame: Frame) -> None:
    # Nothing refers to these rows by id (rounds own copies, ideas and ballots name keys), so they
    # are written anew.
    session = begin_write()
    session.execute(delete(ActionField).where(ActionField.strategy_id == strategy.id))
    session.execute(delete(Guideline).where(Guideline.strategy_id == strategy.id))
    for place, guideline in enumerate(frame.guidelines):
        session.add(Guideline(strategy_id=strategy.id, position=place, **_values(guideline)))
    rows = [
        ActionField(strategy_id=strategy.id, position=n, **_values(field))
        for n, field in enumerate(frame.fields)
    ]
    session.add_all(rows)
    session.flush()
    for row, field in zip(rows, frame.fields, strict=True):
        for place, goal in enumerate(field.goals):
            session.add(Goal(field_id=row.id, position=place, **_values(goal)))
    session.flush()


def _values(item: rules.Field | rules.Goal | rules.Guideline) -> dict[str, Any]:
    return {"key": item.key, "title": dict(item.title), "text": dict(item.text)}
