"""Sheets of paper, typed in by the office: in batches, each sheet once, counted when the batch is
closed."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.kernel.text import clean_line
from participation.rounds import service as rounds_service
from participation.rounds.rules import Channel
from participation.weighting import queries
from participation.weighting.codes.code_format import parse
from participation.weighting.credentials import code_ballot_key, code_hash
from participation.weighting.derivation import sheet_mark
from participation.weighting.models import Ballot, BallotBatch, BallotSheet
from participation.weighting.paper.sheets import LATE, Target, may_import, new_batch
from participation.weighting.queries import Stored
from participation.weighting.service import count_day

BATCH_CLOSED = N_("Dieser Stapel ist abgeschlossen. Beginnen Sie einen neuen.")
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
MOST_SHEETS = 100_000


def begin_batch(*, round_id: int, reason: str, actor: Actor, clock: Clock) -> BallotBatch:
    """Begin a batch. Raises WindowClosed before the opening or without a key, NotReady when late
    without a reason."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    late = may_import(round_, reason, clock)
    batch = new_batch(round_, Channel.PAPER, late=late, actor=actor, clock=clock)
    rounds_service.record_about(
        round_, "paper.batch_begun", actor=actor, clock=clock, batch=batch.number
    )
    if late:
        rounds_service.log_deviation(
            round_,
            kind=LATE,
            reason=clean_line(reason)[:1000],
            actor=actor,
            clock=clock,
            batch=batch.number,
        )
    return batch


def enter_sheet(
    *,
    round_id: int,
    number: int,
    ref: str,
    values: tuple[int, ...],
    code: str = "",
    correct: bool = False,
    clock: Clock,
) -> None:
    """Store one sheet of an open batch. Its author is the batch's; nothing else is written about
    it.

    Raises BadInput for a sheet that is in already (unless `correct`, in the same batch) and for a
    code that is wrong or used.
    """
    # Alone, so that two people who type the same sheet do not both find it missing.
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    batch = open_batch(round_id, number)
    # A late batch was given its reason when it was begun; that covers its sheets.
    may_import(round_, "late" if batch.late else "", clock)
    target = Target.of(round_, Channel.PAPER)
    proof = target.proof(ref)
    key = _key_of(target, proof, code)
    sheet = db.session.get(BallotSheet, (round_id, target.reference(proof)))
    if sheet is not None:
        correcting = number if correct else None
        has_code = bool(code.strip())
        _enter_again(target, sheet, ref, key, values, has_code=has_code, correcting=correcting)
        return
    if code.strip():
        _check_code_is_unused(round_id, key)
    db.session.execute(insert(Ballot), [target.ballot(key, values, number)])
    db.session.execute(insert(BallotSheet), [target.sheet(proof, key, number)])
    count_day(round_, Channel.PAPER, 1, clock.now())


def close_batch(
    *, round_id: int, number: int, sheets: int, although: bool = False, actor: Actor, clock: Clock
) -> BallotBatch:
    """Register how many sheets the office counted and close the batch. Raises BadInput when the
    numbers differ."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    batch = open_batch(round_id, number)
    if not 0 <= sheets <= MOST_SHEETS:
        raise BadInput(N_("Schreiben Sie, wie viele Bögen im Stapel liegen."), field="sheets")
    typed = entered(round_id, number)
    if typed != sheets and not although:
        raise BadInput(
            N_("Gezählt sind %(sheets)s Bögen, erfasst sind %(typed)s. Prüfen Sie den Stapel."),
            field="sheets",
            sheets=sheets,
            typed=typed,
        )
    batch.sheets = sheets
    details = {"batch": number, "sheets": sheets, "entered": typed}
    rounds_service.record_about(round_, "paper.batch_closed", actor=actor, clock=clock, **details)
    db.session.flush()
    return batch


def set_aside(
    *, round_id: int, number: int, reason: str, actor: Actor, clock: Clock
) -> BallotBatch:
    """Leave a batch out of the next result, with a reason that every result names; nothing is
    deleted.

    Raises BadInput without a reason, Conflict when it is set aside already, NotFound.
    """
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    batch = find_batch(round_id, number)
    if batch.set_aside_at is not None:
        raise Conflict()
    reason = clean_line(reason)[:1000]
    if not reason:
        raise BadInput(
            N_("Geben Sie eine Begründung an. Sie steht bei jedem Ergebnis."), field="reason"
        )
    batch.set_aside_at = clock.now()
    rounds_service.log_deviation(
        round_, kind="batch_set_aside", reason=reason, actor=actor, clock=clock, batch=number
    )
    return batch


def find_batch(round_id: int, number: int) -> BallotBatch:
    """Return a batch of paper. Raises NotFound."""
    statement = select(BallotBatch).where(
        BallotBatch.round_id == round_id, BallotBatch.number == number
    )
    batch = db.session.scalar(statement)
    if batch is None:
        raise NotFound()
    return batch


def open_batch(round_id: int, number: int) -> BallotBatch:
    """Return a batch that still takes sheets. Raises NotFound and Conflict."""
    batch = find_batch(round_id, number)
    if batch.sheets is not None or batch.channel != Channel.PAPER:
        raise Conflict(BATCH_CLOSED)
    return batch


def entered(round_id: int, number: int) -> int:
    """Return how many sheets of a batch are typed in."""
    statement = (
        select(func.count()).select_from(BallotSheet).where(BallotSheet.round_id == round_id)
    )
    return db.session.scalar(statement.where(BallotSheet.batch == number)) or 0


def entered_by_batch(round_id: int) -> dict[int, int]:
    """Return how many sheets are in, by batch."""
    statement = select(BallotSheet.batch, func.count()).where(BallotSheet.round_id == round_id)
    rows = db.session.execute(statement.group_by(BallotSheet.batch).order_by(BallotSheet.batch))
    return {batch: count for batch, count in rows if batch is not None}


def _enter_again(
    target: Target,
    sheet: BallotSheet,
    ref: str,
    key: bytes,
    values: tuple[int, ...],
    *,
    has_code: bool,
    correcting: int | None,
) -> None:
    """Correct a sheet that is in already, in the batch `correcting`; the same answers once more
    change nothing. Raises BadInput where nothing may be corrected, for the ballot of another sheet,
    and for one that its person has changed or withdrawn since."""
    stored = queries.get(target.round_.id, key)
    written = _version_written(target, sheet, key, stored)
    own = written is not None
    packed = target.packed(key, values)
    if own and stored is not None and stored.packed == packed:
        return
    if correcting is None or sheet.batch != correcting:
        raise BadInput(KNOWN, field="ref", ref=ref)
    if not own:
        raise BadInput(OTHER_CODE if has_code else NEEDS_CODE, field="code", ref=ref)
    if stored is None or stored.packed is None:
        raise BadInput(SHEET_WITHDRAWN, field="ref", ref=ref)
    if written != stored.version:
        raise BadInput(CHANGED_SINCE, field="ref", ref=ref)
    # The next correction knows by it that nobody has changed the ballot in between.
    sheet.mark = sheet_mark(target.round_key, sheet.ref_hash, key, stored.version + 1)
    change = update(Ballot).where(Ballot.round_id == target.round_.id, Ballot.key == key)
    db.session.execute(
        change.values(answers=packed, version=stored.version + 1).execution_options(
            synchronize_session=False
        )
    )


def _version_written(
    target: Target, sheet: BallotSheet, key: bytes, stored: Stored | None
) -> int | None:
    """Return the version of a ballot that the office wrote last from this sheet, None for the
    ballot of another sheet."""
    versions = range(stored.version if stored else 1, 0, -1)
    marks = ((sheet_mark(target.round_key, sheet.ref_hash, key, each), each) for each in versions)
    return next((version for mark, version in marks if mark == sheet.mark), None)


def _check_code_is_unused(round_id: int, key: bytes) -> None:
    """Raise BadInput when there is a ballot with this sheet's code already, from a browser or from
    another sheet."""
    stored = queries.get(round_id, key)
    if stored is not None:
        raise BadInput(CODE_WITHDRAWN if stored.packed is None else CODE_USED, field="code")


def _key_of(target: Target, proof: str, code: str) -> bytes:
    """Return the key of a sheet's ballot; one with a code shares it with a ballot cast by that code
    in a browser."""
    if not code.strip():
        return target.key(proof)
    known = parse(code)
    hashed = code_hash(target.round_, known) if known else ""
    if not queries.issued_codes(target.round_.id, [hashed]):
        raise BadInput(CODE_WRONG, field="code")
    return code_ballot_key(target.round_key, hashed)
