"""One sheet of paper, typed in: stored once, corrected in its batch, without a ballot where it is
invalid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import insert, update

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting import queries
from participation.weighting.codes.code_format import parse
from participation.weighting.credentials import code_ballot_key, code_hash
from participation.weighting.derivation import sheet_mark
from participation.weighting.models import Ballot, BallotSheet
from participation.weighting.paper import double_entry
from participation.weighting.paper.double_entry import Outcome
from participation.weighting.paper.reading import Entry, Reading
from participation.weighting.paper.service import open_batch
from participation.weighting.paper.sheets import Target, may_import, sheet_number
from participation.weighting.queries import Stored
from participation.weighting.rules import Asked
from participation.weighting.service import count_day

KNOWN = N_(
    "Der Bogen „%(ref)s“ ist schon erfasst. Prüfen Sie die Nummer. Berichtigen können Sie den Bogen"
    " in seinem Stapel, solange der offen ist, mit dem Häkchen unten."
)
OTHER_CODE = N_(
    "Der Bogen „%(ref)s“ ist nicht mit diesem Code erfasst. Prüfen Sie Nummer und Code. Es wurde"
    " nichts geändert."
)
NEEDS_CODE = N_(
    "Der Bogen „%(ref)s“ ist mit einem Code erfasst. Schreiben Sie den Code dazu. Es wurde nichts"
    " geändert."
)
CHANGED_SINCE = N_(
    "Was auf dem Bogen „%(ref)s“ stand, hat die Person inzwischen selbst geändert. Das gilt. Legen"
    " Sie den Bogen zur Seite."
)
SHEET_WITHDRAWN = N_(
    "Was auf dem Bogen „%(ref)s“ stand, wurde zurückgezogen. Legen Sie den Bogen zur Seite."
)
CODE_WRONG = N_(
    "Dieser Code gilt in dieser Runde nicht. Prüfen Sie ihn, und legen Sie den Bogen sonst zur"
    " Seite."
)
CODE_USED = N_("Mit diesem Code hat schon jemand teilgenommen. Legen Sie den Bogen zur Seite.")
CODE_WITHDRAWN = N_(
    "Was mit diesem Code abgegeben war, wurde zurückgezogen. Legen Sie den Bogen zur Seite."
)


@dataclass(frozen=True)
class Place:
    """A sheet of a batch: its reference, the ballot that it leads to, and what is kept of it."""

    target: Target
    batch: int
    ref: str
    reference: bytes
    own_key: bytes
    key: bytes
    code: str
    sheet: BallotSheet | None

    @classmethod
    def of(cls, target: Target, batch: int, ref: str, code: str) -> Place:
        """Return the place of a sheet; one with a code shares its ballot with one cast by that code
        in a browser. Raises BadInput for a reference or a code that is none."""
        proof = target.proof(ref)
        reference, own_key = target.reference(proof), target.key(proof)
        hashed = _code_of(target, code) if code.strip() else ""
        key = code_ballot_key(target.round_key, hashed) if hashed else own_key
        sheet = db.session.get(BallotSheet, (target.round_.id, reference))
        return cls(target, batch, sheet_number(ref), reference, own_key, key, hashed, sheet)

    def packed(self, reading: Reading) -> bytes | None:
        """Return the ballot that the sheet makes, None where it is invalid."""
        if reading.invalid is not None:
            return None
        goals, own_key = reading.goals, self.own_key
        return self.target.packed(self.key, reading.values, goals, drawn_by=own_key)


def enter_sheet(
    *,
    round_id: int,
    number: int,
    ref: str,
    reading: Reading,
    code: str = "",
    correct: bool = False,
    actor: Actor,
    clock: Clock,
) -> Outcome:
    """Take one sheet of an open batch and tell what became of it. Its author is the batch's;
    nothing else is written about it.

    Where the round demands two entries, it waits for the second. Raises BadInput for a sheet that
    is in already (unless `correct`, in the same batch) and for a code that is wrong or used.
    """
    # Alone, so that two people who type the same sheet do not both find it missing.
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    batch = open_batch(round_id, number)
    # A late batch was given its reason when it was begun; that covers its sheets.
    may_import(round_, "late" if batch.late else "", clock)
    place = Place.of(Target.of(round_, Channel.PAPER), number, ref, code)
    if not round_.settings.paper_double_entry:
        _store(place, reading, correct=correct, clock=clock)
        return Outcome.ENTERED
    return _enter_twice(place, reading, correct=correct, actor=actor, clock=clock)


def check_sheet(*, round_: Round, number: int, ref: str, code: str = "", correct: bool) -> None:
    """Raise what `enter_sheet` would raise whatever the sheet says, so that nobody types its goals
    in vain; Conflict when the batch is closed."""
    open_batch(round_.id, number)
    target = Target.of(round_, Channel.PAPER)
    place = Place.of(target, number, ref, code)
    if place.sheet is None:
        _check(place, Reading(), correct=False)
    elif not correct and not double_entry.is_waiting(target, place.reference):
        raise BadInput(KNOWN, field="ref", ref=place.ref)


def asked_of(target: Target, ref: str, values: tuple[int, ...]) -> tuple[Asked, ...]:
    """Return for each field whether, and why, a sheet with these points is asked for its goals."""
    return target.answers(target.key(target.proof(ref)), values).asked


def _enter_twice(
    place: Place, reading: Reading, *, correct: bool, actor: Actor, clock: Clock
) -> Outcome:
    is_in = place.sheet is not None
    waits = double_entry.is_waiting(place.target, place.reference)
    # What would be refused with the second entry is refused with the first.
    is_new = _check(place, reading, correct=is_in and (correct or waits))
    if not is_new and not waits:
        return Outcome.ENTERED
    entry = Entry(place.ref, replace(reading, goals=_asked_of(place, reading)), place.code)
    outcome = double_entry.take(
        place.target, place.reference, entry, place.batch, correct=correct, actor=actor
    )
    if outcome is Outcome.ENTERED:
        _store(place, entry.reading, correct=True, clock=clock)
    return outcome


def _asked_of(place: Place, reading: Reading) -> dict[int, tuple[int, ...]]:
    """Return the points for goals that are asked; others make no difference between two entries."""
    if reading.invalid is not None:
        return {}
    asked = place.target.answers(place.own_key, reading.values).asked
    return {field: points for field, points in reading.goals.items() if asked and asked[field]}


def _store(place: Place, reading: Reading, *, correct: bool, clock: Clock) -> None:
    if not _check(place, reading, correct=correct):
        return
    before = place.sheet is not None and place.sheet.invalid is None
    packed = place.packed(reading)
    key, version = place.own_key, 1
    if packed is not None or before:
        key, version = place.key, _write(place, packed)
    _note(place, key, version, reading)
    more = (packed is not None) - before
    if more:
        count_day(place.target.round_, Channel.PAPER, more, clock.now())


def _write(place: Place, packed: bytes | None) -> int:
    """Write the sheet's ballot, or take it back; return its version."""
    round_id = place.target.round_.id
    stored = queries.get(round_id, place.key)
    if stored is None:
        assert packed is not None
        row = place.target.row(place.key, packed, place.batch)
        db.session.execute(insert(Ballot), [row])
        return 1
    version = stored.version + 1
    change = update(Ballot).where(Ballot.round_id == round_id, Ballot.key == place.key)
    db.session.execute(
        change.values(answers=packed, version=version).execution_options(synchronize_session=False)
    )
    return version


def _note(place: Place, key: bytes, version: int, reading: Reading) -> None:
    """Note that the sheet is in, and which version of its ballot the office wrote: the next
    correction knows by it that nobody has changed the ballot in between."""
    mark = sheet_mark(place.target.round_key, place.reference, key, version)
    if place.sheet is not None:
        place.sheet.mark, place.sheet.invalid = mark, reading.invalid
        db.session.flush()
        return
    row = {
        "round_id": place.target.round_.id,
        "ref_hash": place.reference,
        "mark": mark,
        "batch": place.batch,
        "invalid": reading.invalid,
    }
    db.session.execute(insert(BallotSheet), [row])


def _check(place: Place, reading: Reading, *, correct: bool) -> bool:
    """Tell whether anything is to be written: the same answers once more change nothing.

    Raises BadInput where nothing may be corrected, for the ballot of another sheet or code, and for
    one that its person has changed or withdrawn since.
    """
    stored = queries.get(place.target.round_.id, place.key)
    if place.sheet is None:
        if reading.invalid is None and stored is not None:
            raise BadInput(CODE_WITHDRAWN if stored.packed is None else CODE_USED, field="code")
        return True
    written = _version_written(place, place.sheet, stored)
    was_invalid = place.sheet.invalid is not None
    if was_invalid and place.sheet.invalid == reading.invalid:
        return False
    packed = place.packed(reading)
    same = stored is not None and stored.packed == packed
    if same and written is not None and not was_invalid and packed is not None:
        return False
    if not correct or place.sheet.batch != place.batch:
        raise BadInput(KNOWN, field="ref", ref=place.ref)
    if was_invalid:
        _check_nothing_came_since(stored, written)
    else:
        _check_is_own(place, stored, written)
    return True


def _check_nothing_came_since(stored: Stored | None, written: int | None) -> None:
    """Raise BadInput when the code that an invalid sheet is corrected with has a ballot of
    another's."""
    if stored is not None and written != stored.version:
        raise BadInput(CODE_WITHDRAWN if stored.packed is None else CODE_USED, field="code")


def _check_is_own(place: Place, stored: Stored | None, written: int | None) -> None:
    """Raise BadInput unless the ballot is what the office wrote last from this sheet."""
    ref = place.ref
    if written is None:
        raise BadInput(OTHER_CODE if place.code else NEEDS_CODE, field="code", ref=ref)
    if stored is None or stored.packed is None:
        raise BadInput(SHEET_WITHDRAWN, field="ref", ref=ref)
    if written != stored.version:
        raise BadInput(CHANGED_SINCE, field="ref", ref=ref)


def _version_written(place: Place, sheet: BallotSheet, stored: Stored | None) -> int | None:
    """Return the version of a ballot that the office wrote last from this sheet, None for the
    ballot of another sheet."""
    versions = range(stored.version if stored else 1, 0, -1)
    round_key = place.target.round_key
    marks = ((sheet_mark(round_key, sheet.ref_hash, place.key, each), each) for each in versions)
    return next((version for mark, version in marks if mark == sheet.mark), None)


def _code_of(target: Target, code: str) -> str:
    """Return what the database keeps of the code on a sheet. Raises BadInput for one that was never
    issued."""
    known = parse(code)
    hashed = code_hash(target.round_, known) if known else ""
    if not queries.issued_codes(target.round_.id, [hashed]):
        raise BadInput(CODE_WRONG, field="code")
    return hashed
