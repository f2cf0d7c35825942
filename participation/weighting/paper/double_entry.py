"""Sheets that two people type in: what one of them typed waits, encrypted, until another one has
typed the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.crypto import decrypt, encrypt_without_time, fernet_key, keyed_hash
from participation.kernel.errors import N_, BadInput
from participation.weighting.models import PaperEntry
from participation.weighting.paper.reading import Entry, from_text, to_text
from participation.weighting.paper.sheets import Target

OTHERWISE = N_(
    "Den Bogen „%(ref)s“ haben Sie schon anders eingegeben. Sehen Sie am Bogen nach. Stimmt die"
    " neue Eingabe, setzen Sie unten das Häkchen „Diesen Bogen berichtigen“."
)
OTHER_BATCH = N_(
    "Den Bogen „%(ref)s“ hat jemand im Stapel %(batch)s eingegeben. Prüfen Sie die Nummer, und"
    " legen Sie den Bogen in seinen Stapel."
)


class Outcome(StrEnum):
    """What became of a sheet that was typed in."""

    ENTERED = "entered"
    WAITS = "waits"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Waiting:
    """A sheet that waits, with what each person typed in, in an order that says nothing."""

    ref: str
    reference: bytes
    entries: tuple[Entry, ...]

    @property
    def differs(self) -> bool:
        """Whether more than one person typed it in."""
        return len(self.entries) > 1


def take(
    target: Target, reference: bytes, entry: Entry, batch: int, *, correct: bool, actor: Actor
) -> Outcome:
    """Take what somebody typed in. ENTERED means that another person typed the same: nothing waits
    any more, and the caller makes the ballot.

    Raises BadInput where the sheet waits in another batch, and where the same person typed
    something else before and does not say that this corrects it.
    """
    rows = _rows(target, reference)
    for row in rows:
        if row.batch != batch:
            raise BadInput(OTHER_BATCH, field="ref", ref=entry.ref, batch=row.batch)
    person = str(actor.id) if actor.id is not None else actor.label
    typist = keyed_hash(target.round_key, "typist", reference, person)
    known = {bytes(row.typist): _read(target, row) for row in rows}
    own = known.pop(typist, None)
    if own is not None and not own.same_as(entry) and not correct:
        raise BadInput(OTHERWISE, field="ref", ref=entry.ref)
    if any(other.same_as(entry) for other in known.values()):
        forget(target.round_.id, reference)
        return Outcome.ENTERED
    content = encrypt_without_time(_key(target), to_text(entry))
    db.session.merge(
        PaperEntry(
            round_id=target.round_.id,
            ref_hash=reference,
            typist=typist,
            batch=batch,
            content=content,
        )
    )
    db.session.flush()
    return Outcome.DIFFERS if known else Outcome.WAITS


def is_waiting(target: Target, reference: bytes) -> bool:
    """Tell whether anybody typed this sheet in and it waits."""
    return bool(_rows(target, reference))


def waiting(target: Target, batch: int) -> list[Waiting]:
    """Return the sheets of a batch that wait, by their number."""
    query = select(PaperEntry).where(
        PaperEntry.round_id == target.round_.id, PaperEntry.batch == batch
    )
    sheets: dict[bytes, list[Entry]] = {}
    for row in db.session.scalars(query.order_by(PaperEntry.ref_hash, PaperEntry.typist)):
        sheets.setdefault(bytes(row.ref_hash), []).append(_read(target, row))
    found = [
        Waiting(entries[0].ref, reference, tuple(entries)) for reference, entries in sheets.items()
    ]
    return sorted(found, key=lambda sheet: (len(sheet.ref), sheet.ref))


def forget(round_id: int, reference: bytes) -> bool:
    """Delete what was typed in of a sheet; tell whether there was anything."""
    rows = PaperEntry.round_id == round_id, PaperEntry.ref_hash == reference
    there = db.session.scalar(select(PaperEntry.batch).where(*rows).limit(1)) is not None
    db.session.execute(delete(PaperEntry).where(*rows))
    return there


def _rows(target: Target, reference: bytes) -> list[PaperEntry]:
    query = select(PaperEntry).where(
        PaperEntry.round_id == target.round_.id, PaperEntry.ref_hash == reference
    )
    return list(db.session.scalars(query.order_by(PaperEntry.typist)))


def _read(target: Target, row: PaperEntry) -> Entry:
    return from_text(decrypt(_key(target), row.content))


def _key(target: Target) -> bytes:
    return fernet_key(target.round_key, "paper entry")
