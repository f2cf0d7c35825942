"""Destroying a round's key: from then on nobody can tell whose ballot was whose.

The rows get new random keys and, on PostgreSQL, a new random order; sheets get new references;
withdrawn ballots, the answers to voluntary questions and sheets that waited for a second person go,
and with them what was kept of each version, which tells how those who cast the same ballot
answered; the freed pages are cleared. What is published of the ballots stands in the snapshot
already. Of a stopped round whose rules say so the ballots go unread instead.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import delete, func, select, text, update

from participation.audit.service import Actor
from participation.city.queries import city
from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.errors import N_, NotReady
from participation.keyring import service as keyring
from participation.keyring.queries import destroyed_keys, key_file
from participation.outbox.service import enqueue
from participation.results import mails, making, queries, service
from participation.results.models import VersionGuard
from participation.results.service import long_statements
from participation.rounds import queries as round_queries
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.web.logs import failure
from participation.web.transactions import commit_now
from participation.web.urls import external_url
from participation.weighting.arrival import rewriting
from participation.weighting.models import Ballot, PaperEntry, QuestionAnswer

log = structlog.get_logger()
NOT_DUE = N_(
    "Der Schlüssel der Runde wird erst nach der Frist vernichtet, die in ihren Regeln steht."
)
UNCOUNTED = (
    "Ein Teil des Abgegebenen steht in keiner Fassung des Ergebnisses und ist nicht gezählt: Er kam"
    " nach der letzten Fassung oder lag in einem Stapel, der nicht abgeschlossen war."
)
NO_RESULT = (
    "Bis zu diesem Tag war kein Ergebnis veröffentlicht. Der Schlüssel der Runde wird trotzdem"
    " vernichtet, denn spätestens für diesen Tag war es angekündigt."
)
"""Stored as the reasons of deviations, like those that staff write: in German."""
BACKSTOP = "key_backstop"

# Version 0 is never used by a ballot; it tells the new rows from the old ones while both are there.
_COPY = {
    "sqlite": (
        """
        INSERT INTO ballots (round_id, key, channel, batch, version, answers)
        SELECT round_id, randomblob(32), channel, batch, 0, answers FROM ballots
        WHERE round_id = :id AND version > 0 AND answers IS NOT NULL ORDER BY random()"""
    ),
    "postgresql": (
        """
        INSERT INTO ballots (round_id, key, channel, batch, version, answers)
        SELECT round_id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
               channel, batch, 0, answers FROM ballots
        WHERE round_id = :id AND version > 0 AND answers IS NOT NULL ORDER BY random()"""
    ),
}
# How many sheets a batch held stays known; in a batch of one, a copy of the key and the hash of its
# reference would name the ballot.
_SHEETS = {
    "sqlite": (
        """
        UPDATE ballot_sheets SET ref_hash = randomblob(32), mark = randomblob(32)
        WHERE round_id = :id"""
    ),
    "postgresql": (
        """
        UPDATE ballot_sheets
        SET ref_hash = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
            mark = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
        WHERE round_id = :id"""
    ),
}


def destroy_key(round_id: int, *, actor: Actor, clock: Clock, tell: bool = True) -> bool:
    """Destroy a round's key if that is due; return whether it was destroyed now. Commits by itself.

    Raises NotReady before the date that the round's rules set. Neither of two things holds up the
    date that residents were told, and a deviation names each: ballots that stand in no version of
    the result, because they came later or lie in a batch that was left open; and that no result is
    published, in which case one is made first where that is possible. A destruction that key file
    or journal know of and the database does not, because it was interrupted or a backup was
    restored, is finished with the date it had. Who asked to hear of a result that never comes is
    mailed, unless `tell` is False: after a restore they have been before.
    """
    if _ends_without_a_result(round_id, actor, clock):
        _make_what_can_be_made(round_id, actor, clock)
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    long_statements()
    if round_.key_destroyed_at is not None:
        db.session.rollback()
        return False
    now = clock.now()
    begun = destroyed_keys().get(round_.uid)
    if begun is None and not _is_due(round_, now):
        raise NotReady(NOT_DUE)
    if begun is None and (uncounted := _uncounted(round_id)):
        rounds_service.log_deviation(
            round_, kind="uncounted", reason=UNCOUNTED, actor=actor, clock=clock, ballots=uncounted
        )
    if round_.ballots_discarded_at is None:
        _rewrite(round_id)
    else:
        # Known already, unless the stop's commit seemed to fail and did not.
        keyring.note_discarded_ballots(round_.uid, clock=FixedClock(round_.ballots_discarded_at))
        ballots = _discard(round_id)
        rounds_service.record_about(
            round_, "round.ballots_discarded", actor=actor, clock=clock, ballots=ballots
        )
        if tell:
            _tell_who_want_to_hear(round_, clock)
    round_.key_destroyed_at = begun or now
    rounds_service.record_about(round_, "round.key_destroyed", actor=actor, clock=clock)
    db.session.flush()
    # The key goes before the commit: should that fail, the rows are rewritten at the next try, and
    # no key is left either way. The journal knows before the key file, so that none of them ever
    # brings a key back that the other has seen go.
    if begun is None:
        keyring.note_destruction(round_.uid, clock=clock)
    key_file().destroy_round_key(round_.uid, begun or now)
    commit_now()
    return True


def destroy_again(uid: str, clock: Clock) -> None:
    """Destroy a key that came back with an older copy of the key file."""
    key_file().destroy_round_key(uid, destroyed_keys().get(uid, clock.now()))


def _is_due(round_: Round, now: datetime) -> bool:
    return round_.key_due is not None and round_.key_due <= now


def _ends_without_a_result(round_id: int, actor: Actor, clock: Clock) -> bool:
    """Log, once, that the key goes although no result is published; tell whether that is so.

    Committed before anything else, so that the result that is made now names it.
    """
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    undone = round_.key_destroyed_at is None and round_.uid not in destroyed_keys()
    # Of a withdrawn round, or one whose ballots are destroyed unread, no result was to come.
    undone = undone and not (round_.ballots_discarded_at or round_.withdrawn_at)
    if not undone or round_.results_published_at is not None or not _is_due(round_, clock.now()):
        db.session.rollback()
        return False
    if not any(deviation.kind == BACKSTOP for deviation in round_queries.deviations(round_id)):
        rounds_service.log_deviation(
            round_, kind=BACKSTOP, reason=NO_RESULT, actor=actor, clock=clock
        )
    commit_now()
    return True


def _make_what_can_be_made(round_id: int, actor: Actor, clock: Clock) -> None:
    """Make the result while receipts can still be listed. Its failure holds nothing up: the ballots
    stay, and a result can be made of them later, without receipts."""
    try:
        service.make_snapshot(round_id, actor=actor, clock=clock)
    except Exception as error:
        db.session.rollback()
        log.warning("no result before the key goes", round=round_id, **failure(error))


def _uncounted(round_id: int) -> int:
    """Return how many ballots the newest snapshot does not know; none where there is no
    snapshot."""
    newest = queries.snapshots(round_id)[-1:]
    if not newest:
        return 0
    query = (
        select(func.count())
        .select_from(Ballot)
        .where(Ballot.round_id == round_id, Ballot.answers.is_not(None))
    )
    listed = newest[0].method["commitments"]["count"]
    return max(0, (db.session.scalar(query) or 0) - int(listed))


def _rewrite(round_id: int) -> None:
    values = {"id": round_id}
    dialect = db.session.get_bind().dialect.name
    db.session.execute(text(_COPY[dialect]), values)
    db.session.execute(text(_SHEETS[dialect]), values)
    db.session.execute(delete(Ballot).where(Ballot.round_id == round_id, Ballot.version > 0))
    db.session.execute(update(Ballot).where(Ballot.round_id == round_id).values(version=1))
    _delete_beside(round_id)


def _discard(round_id: int) -> int:
    """Delete the ballots of a round that is not counted; return how many there were."""
    theirs = Ballot.round_id == round_id
    there = select(func.count()).select_from(Ballot).where(theirs, Ballot.answers.is_not(None))
    ballots = db.session.scalar(there) or 0
    db.session.execute(text(_SHEETS[db.session.get_bind().dialect.name]), {"id": round_id})
    db.session.execute(delete(Ballot).where(theirs))
    _delete_beside(round_id)
    return ballots


def _tell_who_want_to_hear(round_: Round, clock: Clock) -> None:
    url = external_url("front.round_page", slug=round_.slug)
    for _account_id, address, language in queries.who_want_results(round_.id):
        mail = mails.discarded(title=round_.title, url=url, city=city().name, language=language)
        enqueue(mail, to=address, clock=clock)


def _delete_beside(round_id: int) -> None:
    db.session.execute(delete(QuestionAnswer).where(QuestionAnswer.round_id == round_id))
    db.session.execute(delete(PaperEntry).where(PaperEntry.round_id == round_id))
    making.forget_versions(round_id)


def vacuum(round_id: int, *, actor: Actor, clock: Clock) -> bool:
    """Clear the pages that the old rows left; return whether that was done. No transaction may be
    open.

    Raises what the database raises when it cannot have the table alone; the worker tries again.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        # Anew, without what is left of the old rows, and without samples of them in the statistics.
        rewriting.clear(VersionGuard.__tablename__)
    elif not _vacuum_sqlite():
        return False
    round_ = rounds_service.lock_round(round_id)
    round_.ballots_vacuumed_at = clock.now()
    rounds_service.record_about(round_, "round.ballots_vacuumed", actor=actor, clock=clock)
    commit_now()
    return True


def _vacuum_sqlite() -> bool:
    """Rewrite the file and empty its log; False while a reader still looks at old pages."""
    raw = db.engine.raw_connection()
    try:
        # Below SQLAlchemy, which would begin a transaction first.
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()
    return rewriting.checkpoint()
