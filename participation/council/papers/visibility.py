"""Showing papers and consultations to everybody, and hiding them again.

The journal keeps what was hidden, so that an older backup does not show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select

from participation.audit.service import Actor
from participation.council import queries
from participation.council.models import Consultation, Paper, PaperVersion
from participation.council.service import lock_paper, note, row_of
from participation.council.shown import forget_printed, tell_shown
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput
from participation.keyring import queries as keyring_queries
from participation.keyring import service as keyring
from participation.keyring.queries import erased_mark
from participation.printing.rules import Kind
from participation.printing.service import forget

PAPER_FIRST = N_(
    "Die Vorlage ist nicht öffentlich. Zeigen Sie zuerst die Vorlage, dann die Beratung."
)

ADOPTED_BY_IT = N_(
    "Durch diesen Beschluss gilt eine Fassung der Strategie. Er bleibt öffentlich. Was niemand"
    " lesen darf, können Sie schwärzen."
)


Hideable = Paper | PaperVersion | Consultation


def show_paper(
    key: str, consultations: Collection[int] = (), *, actor: Actor, clock: Clock
) -> None:
    """Show a paper to everybody, and these of its consultations. Raises NotFound for others."""
    paper = lock_paper(key)
    if not paper.public:
        _make_public(paper, paper, clock)
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
    if paper.public:
        note("paper.hidden", key, actor, clock)
    shown: list[Hideable] = [paper, *rows, *queries.earlier_particulars(paper, public=True)]
    for row in shown:
        _hide(paper, row, clock)
    forget_printed(paper)
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
        _hide(paper, hidden, clock)
    forget(Kind.PAPER, key)
    db.session.flush()


def returned() -> list[str]:
    """Return the keys of papers of which something is public that the journal knows to be hidden:
    an older backup took the database's place."""
    entries = _hidden()
    papers = db.session.scalars(select(Paper).order_by(Paper.id)).all() if entries else ()
    return [paper.key for paper in papers if any(_marked(paper, entries))]


def hide_again(key: str) -> None:
    """Hide again what the journal knows to be hidden of a paper."""
    paper = lock_paper(key)
    for row in _marked(paper, _hidden()):
        row.public = False
    forget_printed(paper)
    db.session.flush()


def _hidden() -> Collection[str]:
    return keyring_queries.erased(
        keyring_queries.RECORD_HIDDEN, undone_by=keyring_queries.RECORD_SHOWN
    )


def _marked(paper: Paper, marks: Collection[str]) -> list[Hideable]:
    """Return the public rows of a paper that the journal knows to be hidden."""
    earlier = queries.earlier_particulars(paper, public=True)
    rows: tuple[Hideable, ...] = (paper, *queries.consultations(paper.id), *earlier)
    return [row for row in rows if row.public and erased_mark(*_known_by(paper, row)) in marks]


def _known_by(paper: Paper, row: Hideable) -> tuple[str, ...]:
    """Return what a row is known by to the journal: ids may be given anew after a restore."""
    if isinstance(row, PaperVersion):
        return "record", paper.token, str(row.number)
    return "record", row.token


def _hide(paper: Paper, row: Hideable, clock: Clock) -> None:
    if row.public:
        known_by = _known_by(paper, row)
        keyring.note_withdrawal(keyring_queries.RECORD_HIDDEN, *known_by, clock=clock)
        row.public = False


def _make_public(paper: Paper, row: Hideable, clock: Clock) -> None:
    if erased_mark(*_known_by(paper, row)) in _hidden():
        known_by = _known_by(paper, row)
        keyring.note_withdrawal(keyring_queries.RECORD_SHOWN, *known_by, clock=clock)
    row.public = True


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
        _make_public(paper, row, clock)
        # What stands before a correction that was never shown would stand there as if it held.
        kept = True
        for earlier in _corrected(row):
            kept = kept and earlier.public
            if not kept:
                _hide(paper, earlier, clock)
        note("consultation.shown", paper.key, actor, clock, consultation=row.id)
        db.session.flush()
        tell_shown(row, clock)
