"""Making a council paper, and keeping the city's own template."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.text import clean_line
from participation.results.council_paper import queries
from participation.results.council_paper.contents import values_of
from participation.results.council_paper.example import EXAMPLE
from participation.results.council_paper.filling import filled
from participation.results.council_paper.models import PaperTemplate
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.transactions import begin_write

LARGEST = 1_500_000
NAME_LENGTH = 120
DEFAULT = Path(__file__).with_name("default.docx")
CHANGED = N_(
    "Inzwischen hat jemand die Vorlage gewechselt. Es ist nichts geändert. Sehen Sie nach, welche"
    " jetzt gilt. Laden Sie Ihre noch einmal hoch, wenn sie statt dieser gelten soll."
)
TOO_LARGE = N_("Die Datei ist größer als 1,5 MB. Verkleinern Sie die Bilder darin.")


def default_template() -> bytes:
    """Return the template that the program brings."""
    return DEFAULT.read_bytes()


def council_paper(round_: Round, snapshot: Snapshot, now: datetime) -> bytes:
    """Return the draft of the council paper of a published version. Raises BadTemplate and
    NotFilled."""
    values = values_of(round_, snapshot, now)
    own = queries.template()
    return filled(own.content if own else default_template(), values)


def keep_template(
    *, name: str, data: bytes, seen: str, actor: Actor, clock: Clock
) -> PaperTemplate:
    """Keep the city's own template, once it could be filled with an example. `seen` is the digest
    of the one that it is to replace, empty for none. Raises BadTemplate, NotFilled and BadInput,
    and Conflict where another one is used by now."""
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE, field="file")
    filled(data, EXAMPLE)
    session, digest = begin_write(), hashlib.sha256(data).hexdigest()
    kept = queries.template()
    if kept is not None and kept.sha256 == digest:
        # The button pressed twice.
        return kept
    kept = _kept(seen) or PaperTemplate(id=1)
    kept.name, kept.content = clean_line(name)[-NAME_LENGTH:], data
    kept.sha256, kept.uploaded_at = digest, clock.now()
    try:
        with session.begin_nested():
            session.add(kept)
    except IntegrityError as error:
        # Somebody else's first template came in between.
        raise Conflict(CHANGED) from error
    _record("council_template.kept", actor, clock, digest)
    session.flush()
    return kept


def drop_template(*, seen: str, actor: Actor, clock: Clock) -> None:
    """Go back to the template that the program brings; nothing happens where it is used anyway.
    Raises Conflict where another one than the one that was seen is used by now."""
    begin_write()
    if queries.template() is None:
        return
    kept = _kept(seen)
    assert kept is not None
    _record("council_template.dropped", actor, clock, kept.sha256)
    db.session.delete(kept)
    db.session.flush()


def _kept(seen: str) -> PaperTemplate | None:
    """Return the city's own template, which nobody else changes until the end of the transaction.
    Raises Conflict where it is not the one that was seen."""
    query = select(PaperTemplate).with_for_update().execution_options(populate_existing=True)
    kept = db.session.scalar(query)
    if (kept.sha256 if kept else "") != seen:
        raise Conflict(CHANGED)
    return kept


def _record(action: str, actor: Actor, clock: Clock, sha256: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="council_template",
        subject_id=1,
        clock=clock,
        sha256=sha256,
    )
