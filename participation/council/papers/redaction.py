"""Blacking out what must not stay: unlawful or personal content. That something stood there stays
visible, with the moment and a digest of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from participation.audit.service import SHELL, Actor, record
from participation.council.drafts import redaction_problem
from participation.council.models import (
    REDACTABLE,
    Consultation,
    Departure,
    Paper,
    PaperVersion,
    Redaction,
)
from participation.council.rules import redacted, redacted_spans, spans_of
from participation.council.service import lock_paper
from participation.council.shown import forget_printed
from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import N_, BadInput
from participation.keyring import queries as keyring_queries
from participation.keyring import service as keyring
from participation.keyring.queries import erased_mark, key_file

NOT_THERE = N_(
    "Diese Stelle kommt in der Vorlage und ihren Beratungen nicht vor. Kopieren Sie sie Zeichen für"
    " Zeichen."
)

AGAIN = "replayed"
"""The reason of a redaction that a restore repeats: the one that was given went with the row."""

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
    places = 0
    for row in _rows(paper):
        for column, before in _values(row):
            spans = spans_of(before, passage)
            if spans:
                keyring.note_redaction(*_known_by(row, column, before), spans=spans, clock=clock)
                _write(row, paper.id, column, spans, reason, actor, clock)
                places += 1
    if not places:
        raise BadInput(NOT_THERE, field="passage")
    forget_printed(paper)
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


def returned() -> list[str]:
    """Return the keys of papers in which something stands again that the journal knows to be
    blacked out: an older backup took the database's place."""
    entries = keyring_queries.erased(keyring_queries.PASSAGE_REDACTED)
    papers = db.session.scalars(select(Paper).order_by(Paper.id)).all() if entries else ()
    return [
        paper.key
        for paper in papers
        if any(
            erased_mark(*_known_by(row, column, value)) in entries
            for row in _rows(paper)
            for column, value in _values(row)
        )
    ]


def black_out_again(key: str) -> None:
    """Black out again what the journal knows to be blacked out in a paper's rows, as of then."""
    entries = keyring_queries.erased(keyring_queries.PASSAGE_REDACTED)
    paper = lock_paper(key)
    for row in _rows(paper):
        for column, value in _values(row):
            text = value
            while entry := entries.get(erased_mark(*_known_by(row, column, text))):
                at = FixedClock(entry.at)
                _write(row, paper.id, column, entry.detail, AGAIN, SHELL, at)
                text = getattr(row, column)
    forget_printed(paper)
    db.session.flush()


def _rows(paper: Paper) -> Iterator[Recorded]:
    yield paper
    versions = select(PaperVersion).where(PaperVersion.paper_id == paper.id)
    yield from db.session.scalars(versions.order_by(PaperVersion.number))
    of_paper = Consultation.paper_id == paper.id
    yield from db.session.scalars(select(Consultation).where(of_paper).order_by(Consultation.id))
    departures = select(Departure).join(Consultation, Consultation.id == Departure.consultation_id)
    yield from db.session.scalars(departures.where(of_paper).order_by(Departure.id))


def _values(row: Recorded) -> list[tuple[str, str]]:
    return [(column, getattr(row, column)) for column in sorted(REDACTABLE[type(row)])]


def _known_by(row: Recorded, column: str, text: str) -> tuple[str, ...]:
    return row.__tablename__, str(row.id), column, text


def _write(
    row: Recorded,
    paper_id: int,
    column: str,
    spans: str,
    reason: str,
    actor: Actor,
    clock: Clock,
) -> None:
    """Black parts of a value out, and keep that something stood there with its digest."""
    before: str = getattr(row, column)
    start, _, end = spans.split()[0].partition("-")
    passage = before[int(start) : int(end)]
    setattr(row, column, redacted_spans(before, spans))
    row.redacted_at = clock.now()
    db.session.add(
        Redaction(
            paper_id=paper_id,
            consultation_id=row.id if isinstance(row, Consultation) else None,
            departure_id=row.id if isinstance(row, Departure) else None,
            column=column,
            digest=keyed_hash(key_file().lookup_key, "redaction", passage).hex(),
            reason=reason,
            redacted_at=row.redacted_at,
            redacted_by=actor.label,
        )
    )
