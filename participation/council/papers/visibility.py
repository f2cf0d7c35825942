"""Showing papers and consultations to everybody, and hiding them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from participation.audit.service import Actor
from participation.council import queries
from participation.council.models import Consultation, Paper
from participation.council.service import lock_paper, note, row_of
from participation.council.shown import tell_shown
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput

PAPER_FIRST = N_(
    "Die Vorlage ist nicht öffentlich. Zeigen Sie zuerst die Vorlage, dann die Beratung."
)

ADOPTED_BY_IT = N_(
    "Durch diesen Beschluss gilt eine Fassung der Strategie. Er bleibt öffentlich. Was niemand"
    " lesen darf, können Sie schwärzen."
)


def show_paper(
    key: str, consultations: Collection[int] = (), *, actor: Actor, clock: Clock
) -> None:
    """Show a paper to everybody, and these of its consultations. Raises NotFound for others."""
    paper = lock_paper(key)
    if not paper.public:
        paper.public = True
        note("paper.shown", key, actor, clock)
    for consultation_id in sorted(consultations):
        _show(paper, row_of(paper, consultation_id), actor, clock)
    db.session.flush()


def hide_paper(key: str, *, actor: Actor, clock: Clock) -> None:
    """Hide a paper, and with it all of its consultations, which then have to be shown again one by
    one. Raises BadInput when a version was adopted by one of them."""
    paper = lock_paper(key)
    rows = queries.consultations(paper.id)
    _require_none_adopts(rows)
    for row in rows:
        row.public = False
    for earlier in queries.earlier_particulars(paper, public=True):
        earlier.public = False
    if paper.public:
        paper.public = False
        note("paper.hidden", key, actor, clock)
    db.session.flush()


def show_consultation(key: str, consultation_id: int, *, actor: Actor, clock: Clock) -> None:
    """Show a consultation to everybody. Raises NotFound, and BadInput while its paper is not
    public."""
    paper = lock_paper(key)
    _show(paper, row_of(paper, consultation_id), actor, clock)


def hide_consultation(key: str, consultation_id: int, *, actor: Actor, clock: Clock) -> None:
    """Hide a consultation, and all that it corrects, which would stand there again otherwise.
    Raises BadInput when a version was adopted by one of them."""
    paper = lock_paper(key)
    row = row_of(paper, consultation_id)
    rows = [row, *_corrected(row)]
    _require_none_adopts(rows)
    if row.public:
        note("consultation.hidden", key, actor, clock, consultation=row.id)
    for hidden in rows:
        hidden.public = False
    db.session.flush()


def _require_none_adopts(rows: Iterable[Consultation]) -> None:
    """Raise BadInput when everybody can read now that one of the rows adopted a version."""
    if any(row.public and row.adopts_version for row in rows):
        raise BadInput(ADOPTED_BY_IT)


def _corrected(row: Consultation) -> Iterator[Consultation]:
    """Yield the rows that a row corrects, the newest first."""
    rows = {other.id: other for other in queries.consultations(row.paper_id)}
    while row.supersedes_id is not None:
        row = rows[row.supersedes_id]
        yield row


def _show(paper: Paper, row: Consultation, actor: Actor, clock: Clock) -> None:
    if not paper.public:
        raise BadInput(PAPER_FIRST)
    if not row.public:
        row.public = True
        # What stands before a correction that was never shown would stand there as if it held.
        kept = True
        for earlier in _corrected(row):
            kept = kept and earlier.public
            earlier.public = kept
        note("consultation.shown", paper.key, actor, clock, consultation=row.id)
        db.session.flush()
        tell_shown(row, clock)
