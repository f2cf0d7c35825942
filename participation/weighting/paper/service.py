"""Sheets of paper, typed in by the office: in batches, each sheet once, counted when the batch is
closed."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.kernel.text import clean_line
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting import queries
from participation.weighting.codes.code_format import parse
from participation.weighting.credentials import code_ballot_key, code_hash
from participation.weighting.models import Ballot, BallotBatch, BallotSheet, Code
from participation.weighting.paper.sheets import LATE, Target, check_ref, may_import, new_batch
from participation.weighting.service import count_day

BATCH_CLOSED = N_("Dieser Stapel ist abgeschlossen. Beginnen Sie einen neuen.")
KNOWN = N_(
    "Der Bogen „%(ref)s“ ist schon erfasst. Prüfen Sie die Nummer, oder berichtigen Sie ihn mit dem"
    " Häkchen unten."
)
CODE_WRONG = N_(
    "Dieser Code gilt in dieser Runde nicht. Prüfen Sie ihn, und legen Sie den Bogen sonst zur"
    " Seite."
)
CODE_USED = N_("Mit diesem Code ist schon gewichtet. Legen Sie den Bogen zur Seite.")
MOST_SHEETS = 100_000


def begin_batch(*, round_id: int, reason: str, actor: Actor, clock: Clock) -> BallotBatch:
    """Begin a batch. Raises WindowClosed before the opening or without a key, NotReady when late
    without a reason."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    late = may_import(round_, reason, clock)
    batch = new_batch(round_, Channel.PAPER, late=late, actor=actor, clock=clock)
    record(
        actor=actor,
        action="paper.batch_begun",
        subject_kind="round",
        subject_id=round_.slug,
        clock=clock,
        batch=batch.number,
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
    ref = clean_line(ref)
    check_ref(ref)
    sheet = db.session.get(BallotSheet, (round_id, ref))
    if sheet is not None:
        _correct(round_, sheet, ref, values, code, allowed=correct and sheet.batch == number)
        return
    target = Target.of(round_, Channel.PAPER)
    key = _key(round_, target, ref, code)
    row = {
        "round_id": round_id,
        "key": key,
        "channel": Channel.PAPER.value,
        "batch": number,
        "version": 1,
    }
    db.session.execute(insert(Ballot), [row | {"answers": target.packed(key, values)}])
    db.session.execute(insert(BallotSheet), [{"round_id": round_id, "ref": ref, "batch": number}])
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
    record(
        actor=actor,
        action="paper.batch_closed",
        subject_kind="round",
        subject_id=round_.slug,
        clock=clock,
        **details,
    )
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
    where = select(BallotBatch).where(
        BallotBatch.round_id == round_id, BallotBatch.number == number
    )
    batch = db.session.scalar(where) if number < 2**15 else None
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
    where = select(func.count()).select_from(BallotSheet).where(BallotSheet.round_id == round_id)
    return db.session.scalar(where.where(BallotSheet.batch == number)) or 0


def entered_by_batch(round_id: int) -> dict[int, int]:
    """Return how many sheets are in, by batch."""
    where = select(BallotSheet.batch, func.count()).where(BallotSheet.round_id == round_id)
    rows = db.session.execute(where.group_by(BallotSheet.batch).order_by(BallotSheet.batch))
    return {batch: count for batch, count in rows if batch is not None}


def _correct(
    round_: Round,
    sheet: BallotSheet,
    ref: str,
    values: tuple[int, ...],
    code: str,
    *,
    allowed: bool,
) -> None:
    target = Target.of(round_, Channel.PAPER)
    own, key = target.key(ref), _key_of(round_, target, ref, code)
    if key != own and queries.get(round_.id, own) is not None:
        # The sheet came without a code, so this one belongs to another ballot.
        raise BadInput(KNOWN, field="ref", ref=ref)
    stored = queries.get(round_.id, key)
    packed = target.packed(key, values)
    if stored is not None and stored.packed == packed:
        return
    if not allowed or stored is None:
        raise BadInput(KNOWN, field="ref", ref=ref)
    where = update(Ballot).where(
        Ballot.round_id == round_.id, Ballot.key == key, Ballot.batch == sheet.batch
    )
    changed = db.session.scalar(
        where.values(answers=packed, version=stored.version + 1)
        .returning(Ballot.version)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        # Cast in a browser, or on a sheet of another batch.
        raise BadInput(KNOWN, field="ref", ref=ref)


def _key(round_: Round, target: Target, ref: str, code: str) -> bytes:
    """Return the key of a new sheet's ballot; one with a code shares it with a ballot cast by that
    code in a browser."""
    key = _key_of(round_, target, ref, code)
    if code.strip() and queries.get(round_.id, key) is not None:
        raise BadInput(CODE_USED, field="code")
    return key


def _key_of(round_: Round, target: Target, ref: str, code: str) -> bytes:
    if not code.strip():
        return target.key(ref)
    known = parse(code)
    hashed = code_hash(round_, known) if known else None
    where = select(Code.batch_id).where(Code.round_id == round_.id, Code.code_hash == hashed)
    if hashed is None or db.session.scalar(where) is None:
        raise BadInput(CODE_WRONG, field="code")
    return code_ballot_key(target.round_key, hashed)
