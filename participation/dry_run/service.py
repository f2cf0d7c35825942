"""Beginning, going on with and ending a dry run. The row in the city's database says whose it is
and which moment is pretended; all else is in its folder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from participation.dry_run import mounting, queries, world
from participation.dry_run.copying import copy_of
from participation.dry_run.models import DryRun, SeenMoment
from participation.dry_run.rules import LASTS, MOST, Moment, steps_between, stops
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token
from participation.kernel.errors import N_, BadInput, NotReady
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import problems
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now

INCOMPLETE = N_(
    "Für einen Probelauf müssen die Angaben stimmen. Öffnen Sie „Prüfen“ und ergänzen Sie, was"
    " fehlt."
)
FULL = N_(
    "Zurzeit laufen schon %(count)s Probeläufe. Warten Sie, bis einer endet, spätestens zwei"
    " Stunden nach seinem Beginn."
)
NO_MOMENT = N_("Diesen Zeitpunkt hat die Runde nicht. Wählen Sie einen anderen.")


def obstacles(round_: Round) -> list[BadInput]:
    """Return what has to be mended before a round can be tried out. Contact, texts and legal pages
    may still be missing."""
    frame = round_queries.frame_of(round_)
    return problems(round_.settings, field_count=len(frame.fields), published=True)


def go_to(round_: Round, wanted: str, *, account_id: int, clock: Clock) -> str:
    """Let it be a moment of the round in this person's dry run, and return its token.

    On goes the one they have of this round; back in time, after a change of the round, or in
    another round it begins anew. Commits by itself, so that the city's database is not held while
    the copy is made. Raises NotReady where something has to be mended first or too many go on, and
    BadInput for a moment that the round does not have.
    """
    way = stops(round_.settings)
    stop = next((one for one in way if one.moment == wanted), None)
    if obstacles(round_) or not way:
        raise NotReady(INCOMPLETE)
    if stop is None:
        raise BadInput(NO_MOMENT)
    copied, round_id, version = copy_of(round_), round_.id, round_.version
    with mounting.making():
        going_on = _same(round_id, version, account_id, clock.now())
        present = Moment(going_on.moment) if going_on and going_on.moment else None
        ahead = steps_between(way, present, stop.moment) if present else None
        if going_on is None or ahead is None:
            token = _claim(round_id, version, account_id, clock)
            begin, ahead = way[0], steps_between(way, None, stop.moment) or ()
        else:
            token, begin = going_on.token, None
            commit_now()
        try:
            if begin:
                mounting.make_folder(token)
                mounting.within(token, world.make, copied, begin)
            mounting.within(token, world.go_through, ahead)
        except BaseException:
            # What is half made is no round that anybody would see.
            _throw_away(token)
            raise
        _note(token, stop.moment, stop.at, version, clock.now())
    return token


def _same(round_id: int, version: int, account_id: int, now: datetime) -> DryRun | None:
    """Return the person's dry run if it is one of this round as it stands now."""
    run = queries.of_account(account_id)
    if run is None or not goes_on(run, now):
        return None
    return run if (run.round_id, run.round_version) == (round_id, version) else None


def goes_on(run: DryRun, now: datetime) -> bool:
    """Tell whether a dry run can be looked at: it was made, its time is not over and its folder is
    there."""
    return run.moment is not None and now < run.ends_at and mounting.folder(run.token).is_dir()


def _claim(round_id: int, version: int, account_id: int, clock: Clock) -> str:
    """Take the place of the person's earlier dry run, or a free one."""
    session = begin_write()
    now = clock.now()
    gone = [
        run.token
        for run in queries.everyone()
        if run.account_id == account_id or not goes_on(run, now)
    ]
    session.execute(delete(DryRun).where(DryRun.token.in_(gone)))
    if len(queries.everyone()) >= MOST:
        db.session.rollback()
        raise NotReady(FULL, count=MOST)
    token = new_token()
    session.add(
        DryRun(
            token=token,
            round_id=round_id,
            account_id=account_id,
            round_version=version,
            ends_at=now + LASTS,
        )
    )
    commit_now()
    for old in gone:
        mounting.throw_away(old)
    return token


def _note(token: str, moment: Moment, at: datetime, version: int, now: datetime) -> None:
    session = begin_write()
    run = session.get(DryRun, token)
    # The account may have been closed meanwhile, or the round deleted.
    if run is not None:
        run.moment, run.pretended_at, run.since = moment.value, at, now
        session.merge(
            SeenMoment(
                round_id=run.round_id, moment=moment.value, seen_at=now, round_version=version
            )
        )
    commit_now()


def end(account_id: int) -> None:
    """End a person's dry run and throw everything of it away; commits by itself. Where there is
    none nothing happens."""
    with mounting.making():
        begin_write()
        run = queries.of_account(account_id)
        if run is None:
            commit_now()
        else:
            _throw_away(run.token)


def end_old(clock: Clock) -> int:
    """Throw away the dry runs whose time is over, and folders that belong to none; return how
    many."""
    kept = {run.token for run in queries.everyone() if clock.now() < run.ends_at}
    gone = [run.token for run in queries.everyone() if run.token not in kept]
    gone += [token for token in mounting.tokens() if token not in kept and token not in gone]
    if not gone:
        return 0
    with mounting.making():
        # One may have begun while this waited.
        begin_write()
        kept = {run.token for run in queries.everyone() if clock.now() < run.ends_at}
        gone = [token for token in gone if token not in kept]
        for token in gone:
            _throw_away(token)
    return len(gone)


def _throw_away(token: str) -> None:
    session = begin_write()
    session.execute(delete(DryRun).where(DryRun.token == token))
    commit_now()
    mounting.throw_away(token)
