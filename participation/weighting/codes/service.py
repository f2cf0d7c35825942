"""Making, handing out and checking invitation codes. Only peppered hashes are kept, and no time of
use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, NotReady, WindowClosed
from participation.kernel.text import clean_line
from participation.keyring.queries import key_file
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.rounds.rules import Channel, Phase, phase
from participation.web.statements import add_to
from participation.web.transactions import begin_write
from participation.weighting import queries
from participation.weighting.codes.code_format import new_code, parse
from participation.weighting.credentials import code_ballot_key, code_hash
from participation.weighting.models import Ballot, Code, CodeBatch, CodeFailure
from participation.weighting.service import NOT_OPEN

MOST = 2_000
"""Codes in one batch, because a batch is one page of letters; a larger mailing is several
batches."""
AT_ONCE = 10
"""How many codes are marked as used together at least, while the window is open."""
BLOCK = 5_000
TWICE_WITHIN = timedelta(minutes=10)
"""For how long as many codes for the same are asked about rather than made."""
TWICE = N_(
    "Vor wenigen Minuten sind hier schon %(count)s Codes entstanden. Ist die Datei angekommen,"
    " brauchen Sie keine zweite. Sonst kreuzen Sie hier an und wählen die Anschriften noch einmal."
)
NOT_OFFERED = N_(
    "In dieser Runde nimmt niemand mit einem Code teil. Festlegen lässt sich das nur, bevor sie"
    " öffnet."
)
UNPUBLISHED = N_("Codes gibt es nur für veröffentlichte Runden. Diese ist es nicht.")
OVER = N_("In dieser Runde kann niemand mehr gewichten. Neue Codes gibt es deshalb nicht.")
WRONG = N_("Dieser Code gilt hier nicht. Prüfen Sie ihn Zeichen für Zeichen.")


@dataclass(frozen=True)
class BatchCount:
    """A batch of codes and how many of them are known to be used."""

    purpose: str
    issued: int
    used: int
    created_at: datetime
    created_by: str


def refusal(round_: Round, now: datetime) -> NotReady | WindowClosed | None:
    """Return why no codes are made for a round, None where they are."""
    if Channel.CODE not in round_.settings.participation:
        return NotReady(NOT_OFFERED)
    if round_.published_at is None:
        return NotReady(UNPUBLISHED)
    if phase(round_.weights_window, now) is Phase.AFTER or round_.stopped_at is not None:
        return WindowClosed(OVER)
    return None


def make_codes(
    *,
    round_id: int,
    count: int,
    purpose: str,
    actor: Actor,
    clock: Clock,
    listed: bool = False,
    again: bool = True,
) -> list[str]:
    """Make codes and return them, once and for all; the record says when they are `listed` with the
    people who get them. Raises BadInput for a count out of range, and unless they are wanted
    `again` where as many for the same were made just now; and what `refusal` says."""
    if not 1 <= count <= MOST:
        raise BadInput(
            N_("Erstellen Sie 1 bis %(most)s Codes auf einmal."), field="count", most=MOST
        )
    # The second of two clicks waits here until the first one's codes are there.
    round_ = rounds_service.lock_round(round_id, exclusive=not again)
    if refused := refusal(round_, clock.now()):
        raise refused
    if not again and _made_just_now(round_id, count, purpose, clock.now()):
        raise BadInput(TWICE, field="again", count=count)
    session = db.session()
    codes = sorted({new_code() for _ in range(count)})
    batch = CodeBatch(
        round_id=round_.id,
        purpose=_purpose(purpose),
        issued=len(codes),
        created_at=clock.now(),
        created_by=actor.label,
    )
    session.add(batch)
    session.flush()
    rows = [
        {"round_id": round_.id, "code_hash": code_hash(round_, code), "batch_id": batch.id}
        for code in codes
    ]
    session.execute(insert(Code), [row | {"used": False} for row in rows])
    details = {"count": len(codes), "purpose": batch.purpose}
    action = "codes.listed" if listed else "codes.made"
    rounds_service.record_about(round_, action, actor=actor, clock=clock, **details)
    return codes


def _purpose(text: str) -> str:
    return clean_line(text)[:120]


def _made_just_now(round_id: int, count: int, purpose: str, now: datetime) -> bool:
    query = select(CodeBatch.id).where(
        CodeBatch.round_id == round_id,
        CodeBatch.issued == count,
        CodeBatch.purpose == _purpose(purpose),
        CodeBatch.created_at > now - TWICE_WITHIN,
    )
    return db.session.scalar(query.limit(1)) is not None


def check_code(*, round_: Round, text: str, clock: Clock) -> str:
    """Return the code that was typed when it belongs to this round.

    A code that was used is accepted again: it leads to the same ballot, which can be changed.
    Raises WindowClosed and BadInput; the caller commits the count of failures, which `note_failure`
    keeps.
    """
    if phase(round_.weights_window, clock.now()) is not Phase.OPEN:
        raise WindowClosed(NOT_OPEN)
    code = parse(text)
    if code is None or not queries.issued_codes(round_.id, [code_hash(round_, code)]):
        raise BadInput(WRONG, field="code")
    return code


def note_failure(round_id: int) -> None:
    """Count a failed code attempt. The number alone is kept."""
    begin_write()
    add_to(CodeFailure, {"round_id": round_id}, "count", 1)


def mark_used(round_: Round, clock: Clock) -> int:
    """Mark the codes that ballots were cast with since the last time; return how many.

    While the window is open, AT_ONCE or more are marked together or none: few would tell which new
    ballots they belong to. `used` decides nothing: a ballot's key comes from its code, so a code
    that is used again leads to the same ballot.
    """
    round_key = key_file().round_key(round_.uid)
    if round_key is None:
        return 0
    unused = select(Code.code_hash).where(Code.round_id == round_.id, Code.used.is_(False))
    by_key = {code_ballot_key(round_key, hashed): hashed for hashed in db.session.scalars(unused)}
    ballots = select(Ballot.key).where(
        Ballot.round_id == round_.id, Ballot.channel.in_((Channel.CODE, Channel.PAPER))
    )
    used = sorted(by_key[key] for key in db.session.scalars(ballots) if key in by_key)
    if len(used) < AT_ONCE and phase(round_.weights_window, clock.now()) is Phase.OPEN:
        return 0
    session = begin_write()
    for start in range(0, len(used), BLOCK):
        chosen = Code.code_hash.in_(used[start : start + BLOCK])
        change = update(Code).where(Code.round_id == round_.id, chosen).values(used=True)
        session.execute(change.execution_options(synchronize_session=False))
    return len(used)


def of_round(round_: Round, codes: Iterable[str]) -> list[str]:
    """Return those of the codes that belong to the round, in their order."""
    hashes = {code_hash(round_, code): code for code in codes}
    issued = queries.issued_codes(round_.id, hashes)
    return [code for hashed, code in hashes.items() if hashed in issued]


def counts(round_id: int) -> list[BatchCount]:
    """Return the batches of a round's codes, oldest first."""
    used = select(Code.batch_id, func.count().label("used")).where(
        Code.round_id == round_id, Code.used.is_(True)
    )
    grouped = used.group_by(Code.batch_id).subquery()
    columns = (
        CodeBatch.purpose,
        CodeBatch.issued,
        func.coalesce(grouped.c.used, 0),
        CodeBatch.created_at,
        CodeBatch.created_by,
    )
    statement = select(*columns).outerjoin(grouped, grouped.c.batch_id == CodeBatch.id)
    rows = db.session.execute(
        statement.where(CodeBatch.round_id == round_id).order_by(CodeBatch.id)
    )
    return [BatchCount(*row) for row in rows]


def failures(round_id: int) -> int:
    """Return the number of failed code attempts."""
    return db.session.scalar(select(CodeFailure.count).where(CodeFailure.round_id == round_id)) or 0
