"""Batches of sheets that the office types in: begun, counted and closed, or set aside."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound
from participation.kernel.text import clean_line
from participation.rounds import service as rounds_service
from participation.rounds.rules import Channel
from participation.weighting.models import BallotBatch
from participation.weighting.paper import double_entry, queries
from participation.weighting.paper.double_entry import Waiting
from participation.weighting.paper.sheets import LATE, Target, may_import, new_batch

BATCH_CLOSED = N_("Dieser Stapel ist abgeschlossen. Beginnen Sie einen neuen.")
SINGLE_WAIT = N_(
    "Diese Bögen hat erst eine Person eingegeben: %(single)s. Lassen Sie sie von einer zweiten"
    " eingeben. Dann können Sie den Stapel abschließen."
)
DIFFERING_WAIT = N_(
    "Diese Bögen sind verschieden eingegeben: %(differing)s. Sehen Sie am Bogen nach. Dann können"
    " Sie den Stapel abschließen."
)
BOTH_WAIT = N_(
    "Diese Bögen hat erst eine Person eingegeben: %(single)s. Verschieden eingegeben sind:"
    " %(differing)s. Klären Sie das. Dann können Sie den Stapel abschließen."
)
INVALID = "invalid_paper"
INVALID_REASON = (
    "Ungültig und nicht gezählt sind %(invalid)s von %(entered)s erfassten Bögen im Stapel"
    " %(batch)s."
)
"""Stored as the reason of a deviation, like those that staff write: in German."""
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


def close_batch(
    *, round_id: int, number: int, sheets: int, although: bool = False, actor: Actor, clock: Clock
) -> BallotBatch:
    """Register how many sheets the office counted and close the batch; how many are invalid is a
    deviation that every result names.

    Raises BadInput while sheets wait for a second entry, and when the numbers differ.
    """
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    batch = open_batch(round_id, number)
    if not 0 <= sheets <= MOST_SHEETS:
        raise BadInput(N_("Schreiben Sie, wie viele Bögen im Stapel liegen."), field="sheets")
    done = queries.progress(round_id, number)
    if done.waiting:
        _refuse_waiting(double_entry.waiting(Target.of(round_, Channel.PAPER), number))
    if done.entered != sheets and not although:
        raise BadInput(
            N_("Gezählt sind %(sheets)s Bögen, erfasst sind %(typed)s. Prüfen Sie den Stapel."),
            field="sheets",
            sheets=sheets,
            typed=done.entered,
        )
    batch.sheets = sheets
    details: dict[str, Any] = {"batch": number, "sheets": sheets, "entered": done.entered}
    if done.invalid:
        details["invalid"] = done.invalid
        reason = INVALID_REASON % details
        rounds_service.log_deviation(
            round_, kind=INVALID, reason=reason, actor=actor, clock=clock, **details
        )
    rounds_service.record_about(round_, "paper.batch_closed", actor=actor, clock=clock, **details)
    db.session.flush()
    return batch


def discard_entries(*, round_id: int, number: int, ref: str, actor: Actor, clock: Clock) -> None:
    """Delete what was typed in of a sheet that waits, such as one with a wrong number. Raises
    NotFound when none waits."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    open_batch(round_id, number)
    target = Target.of(round_, Channel.PAPER)
    reference = target.reference(target.proof(ref))
    found = [
        sheet for sheet in double_entry.waiting(target, number) if sheet.reference == reference
    ]
    if not found:
        raise NotFound()
    double_entry.forget(round_id, reference)
    rounds_service.record_about(
        round_, "paper.entries_discarded", actor=actor, clock=clock, batch=number
    )


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


def _refuse_waiting(sheets: list[Waiting]) -> None:
    """Raise BadInput that names the sheets that wait."""
    single = ", ".join(sheet.ref for sheet in sheets if not sheet.differs)
    differing = ", ".join(sheet.ref for sheet in sheets if sheet.differs)
    message = BOTH_WAIT if single and differing else SINGLE_WAIT if single else DIFFERING_WAIT
    named = {"single": single, "differing": differing}
    values = {name: refs for name, refs in named.items() if refs}
    raise BadInput(message, field="sheets", **values)
