"""What people do with results: make a snapshot, publish it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import IO

from sqlalchemy import delete, text

from participation.audit.service import Actor
from participation.city.queries import city
from participation.extensions import db
from participation.following import service as following
from participation.following.rules import Kind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, NotFound, NotReady
from participation.outbox.service import enqueue
from participation.results import gathering, mails, making, queries
from participation.results.gathering import Gathered
from participation.results.making import Made
from participation.results.models import Snapshot
from participation.results.output.bundle import bundle
from participation.results.rules import (
    BY_NAME,
    NEEDS_REASON,
    NEWER,
    NO_SNAPSHOT,
    NOT_CLOSED,
    OUTDATED,
    SOFTWARE,
    weights_closed,
)
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from participation.web.translation import in_every_language
from participation.web.urls import external_url, local_path

TRIES = 5
REASON_LENGTH = 1000


def make_snapshot(round_id: int, *, actor: Actor, clock: Clock, reason: str = "") -> Snapshot:
    """Return the result of a round, making it if there is none, exactly once however many try.

    It counts the ballots of closed batches alone; file imports are such. While the newest version
    is not published, changed ballots make a further one, which takes its place; once it is, only
    with a reason. The ballots are read under the round's lock, the figures are computed outside of
    it, and they are written only if the ballots are still the same. Commits by itself: a view would
    hold the lock for as long as it computes. Raises NotReady before the weighting window has closed
    and TooFewDiffer for a new version that would tell of too few ballots.
    """
    for _ in range(TRIES):
        round_, gathered, existing = _read(round_id, clock, reason)
        if existing is not None:
            return existing
        values = making.values_of(round_, gathered)
        commit_now()
        made = making.compute(values, gathered)
        snapshot = _write(round_id, made, gathered, actor, clock, reason)
        if snapshot is not None:
            return snapshot
    raise Conflict()


def _read(round_id: int, clock: Clock, reason: str) -> tuple[Round, Gathered, Snapshot | None]:
    """Take the lock and read; the snapshot comes back when there is nothing to make. Commits in
    that case."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    long_statements()
    if round_.is_named:
        raise NotReady(BY_NAME)
    if (why := queries.never_of(round_)) is not None:
        raise NotReady(why)
    if not weights_closed(round_.weights_window, clock.now()):
        raise NotReady(NOT_CLOSED)
    before = queries.snapshots(round_id)
    standing = bool(before) and before[-1].published_at is not None and not reason.strip()
    # Without the key a further version could list no receipts, and those of everyone would be gone
    # from the list.
    if before and (standing or round_.key_destroyed_at is not None):
        commit_now()
        return round_, Gathered.nothing(), before[-1]
    gathered = gathering.gather(round_)
    if before and _same(before[-1], gathered):
        commit_now()
        return round_, gathered, before[-1]
    return round_, gathered, None


def _same(snapshot: Snapshot, gathered: Gathered) -> bool:
    aside = sorted(gathered.set_aside)
    return (
        snapshot.inputs_digest == gathered.inputs.digest and snapshot.method["set_aside"] == aside
    )


def long_statements() -> None:
    """Let the statements of this transaction take their time."""
    # A million ballots are read in one go by the worker; the limit is for pages.
    session = begin_write()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = '10min'"))
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))


def _write(
    round_id: int, made: Made, gathered: Gathered, actor: Actor, clock: Clock, reason: str
) -> Snapshot | None:
    """Write the result if nothing has changed meanwhile; None when it must be recomputed."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    long_statements()
    # It counts the versions too, so nobody else has made one.
    if gathering.fingerprint(round_id) != gathered.fingerprint:
        db.session.rollback()
        return None
    snapshot = Snapshot(
        round_id=round_id,
        number=gathering.last_number(round_id) + 1,
        made_at=clock.now(),
        made_by=actor.label,
        reason=reason.strip()[:REASON_LENGTH],
        ballots=made.built.n,
        inputs_digest=gathered.inputs.digest,
        software=SOFTWARE,
        seed=made.method["seed"],
        method=made.method,
        tables=made.built.tables,
    )
    db.session.add(snapshot)
    db.session.flush()
    making.store_parts(snapshot, made)
    _drop_superseded(snapshot)
    rounds_service.record_about(
        round_,
        "result.made",
        actor=actor,
        clock=clock,
        number=snapshot.number,
        ballots=snapshot.ballots,
        digest=snapshot.inputs_digest,
        reason=snapshot.reason,
    )
    commit_now()
    return snapshot


def _drop_superseded(snapshot: Snapshot) -> None:
    """Delete the versions that were never published: what is kept of them holds no figures."""
    db.session.execute(
        delete(Snapshot).where(
            Snapshot.round_id == snapshot.round_id,
            Snapshot.number < snapshot.number,
            Snapshot.published_at.is_(None),
        )
    )


def publish(round_id: int, *, number: int, actor: Actor, clock: Clock) -> Snapshot:
    """Publish a version of a round's result, and mail those who asked to hear of it, once per
    round.

    Raises NotFound when there is no such version, NotReady when there is a newer one, or when the
    ballots have changed since it was made and a new version can be made of them; where that one
    would have to wait, this one does not wait for it. Publishing twice changes nothing. The bundle
    is made before the round is locked, and kept with the version.
    """
    with _bundle_of(round_id, number) as bundle_file:
        return _publish(round_id, number, bundle_file, actor, clock)


def _bundle_of(round_id: int, number: int) -> AbstractContextManager[IO[bytes] | None]:
    versions = queries.versions(round_id)
    version = next((candidate for candidate in versions if candidate.number == number), None)
    if version is None or version.published_at is not None:
        return nullcontext()
    return bundle(queries.snapshot(version.id))


def _publish(
    round_id: int, number: int, bundle_file: IO[bytes] | None, actor: Actor, clock: Clock
) -> Snapshot:
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    now = clock.now()
    if (why := queries.never_of(round_)) is not None:
        raise NotReady(why)
    if not weights_closed(round_.weights_window, now):
        raise NotReady(NOT_CLOSED)
    versions = queries.snapshots(round_id)
    if not versions or number > versions[-1].number:
        raise NotFound(NO_SNAPSHOT)
    snapshot = next((candidate for candidate in versions if candidate.number == number), None)
    if snapshot is not None and snapshot.published_at is not None:
        return snapshot
    if snapshot is not versions[-1] or bundle_file is None:
        raise NotReady(NEWER)
    long_statements()
    if _has_successor(round_, snapshot):
        raise NotReady(OUTDATED)
    snapshot.bundle_sha256 = making.keep_bundle(snapshot, bundle_file)
    snapshot.published_at = now
    snapshot.published_by = actor.label
    if round_.results_published_at is None:
        round_.results_published_at = now
        _tell_who_want_to_hear(round_, clock)
    rounds_service.record_about(
        round_,
        "result.published",
        actor=actor,
        clock=clock,
        number=number,
        digest=snapshot.inputs_digest,
        bundle=snapshot.bundle_sha256,
    )
    db.session.flush()
    return snapshot


def _tell_who_want_to_hear(round_: Round, clock: Clock) -> None:
    # The worker, which publishes at a time set before, has no request to build an address from.
    url = external_url("results.show", slug=round_.slug)
    mailed = []
    for account_id, address, language in queries.who_want_results(round_.id):
        mail = mails.published(title=round_.title, url=url, city=city().name, language=language)
        enqueue(mail, to=address, clock=clock)
        mailed.append(account_id)
    following.tell(
        Kind.ROUND,
        round_.slug,
        event="result.published",
        what=in_every_language(N_("Das Ergebnis ist veröffentlicht.")),
        path=local_path("results.show", slug=round_.slug),
        but_not=mailed,
        clock=clock,
    )


def _has_successor(round_: Round, snapshot: Snapshot) -> bool:
    """Whether the ballots have changed and a version could be made of them now."""
    # Without the key no version can follow, and the answers to questions are gone: the last stays.
    if round_.key_destroyed_at is not None:
        return False
    gathered = gathering.gather(round_)
    return not _same(snapshot, gathered) and making.may_follow(round_, gathered)


def new_version(round_id: int, *, reason: str, actor: Actor, clock: Clock) -> Snapshot:
    """Make a further version of a result that exists. Raises BadInput without a reason."""
    if not reason.strip():
        raise BadInput(NEEDS_REASON, field="reason")
    return make_snapshot(round_id, actor=actor, clock=clock, reason=reason)
