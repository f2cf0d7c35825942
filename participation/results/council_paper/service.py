"""Making a council paper, and keeping the city's own template."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput
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


def keep_template(*, name: str, data: bytes, actor: Actor, clock: Clock) -> PaperTemplate:
    """Keep the city's own template, once it could be filled with an example. Raises BadTemplate,
    NotFilled and BadInput."""
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE, field="file")
    filled(data, EXAMPLE)
    session = begin_write()
    kept = queries.template()
    if kept is None:
        kept = PaperTemplate(id=1)
        session.add(kept)
    kept.name, kept.content = clean_line(name)[-NAME_LENGTH:], data
    kept.sha256, kept.uploaded_at = hashlib.sha256(data).hexdigest(), clock.now()
    _record("council_template.kept", actor, clock, kept.sha256)
    session.flush()
    return kept


def drop_template(*, actor: Actor, clock: Clock) -> None:
    """Go back to the template that the program brings; nothing happens where it is used anyway."""
    begin_write()
    kept = queries.template()
    if kept is None:
        return
    _record("council_template.dropped", actor, clock, kept.sha256)
    db.session.delete(kept)
    db.session.flush()


def _record(action: str, actor: Actor, clock: Clock, sha256: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="council_template",
        subject_id=1,
        clock=clock,
        sha256=sha256,
    )
