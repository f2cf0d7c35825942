"""Writing the audit record: one row beside the change it tells of, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from participation.audit.models import AuditEntry
from participation.kernel.clock import Clock
from participation.web.transactions import begin_write


@dataclass(frozen=True)
class Actor:
    """Who acts, as plain values: an account's id and a label (a staff name or 'Befehlszeile')."""

    id: int | None
    label: str


SHELL = Actor(None, "Befehlszeile")
WORKER = Actor(None, "Hintergrunddienst")


def record(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: object,
    clock: Clock,
    **details: Any,
) -> AuditEntry:
    """Append what happened. `action` is noun.verb, for instance `round.published`; details are
    plain JSON values.

    `subject_id` is what people call it by: a round's or strategy's slug, an idea's number; an
    account, which must not be named, by its id. Nothing is ever decided by reading this record.

    Never called for a ballot: nothing that names a person is written in a ballot's transaction.
    """
    entry = AuditEntry(
        **_same(actor, action, subject_kind, clock), subject_id=str(subject_id), details=details
    )
    session = begin_write()
    session.add(entry)
    session.flush()
    return entry


def record_each(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subjects: Mapping[str, dict[str, Any]],
    clock: Clock,
) -> None:
    """Append that the same happened to each of these, by what people call it, with the details of
    each: an entry for each as `record` makes it, with one statement for all."""
    same = _same(actor, action, subject_kind, clock)
    rows = [same | {"subject_id": key, "details": details} for key, details in subjects.items()]
    if rows:
        begin_write().execute(insert(AuditEntry), rows)


def _same(actor: Actor, action: str, subject_kind: str, clock: Clock) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.id,
        "actor_label": actor.label,
        "action": action,
        "subject_kind": subject_kind,
    }
