"""What staff decide about keeping: for how many months, what is held, what the archive said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound, NotReady
from participation.kernel.text import clean_line
from participation.retention import queries
from participation.retention.models import ArchiveOffer, RetentionHold, RetentionSettings
from participation.retention.rules import REASON_LENGTH, Answer, CityKept, Times
from participation.rounds.keeping import Kept
from participation.rounds.models import Round
from participation.rounds.rules import last_closing
from participation.rounds.service import lock_round
from participation.web.statements import insert_once
from participation.web.transactions import begin_write

NO_REASON = N_("Schreiben Sie, warum das aufbewahrt werden muss. Erlaubt sind 300 Zeichen.")
NOT_OVER = N_("Diese Runde ist noch nicht zu Ende. Bieten Sie ihre Unterlagen danach an.")
STILL_OPEN = N_("Das Archiv hat auf das letzte Angebot noch nicht geantwortet.")
ANSWERED = N_("Zu diesem Angebot ist schon eine Antwort eingetragen. Es wurde nichts geändert.")
NO_OFFER = N_("Dieses Angebot gibt es nicht.")
HELD_ALREADY = N_("Das wird schon zurückgehalten. Der Grund steht auf dieser Seite.")


def change_times(times: Times, *, offers_archive: bool, actor: Actor, clock: Clock) -> None:
    """Set for how many months the city keeps things. Raises BadInput for a number out of bounds."""
    times.check()
    row = _settings()
    after = {
        "idle_months": times.idle,
        "applications_months": times.applications,
        "audit_months": times.audit,
        "offers_archive": offers_archive,
    }
    changed = {name: value for name, value in after.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        _record("retention.changed", "city", actor, clock, **changed)


def hold(round_id: int | None, kind: str, *, reason: str, actor: Actor, clock: Clock) -> None:
    """Hold records of a kind back although they fall due. Raises BadInput without a reason,
    NotFound for a kind that there is not, and Conflict when they are held already."""
    reason = clean_line(reason)
    if not reason or len(reason) > REASON_LENGTH:
        raise BadInput(NO_REASON, field="reason")
    if kind not in set(CityKept if round_id is None else Kept):
        raise NotFound()
    name = _lock(round_id)
    if queries.hold_of(round_id, kind) is not None:
        raise Conflict(HELD_ALREADY)
    values = {"round_id": round_id, "kind": kind, "reason": reason}
    db.session.add(RetentionHold(**values, at=clock.now(), by=actor.label))
    _record("retention.held", name, actor, clock, kind=kind)


def release(round_id: int | None, kind: str, *, actor: Actor, clock: Clock) -> None:
    """End a hold; doing it twice changes nothing."""
    name = _lock(round_id)
    row = queries.hold_of(round_id, kind)
    if row is None:
        return
    row.ended_at, row.ended_by = clock.now(), actor.label
    _record("retention.released", name, actor, clock, kind=kind)


def offer(round_id: int | None, *, actor: Actor, clock: Clock) -> ArchiveOffer:
    """Note that the archive was offered a round's records, or those of the city that are due.
    Raises NotReady before the round's end, and Conflict while an offer has no answer."""
    name = _lock(round_id)
    now = clock.now()
    if round_id is not None:
        closing = last_closing(db.session.get_one(Round, round_id).windows)
        if closing is None or closing > now:
            raise NotReady(NOT_OVER)
    if any(row.outcome is None for row in queries.offers_of(round_id)):
        raise Conflict(STILL_OPEN)
    row = ArchiveOffer(round_id=round_id, offered_at=now, offered_by=actor.label)
    db.session.add(row)
    _record("retention.offered", name, actor, clock)
    return row


def answer(offer_id: int, outcome: Answer, *, actor: Actor, clock: Clock) -> ArchiveOffer:
    """Note what the archive said to an offer. Raises NotFound, and Conflict when another answer is
    noted."""
    session = begin_write()
    row = session.scalar(select(ArchiveOffer).where(ArchiveOffer.id == offer_id).with_for_update())
    if row is None:
        raise NotFound(NO_OFFER)
    if row.outcome == outcome:
        return row
    if row.outcome is not None:
        raise Conflict(ANSWERED)
    row.outcome, row.answered_at, row.answered_by = outcome.value, clock.now(), actor.label
    name = "city" if row.round_id is None else session.get_one(Round, row.round_id).slug
    _record("retention.answered", name, actor, clock, outcome=outcome.value)
    return row


def note_run(clock: Clock) -> None:
    """Note that the job has run."""
    _settings().ran_at = clock.now()


def note_cleared(moment: datetime) -> None:
    """Note from when on nothing was erased whose place in the files is not cleared."""
    _settings().cleared_at = moment


def _settings() -> RetentionSettings:
    session = begin_write()
    usual = Times()
    values = {
        "id": 1,
        "idle_months": usual.idle,
        "applications_months": usual.applications,
        "audit_months": usual.audit,
        "offers_archive": True,
    }
    insert_once(RetentionSettings, values)
    return session.scalars(select(RetentionSettings).with_for_update()).one()


def _lock(round_id: int | None) -> str:
    """Let one person at a time decide about a round's records or the city's; return its name in the
    record."""
    if round_id is None:
        _settings()
        return "city"
    return lock_round(round_id, exclusive=True).slug


def _record(action: str, of: str, actor: Actor, clock: Clock, **details: object) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="retention",
        subject_id=of,
        clock=clock,
        **details,
    )
