"""Blacking out what must not stay: unlawful or personal content. That something stood there stays
visible, with the moment and a digest of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.council.drafts import redaction_problem
from participation.council.models import (
    REDACTABLE,
    Consultation,
    Departure,
    Paper,
    PaperVersion,
    Redaction,
)
from participation.council.rules import redacted
from participation.council.service import lock_paper
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import N_, BadInput
from participation.keyring.queries import key_file

NOT_THERE = N_(
    "Diese Stelle kommt in der Vorlage und ihren Beratungen nicht vor. Kopieren Sie sie Zeichen für"
    " Zeichen."
)

Recorded = Paper | PaperVersion | Consultation | Departure


def black_out(key: str, passage: str, *, reason: str, actor: Actor, clock: Clock) -> int:
    """Black a passage out wherever it stands in a paper, its consultations and their departures,
    corrected particulars and superseded rows included; return in how many values it stood.

    The record names the paper and the reason, never the passage. Raises NotFound and BadInput.
    """
    if problem := redaction_problem(passage, reason):
        raise problem
    reason = redacted(reason, passage)
    paper = lock_paper(key)
    now = clock.now()
    digest = keyed_hash(key_file().lookup_key, "redaction", passage).hex()
    places = 0
    for row in _rows(paper):
        for column in sorted(REDACTABLE[type(row)]):
            before: str = getattr(row, column)
            after = redacted(before, passage)
            if after == before:
                continue
            setattr(row, column, after)
            row.redacted_at = now
            db.session.add(
                Redaction(
                    paper_id=paper.id,
                    consultation_id=row.id if isinstance(row, Consultation) else None,
                    departure_id=row.id if isinstance(row, Departure) else None,
                    column=column,
                    digest=digest,
                    reason=reason,
                    redacted_at=now,
                    redacted_by=actor.label,
                )
            )
            places += 1
    if not places:
        raise BadInput(NOT_THERE, field="passage")
    db.session.flush()
    record(
        actor=actor,
        action="paper.redacted",
        subject_kind="paper",
        subject_id=key,
        clock=clock,
        places=places,
        reason=reason,
    )
    return places


def _rows(paper: Paper) -> Iterator[Recorded]:
    yield paper
    versions = select(PaperVersion).where(PaperVersion.paper_id == paper.id)
    yield from db.session.scalars(versions.order_by(PaperVersion.number))
    of_paper = Consultation.paper_id == paper.id
    yield from db.session.scalars(select(Consultation).where(of_paper).order_by(Consultation.id))
    departures = select(Departure).join(Consultation, Consultation.id == Departure.consultation_id)
    yield from db.session.scalars(departures.where(of_paper).order_by(Departure.id))
