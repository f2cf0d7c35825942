"""What people do with strategies: every change is a whole frame that is checked and stored at
once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, select

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen, NotFound
from participation.strategy import edits, queries, queries_versions, rules
from participation.strategy.edits import Missing
from participation.strategy.models import (
    ActionField,
    DeletedItem,
    Goal,
    Guideline,
    Strategy,
    StrategyVersion,
)
from participation.strategy.rules import (
    Frame,
    frame_problems,
    item_document,
    item_from,
    key_problem,
    kind_of,
)
from participation.strategy.rules_versions import State
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

_TAKEN = N_("Diese Adresse ist vergeben. Wählen Sie eine andere.")
_NO_DRAFT = {
    State.CONSULTATION: N_(
        "Fassung %(number)s liegt in der Beratung und wird nicht mehr geändert. Beginnen Sie den"
        " nächsten Entwurf."
    ),
    State.ADOPTED: N_(
        "Fassung %(number)s ist beschlossen und wird nicht mehr geändert. Beginnen Sie den nächsten"
        " Entwurf."
    ),
    State.SUPERSEDED: N_(
        "Fassung %(number)s ist abgelöst und wird nicht mehr geändert. Beginnen Sie den nächsten"
        " Entwurf."
    ),
    State.WITHDRAWN: N_(
        "Fassung %(number)s ist zurückgezogen und wird nicht mehr geändert. Beginnen Sie den"
        " nächsten Entwurf."
    ),
}


def create(*, slug: str, frame: Frame, actor: Actor, clock: Clock) -> Strategy:
    """Add a strategy with version 1, a draft. Raises BadInput for a slug that is taken or malformed
    and for anything wrong in the frame."""
    session = begin_write()
    wrong = key_problem(slug, "slug")
    if wrong:
        raise wrong
    if queries.find(slug) is not None:
        raise BadInput(_TAKEN, field="slug")
    _check(frame)
    row = {"slug": slug, "title": dict(frame.title), "created_at": clock.now()}
    # Somebody else may add one of this address at the same moment.
    if not insert_once(Strategy, row):
        raise BadInput(_TAKEN, field="slug")
    strategy = queries.get(slug)
    session.add(_first_version(strategy, clock))
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
    renamed: Collection[str] = (),
) -> bool:
    """Store a strategy's new state; return whether anything changed. What is no longer in it is
    kept among the deleted items, but for keys that were only `renamed`.

    `asked` are keys that published rounds ask about; they must not disappear. `seen` is the
    fingerprint of the state that was edited: when somebody else was faster, Conflict is raised and
    nothing is overwritten. Raises NotFound, Frozen when the strategy has no draft, and BadInput for
    the first thing that is wrong in the frame.
    """
    strategy = lock_strategy(slug)
    present = queries.frame_of(strategy)
    if seen is not None and seen != fingerprint(present):
        raise Conflict()
    _check(frame)
    if frame.document() == present.document():
        return False
    require_draft(strategy)
    details = replace_frame(
        strategy, present, frame, asked=asked, renamed=renamed, actor=actor, clock=clock
    )
    record(
        actor=actor,
        action="strategy.changed",
        subject_kind="strategy",
        subject_id=slug,
        clock=clock,
        **details,
    )
    return True


def replace_frame(
    strategy: Strategy,
    present: Frame,
    frame: Frame,
    *,
    asked: Collection[str] = (),
    renamed: Collection[str] = (),
    actor: Actor,
    clock: Clock,
) -> dict[str, list[str]]:
    """Write a checked frame in place of the present one; return the keys `deleted` and `restored`.

    What goes is kept among the deleted items. Raises BadInput for a key that is asked about.
    """
    gone = (edits.keys(present) - edits.keys(frame)) & set(asked)
    if gone:
        message = N_(
            "Nach „%(key)s“ fragt eine veröffentlichte Runde. Archivieren Sie die Runde zuerst."
        )
        raise BadInput(message, field="key", key=min(gone))
    deleted = [item for item in edits.missing(present, frame) if item.item.key not in renamed]
    strategy.title = dict(frame.title)
    _write_items(strategy, frame)
    _keep_deleted(strategy, deleted, actor, clock)
    restored = _note_restored(strategy, frame, clock)
    return {"deleted": [item.item.key for item in deleted], "restored": restored}


def require_draft(strategy: Strategy) -> StrategyVersion:
    """Return the strategy's draft. Raises Frozen when it has none: then nothing of it changes."""
    draft = queries_versions.draft(strategy.id)
    if draft is None:
        raise _closed_by(queries_versions.newest(strategy.id))
    return draft


def why_closed(strategy: Strategy) -> Frozen | None:
    """Return why nothing of a strategy can be changed, or None while it has a draft."""
    newest = queries_versions.newest(strategy.id)
    return None if newest.state == State.DRAFT else _closed_by(newest)


def _closed_by(newest: StrategyVersion) -> Frozen:
    return Frozen(_NO_DRAFT[State(newest.state)], number=newest.number)


def require_unused_key(slug: str, key: str) -> None:
    """Raise BadInput for the key of a deleted item: in files it would stand for two things."""
    if queries.deleted_item(queries.get(slug).id, key) is not None:
        message = N_(
            "Das Kürzel „%(key)s“ gehört zu etwas Gelöschtem. Holen Sie es zurück oder wählen Sie"
            " ein anderes Kürzel."
        )
        raise BadInput(message, field="key", key=key)


def restore(slug: str, key: str, *, actor: Actor, clock: Clock) -> None:
    """Restore a deleted item to its position, a field with the goals deleted with it.

    Raises NotFound when nothing deleted has this key, BadInput when its field is deleted too or
    something else has its key by now, and Frozen when the strategy has no draft.
    """
    strategy = lock_strategy(slug)
    deleted = queries.deleted_item(strategy.id, key)
    if deleted is None:
        raise NotFound()
    frame = queries.frame_of(strategy)
    if deleted.kind == "goal" and frame.field(deleted.field_key) is None:
        message = N_(
            "Das Handlungsfeld dieses Ziels ist gelöscht. Holen Sie zuerst das Feld zurück."
        )
        raise BadInput(message)
    item = item_from(deleted.kind, deleted.document)
    whole = edits.added(frame, item, deleted.field_key, deleted.position)
    save(slug, whole, actor=actor, clock=clock)


def fingerprint(frame: Frame) -> str:
    """Return a digest of a frame, by which a form knows which state it was made from."""
    return hashlib.sha256(json.dumps(frame.document()).encode()).hexdigest()


def lock_strategy(slug: str) -> Strategy:
    """Begin a write and return the strategy; its row's lock keeps two editors apart on
    PostgreSQL."""
    session = begin_write()
    strategy = queries.get(slug)
    session.scalar(select(Strategy.id).where(Strategy.id == strategy.id).with_for_update())
    session.flush()
    session.expire_all()
    return strategy


def _first_version(strategy: Strategy, clock: Clock) -> StrategyVersion:
    return StrategyVersion(
        strategy_id=strategy.id, number=1, state=State.DRAFT, created_at=clock.now()
    )


def _check(frame: Frame) -> None:
    for problem in frame_problems(frame):
        raise problem


def _write_items(strategy: Strategy, frame: Frame) -> None:
    # Nothing refers to these rows by id (rounds own copies, ideas and ballots name keys), so they
    # are written anew.
    db.session.execute(delete(ActionField).where(ActionField.strategy_id == strategy.id))
    db.session.execute(delete(Guideline).where(Guideline.strategy_id == strategy.id))
    for index, guideline in enumerate(frame.guidelines):
        db.session.add(Guideline(strategy_id=strategy.id, position=index, **_values(guideline)))
    rows = [
        ActionField(strategy_id=strategy.id, position=n, **_values(field))
        for n, field in enumerate(frame.fields)
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row, field in zip(rows, frame.fields, strict=True):
        for index, goal in enumerate(field.goals):
            db.session.add(Goal(field_id=row.id, position=index, **_values(goal)))
    db.session.flush()


def _keep_deleted(
    strategy: Strategy, deleted: Iterable[Missing], actor: Actor, clock: Clock
) -> None:
    db.session.add_all(
        DeletedItem(
            strategy_id=strategy.id,
            kind=kind_of(gone.item),
            key=gone.item.key,
            field_key=gone.field_key,
            position=gone.position,
            document=item_document(gone.item),
            deleted_at=clock.now(),
            deleted_by=actor.label,
        )
        for gone in deleted
    )


def _note_restored(strategy: Strategy, frame: Frame, clock: Clock) -> list[str]:
    """Note which deleted items are in the strategy again, and return their keys."""
    again = [item for item in queries.deleted_items(strategy.id) if item.key in edits.keys(frame)]
    for item in again:
        item.restored_at = clock.now()
    db.session.flush()
    return [item.key for item in again]


def _values(item: rules.Field | rules.Goal | rules.Guideline) -> dict[str, Any]:
    return {"key": item.key, "title": dict(item.title), "text": dict(item.text)}
