"""What people do with results: make a snapshot, publish it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask_babel import force_locale
from sqlalchemy import text

from participation.audit.service import Actor, record
from participation.city import queries as city_queries
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import BadInput, Conflict, NotFound, NotReady
from participation.keyring.queries import key_file
from participation.results import gathering, mails, queries
from participation.results.disclosure.ledger import Selection
from participation.results.gathering import Gathered
from participation.results.models import Snapshot, SnapshotPart
from participation.results.output.commitments import all_commitments, pieces
from participation.results.queries import BALLOT_ROWS, COMMITMENTS
from participation.results.rules import (
    NEEDS_REASON,
    NEWER,
    NO_SNAPSHOT,
    NO_WEIGHTS,
    NOT_CLOSED,
    OUTDATED,
    SOFTWARE,
    TOO_FEW_ADDED,
    seed_of,
    weights_closed,
)
from participation.results.tables import build as tables
from participation.results.tables.ballot_matrix import Bytes
from participation.results.tables.round_facts import Earlier, Subject
from participation.rounds import service as rounds_service
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.derivation import Receipts

ROWS_PER_PIECE = 65_536
TRIES = 5
REASON_LENGTH = 1000


@dataclass(frozen=True)
class _Made:
    """A computed result that waits to be written."""

    built: tables.Built
    commitments: list[bytes]
    method: dict[str, Any]


def make_snapshot(round_id: int, *, actor: Actor, clock: Clock, reason: str = "") -> Snapshot:
    """Return the result of a round, making it if there is none, exactly once however many try.

    While the newest version is not published, changed ballots make a further one; once it is, only
    with a reason. The ballots are read under the round's lock, the figures are computed outside of
    it, and they are written only if the ballots are still the same. Commits by itself: a view would
    hold the lock for as long as it computes. Raises NotReady before the weighting window has closed
    and for a new version that would tell of too few ballots, BadInput for a new version without a
    reason.
    """
    for _ in range(TRIES):
        round_, gathered, found = _read(round_id, clock, reason)
        if found is not None:
            return found
        subject = _subject(round_, gathered)
        values = _plain(round_)
        commit_now()
        made = _compute(subject, gathered, values)
        snapshot = _write(round_id, made, gathered, actor, clock, reason)
        if snapshot is not None:
            return snapshot
    raise Conflict()


def _read(round_id: int, clock: Clock, reason: str) -> tuple[Round, Gathered, Snapshot | None]:
    """Take the lock and read; the snapshot comes back when there is nothing to make. Commits in
    that case."""
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    long_statements()
    if round_.weights_window.absent:
        raise NotReady(NO_WEIGHTS)
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


def _subject(round_: Round, gathered: Gathered) -> Subject:
    return Subject(
        frame=round_.frame,
        instrument=round_.settings.instrument,
        goal_rules=round_.settings.goals,
        thresholds=round_.settings.thresholds,
        questions=tuple(round_.settings.questions),
        publish_ballots=round_.settings.publish_ballots,
        seed=int(seed_of(round_.rules_hash or ""), 16),
        set_aside=gathered.set_aside,
        days=gathered.days,
        # Only what was published can be subtracted, and a version that is not the newest is never
        # published.
        earlier=tuple(
            _earlier(snapshot) for snapshot in queries.snapshots(round_.id) if snapshot.published_at
        ),
    )


def _earlier(snapshot: Snapshot) -> Earlier:
    guard = snapshot.tables["guard"]
    selections = tuple(
        Selection(tuple(b), dimension, tuple(c)) for b, dimension, c in guard["selections"]
    )
    return Earlier(frozenset(guard["batches"]), selections, guard["goal_answers"])


def _plain(round_: Round) -> dict[str, Any]:
    """What the computing needs of the round after its transaction has ended."""
    with force_locale("de"):
        # Whoever makes the result, and in whatever language: the city's name in it is the same.
        city = city_queries.city().name
    destroyed = round_.key_destroyed_at is not None
    key = None if destroyed else key_file().round_key(round_.uid)
    receipts = Receipts(key, round_.slug, round_.frame, queries.layout(round_)) if key else None
    return {
        "receipts": receipts,
        "round": queries.round_document(round_),
        "deviations": queries.deviations(round_.id),
        "seed": seed_of(round_.rules_hash or ""),
        "rules_hash": round_.rules_hash,
        "city": city,
    }


def _compute(subject: Subject, gathered: Gathered, values: dict[str, Any]) -> _Made:
    built = tables.build(gathered.inputs, subject)
    if not built.plan.figures and any(before.selections for before in subject.earlier):
        raise NotReady(TOO_FEW_ADDED, minimum=subject.thresholds.figures)
    receipts: Receipts | None = values.pop("receipts")
    commitments = all_commitments(gathered.collected, receipts) if receipts else []
    limits = subject.thresholds
    method = values | {
        "format": "result-v1",
        "software": SOFTWARE,
        "numpy": np.__version__,
        "generator": "PCG64",
        "instrument": {
            "kind": subject.instrument.kind.value,
            "total": subject.instrument.total,
            "k": subject.instrument.k,
            "exactly": subject.instrument.exactly,
        },
        "thresholds": limits.document(),
        "set_aside": sorted(gathered.set_aside),
        "inputs_digest": gathered.inputs.digest,
        "ballots": built.n,
        "commitments": {
            "count": len(commitments),
            "firsts": [piece[:32].hex() for piece in pieces(commitments)],
        },
    }
    return _Made(built, commitments, method)


def _write(
    round_id: int, made: _Made, gathered: Gathered, actor: Actor, clock: Clock, reason: str
) -> Snapshot | None:
    """Write the result if nothing came between; None when it has to be computed anew."""
    rounds_service.lock_round(round_id, exclusive=True)
    long_statements()
    before = queries.snapshots(round_id)
    if gathering.fingerprint(round_id) != gathered.fingerprint:
        db.session.rollback()
        return None
    if before and _same(before[-1], gathered):
        commit_now()
        return before[-1]
    session = begin_write()
    snapshot = Snapshot(
        round_id=round_id,
        number=len(before) + 1,
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
    session.add(snapshot)
    session.flush()
    _store(snapshot, COMMITMENTS, pieces(made.commitments))
    if made.built.ballot_rows is not None:
        _store(snapshot, BALLOT_ROWS, _packed(made.built.ballot_rows))
    record(
        actor=actor,
        action="result.made",
        subject_kind="round",
        subject_id=round_id,
        clock=clock,
        number=snapshot.number,
        ballots=snapshot.ballots,
        digest=snapshot.inputs_digest,
        reason=snapshot.reason,
    )
    commit_now()
    return snapshot


def _packed(rows: Bytes) -> Iterator[bytes]:
    for start in range(0, len(rows), ROWS_PER_PIECE):
        yield zlib.compress(rows[start : start + ROWS_PER_PIECE].tobytes(), 6)


def _store(snapshot: Snapshot, name: str, found: Iterator[bytes]) -> None:
    session = begin_write()
    for number, data in enumerate(found):
        session.add(SnapshotPart(snapshot_id=snapshot.id, name=name, number=number, data=data))
        session.flush()


def publish(round_id: int, *, number: int, actor: Actor, clock: Clock) -> Snapshot:
    """Publish a version of a round's result, and mail those who asked to hear of it, once per
    round.

    Raises NotFound when there is no such version, NotReady when there is a newer one or the ballots
    have changed since it was made; publishing twice changes nothing.
    """
    round_ = rounds_service.lock_round(round_id, exclusive=True)
    now = clock.now()
    if not weights_closed(round_.weights_window, now):
        raise NotReady(NOT_CLOSED)
    versions = queries.snapshots(round_id)
    found = [snapshot for snapshot in versions if snapshot.number == number]
    if not found:
        raise NotFound(NO_SNAPSHOT)
    snapshot = found[0]
    if snapshot.published_at is not None:
        return snapshot
    if snapshot is not versions[-1]:
        raise NotReady(NEWER)
    long_statements()
    if not _same(snapshot, gathering.gather(round_)):
        raise NotReady(OUTDATED)
    snapshot.published_at = now
    snapshot.published_by = actor.label
    if round_.results_published_at is None:
        round_.results_published_at = now
        mails.announce(round_, clock)
    record(
        actor=actor,
        action="result.published",
        subject_kind="round",
        subject_id=round_id,
        clock=clock,
        number=number,
        digest=snapshot.inputs_digest,
    )
    begin_write().flush()
    return snapshot


def new_version(round_id: int, *, reason: str, actor: Actor, clock: Clock) -> Snapshot:
    """Make a further version of a result that exists. Raises BadInput without a reason."""
    if not reason.strip():
        raise BadInput(NEEDS_REASON, field="reason")
    return make_snapshot(round_id, actor=actor, clock=clock, reason=reason)
