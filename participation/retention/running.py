"""The job that erases what is due. Every step is a transaction of its own with its figures in the
record, so that a crash loses nothing and a second run finds nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select, update

from participation.audit.service import WORKER, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.keyring import queries as keyring
from participation.keyring.service import note_withdrawal
from participation.moderation.blackout.originals import delete_over
from participation.organisations import expiry as organisations
from participation.retention import clearing, due, idle, queries, records, service
from participation.retention.models import ArchiveOffer
from participation.retention.rules import CityKept, DueState, Times, months_before
from participation.rounds.keeping import Kept
from participation.rounds.models import Round
from participation.rounds.service import lock_round
from participation.web.transactions import begin_write, commit_now

CITY = "city"


def run(clock: Clock) -> int:
    """Erase what is due and mail the owners of idle accounts; return how much was done. Commits by
    itself."""
    done = _idle_accounts(clock) + _rounds(clock) + _city(clock)
    service.note_run(clock)
    commit_now()
    _clear(done > 0, clock)
    return done


def _idle_accounts(clock: Clock) -> int:
    times = queries.kept().times
    idle.forget_notices(times, clock)
    commit_now()
    return _while_not_held(partial(idle.notify, times, clock)) + _while_not_held(
        partial(_erase_idle, times, clock)
    )


def _while_not_held(step: Callable[[], int]) -> int:
    """Take a step, a transaction of its own, until it finds nothing to do or accounts are held."""
    done = 0
    while True:
        begin_write()
        held = queries.hold_of(None, CityKept.ACCOUNTS.value) is not None
        count = 0 if held else step()
        commit_now()
        if not count:
            return done
        done += count


def _erase_idle(times: Times, clock: Clock) -> int:
    count = idle.erase(times, clock)
    if count:
        _note(CityKept.ACCOUNTS.value, CITY, count, clock)
    return count


def _rounds(clock: Clock) -> int:
    ready = [item for item in due.of_rounds(clock.now()) if item.state is DueState.NOW]
    chosen = [(item.round_.id, item.kind) for item in ready if item.round_]
    db.session.rollback()
    return sum(
        _delete_originals(round_id, clock)
        if kind == Kept.ORIGINALS
        else _erase_of_round(round_id, kind, clock)
        for round_id, kind in chosen
    )


def _delete_originals(round_id: int, clock: Clock) -> int:
    """Delete what a round's ideas said before something was blacked out, as far as its time is
    over. A restore needs no word of it: the next run does the same."""
    lock_round(round_id)
    held = queries.hold_of(round_id, Kept.ORIGINALS.value) is not None
    count = 0 if held else delete_over(round_id, clock)
    if count:
        _note(Kept.ORIGINALS.value, lock_round(round_id).slug, count, clock)
    commit_now()
    return count


def _erase_of_round(round_id: int, kind: str, clock: Clock) -> int:
    round_ = lock_round(round_id)
    now = clock.now()
    if not due.may_go(round_, kind, now):
        db.session.rollback()
        return 0
    count = erase_again(round_id, kind)
    if count:
        round_ = lock_round(round_id)
        _note(kind, round_.slug, count, clock)
        note_withdrawal(keyring.RECORDS_ERASED, round_.uid, kind, clock=clock)
        _date_offer(round_id, now)
    commit_now()
    return count


def erase_again(round_id: int, kind: str) -> int:
    """Erase a round's records of a kind, whatever stands in the way; return how many."""
    begin_write()
    round_ = lock_round(round_id)
    return sum(item.erase(round_) for item in records.EXPIRING if item.kind == kind)


def _city(clock: Clock) -> int:
    done = 0
    for kind, erase in (
        (CityKept.APPLICATIONS, partial(organisations.erase_refused, clock=clock)),
        (CityKept.AUDIT, records.erase_city_audit),
    ):
        begin_write()
        until = due.city_until(kind, clock.now())
        if until is not None:
            times = queries.kept().times
            months = times.audit if kind is CityKept.AUDIT else times.applications
            count = erase(months_before(until, months))
            if count:
                _note(kind.value, CITY, count, clock)
                _date_offer(None, clock.now())
            done += count
        commit_now()
    return done


def returned() -> Iterator[Callable[[], object]]:
    """Yield what has to be erased again of rounds' records, when a backup has taken the database's
    place."""
    entries = keyring.erased(keyring.RECORDS_ERASED)
    rounds = db.session.execute(select(Round.id, Round.uid).order_by(Round.id)).all()
    for round_id, uid in rounds if entries else ():
        for kind in Kept:
            if keyring.erased_mark(uid, kind.value) in entries:
                yield partial(erase_again, round_id, kind.value)


def _note(kind: str, of: str, count: int, clock: Clock) -> None:
    """Record how many went: a kind and a figure, nobody's name."""
    values = {"kind": kind, "of": of, "count": count}
    record(
        actor=WORKER,
        action=queries.ERASED,
        subject_kind="retention",
        subject_id=of,
        clock=clock,
        **values,
    )


def _date_offer(round_id: int | None, now: datetime) -> None:
    of = ArchiveOffer.round_id.is_(None) if round_id is None else ArchiveOffer.round_id == round_id
    answered = update(ArchiveOffer).where(of, ArchiveOffer.outcome.is_not(None))
    db.session.execute(answered.values(erased_at=now).execution_options(synchronize_session=False))


def _clear(erased: bool, clock: Clock) -> None:
    """Clear the files when anything went now, or since they were cleared last as the journal knows
    it: also what people deleted themselves."""
    cleared = queries.kept().cleared_at
    latest = max((entry.at for entry in keyring.journal().entries()), default=None)
    db.session.rollback()
    known = latest is None or (cleared is not None and latest <= cleared)
    if known and not erased:
        return
    now = clock.now()
    if clearing.clear():
        service.note_cleared(now)
        commit_now()
