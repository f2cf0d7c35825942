"""Reading what is kept, until when, what is held back and what the archive was offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    Select,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import defer

from participation.audit.models import AuditEntry
from participation.extensions import UTCDateTime, db
from participation.retention.models import ArchiveOffer, RetentionHold, RetentionSettings
from participation.retention.rules import Times
from participation.rounds.keeping import Expiring
from participation.rounds.models import Round

ERASED = "retention.erased"
"""The action under which the record says how many records of a kind went."""


@dataclass(frozen=True)
class Kept:
    """What the city set: for how many months what is kept, and whether an archive is offered
    things."""

    times: Times
    offers_archive: bool
    ran_at: datetime | None
    cleared_at: datetime | None


def kept() -> Kept:
    """Return what the city set, or what holds until it does."""
    row = db.session.get(RetentionSettings, 1)
    if row is None:
        return Kept(Times(), True, None, None)
    times = Times(row.idle_months, row.applications_months, row.audit_months)
    return Kept(times, row.offers_archive, row.ran_at, row.cleared_at)


def counts(
    expiring: Sequence[Expiring], kind: str, dated: Select[Any]
) -> list[tuple[Round, str, int, datetime | None]]:
    """Return how many records of each kind each round has (one statement): the round without frame
    and rules, the kind, the number, and when the first of them goes, None where the round says so.

    `dated` selects those of a further kind, each with its own date: the round's id, the date, and 1
    for those that go now, which are counted apart.
    """
    undated = type_coerce(cast(null(), DateTime(timezone=True)), UTCDateTime)
    each = [
        select(literal(item.kind.value), rows.c[0], undated, literal(0))
        for item in expiring
        for rows in [item.rows.subquery()]
    ]
    own = dated.subquery()
    each.append(select(literal(kind), *own.c))
    found = union_all(*each).subquery(name="found")
    kind_, round_id, due, now = found.c
    numbers = (
        select(round_id.label("round_id"), kind_.label("kind"))
        .add_columns(func.count().label("number"), func.min(due).label("due"))
        .group_by(round_id, kind_, now)
        .subquery()
    )
    query = (
        select(Round, numbers.c.kind, numbers.c.number, type_coerce(numbers.c.due, UTCDateTime))
        .join(numbers, numbers.c.round_id == Round.id)
        .options(defer(Round.frame_document))
        .order_by(Round.id, numbers.c.kind, numbers.c.due)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def holds() -> dict[tuple[int | None, str], RetentionHold]:
    """Return the holds that have not ended, by round (None for the city) and kind."""
    query = select(RetentionHold).where(RetentionHold.ended_at.is_(None))
    rows = db.session.scalars(query.order_by(RetentionHold.id))
    return {(row.round_id, row.kind): row for row in rows}


def hold_of(round_id: int | None, kind: str) -> RetentionHold | None:
    """Return the hold on records of a kind that has not ended."""
    query = select(RetentionHold).where(
        RetentionHold.kind == kind,
        RetentionHold.round_id.is_(None)
        if round_id is None
        else RetentionHold.round_id == round_id,
        RetentionHold.ended_at.is_(None),
    )
    return db.session.scalar(query.order_by(RetentionHold.id).limit(1))


def offers() -> list[ArchiveOffer]:
    """Return all offers to the archive, oldest first."""
    return list(db.session.scalars(select(ArchiveOffer).order_by(ArchiveOffer.id)))


def offers_of(round_id: int | None) -> list[ArchiveOffer]:
    """Return the offers of a round's records, or of the city's, newest first."""
    query = select(ArchiveOffer).where(
        ArchiveOffer.round_id.is_(None) if round_id is None else ArchiveOffer.round_id == round_id
    )
    return list(db.session.scalars(query.order_by(ArchiveOffer.id.desc())))


def last_erased(most: int = 10) -> list[AuditEntry]:
    """Return what the job erased last, newest first, as the record has it: kinds and figures."""
    query = select(AuditEntry).where(AuditEntry.action == ERASED)
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(most)))
