"""Reading ballots for a result, under the round's lock: all that count, and the counts that tell
whether any was written since."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Table, func, select

from participation.extensions import db
from participation.kernel.crypto import keyed_hash
from participation.keyring.queries import key_file
from participation.results.disclosure.versions import KeptVersion, read
from participation.results.models import Snapshot, VersionGuard
from participation.results.tables.ballot_matrix import (
    NO_BATCH,
    Inputs,
    RawBallots,
    arrange,
    label_places,
)
from participation.rounds.models import Round
from participation.weighting import queries as weighting
from participation.weighting.models import Ballot
from participation.weighting.rules import Layout

CHUNK = 20_000


@dataclass(frozen=True)
class OpenSheets:
    """What no result counts yet: how many batches are still open, and how many sheets lie in them;
    and the numbers of those that were set aside."""

    batches: int
    sheets: int
    set_aside: tuple[int, ...] = ()


@dataclass(frozen=True)
class BallotFingerprint:
    """Counts that change with every write: rows, rows that count, the sum of their versions,
    batches still open, batches set aside, and how many versions of the result were ever made.

    Ballots in open batches are left out, so that typing holds no computation up.

    Every way to write a ballot adds a row or raises a version, so two equal fingerprints mean the
    same ballots.
    """

    rows: int
    counting: int
    versions: int
    open: frozenset[int]
    set_aside: frozenset[int]
    made: int


@dataclass(frozen=True)
class Gathered:
    """What was read under the round's lock: inputs for the tables, and what commitments are made
    from."""

    inputs: Inputs
    collected: RawBallots
    set_aside: frozenset[int]
    days: tuple[tuple[str, date, int], ...]
    open_sheets: OpenSheets
    fingerprint: BallotFingerprint

    @classmethod
    def nothing(cls) -> Gathered:
        """Return what stands for ballots that were not read."""
        empty = RawBallots()
        return cls(
            arrange(empty, Layout((0,)), np.empty((0, 0), np.int8), b""),
            empty,
            frozenset(),
            (),
            OpenSheets(0, 0),
            BallotFingerprint(0, 0, 0, frozenset(), frozenset(), 0),
        )


def gather(round_: Round) -> Gathered:
    """Read the ballots of a round that were not withdrawn, those in open batches apart, in chunks,
    and the answers to its questions."""
    now = fingerprint(round_.id)
    collected = RawBallots()
    for columns in _columns(round_.id, now.open):
        collected.add(*columns)
    questions = {
        str(q["key"]): [str(c["key"]) for c in q.get("classes", ())]
        for q in round_.settings.questions
    }
    labels = label_places(
        collected.keys, weighting.answers_of(round_.id) if questions else [], questions
    )
    secret = keyed_hash(key_file().pepper, "inputs")
    inputs = arrange(collected, weighting.layout(round_), labels, secret)
    days = tuple(
        (day.channel, day.day, day.ballots) for day in weighting.days(round_.id) if day.ballots
    )
    left_out = open_sheets(round_.id)
    return Gathered(inputs, collected, now.set_aside, days, left_out, now)


def fingerprint(round_id: int) -> BallotFingerprint:
    """Return the fingerprint of a round's ballots, without reading them."""
    batches = weighting.batches(round_id)
    still_open = frozenset(batch.number for batch in batches if batch.sheets is None)
    aside = frozenset(batch.number for batch in batches if batch.set_aside_at)
    columns = func.count(), func.count(Ballot.answers), func.coalesce(func.sum(Ballot.version), 0)
    rows, counting, versions_ = db.session.execute(
        select(*columns).where(Ballot.round_id == round_id, _closed(Ballot.batch, still_open))
    ).one()
    made = last_number(round_id)
    return BallotFingerprint(rows, counting, int(versions_), still_open, aside, made)


def _closed(batch: Any, still_open: frozenset[int]) -> Any:
    return func.coalesce(batch, NO_BATCH).not_in(sorted(still_open))


def _columns(round_id: int, still_open: frozenset[int]) -> Iterator[Any]:
    """Yield chunks of the ballots that count and lie in no open batch as columns: keys, channels,
    batches, versions, answers.

    Without an object for each of a million rows: only the driver's tuples.
    """
    table: Table = Ballot.__table__  # type: ignore[assignment]
    column = table.c
    query = select(column.key, column.channel, column.batch, column.version, column.answers)
    query = (
        query.where(
            column.round_id == round_id,
            column.answers.is_not(None),
            _closed(column.batch, still_open),
        )
        .order_by(column.key)
        .limit(CHUNK)
    )
    connection = db.session.connection()
    last = b""
    while rows := connection.execute(query.where(column.key > last)).all():
        yield zip(*rows, strict=True)
        last = bytes(rows[-1][0])


def open_sheets(round_id: int) -> OpenSheets:
    """Return how many batches of a round still take sheets, how many sheets they hold, and which
    batches were set aside."""
    batches = weighting.batches(round_id)
    still_open = [batch.number for batch in batches if batch.sheets is None]
    conditions = (
        Ballot.round_id == round_id,
        Ballot.answers.is_not(None),
        Ballot.batch.in_(still_open),
    )
    query = select(func.count()).select_from(Ballot).where(*conditions)
    sheets = (db.session.scalar(query) or 0) if still_open else 0
    aside = tuple(batch.number for batch in batches if batch.set_aside_at)
    return OpenSheets(len(still_open), sheets, aside)


def is_outdated(snapshot_: Snapshot, ballots: int, waiting: OpenSheets) -> bool:
    """Tell from what is quickly counted whether ballots came, a batch was closed or one was set
    aside since a snapshot was made. `ballots` is how many the round has, those in open batches
    (`waiting`) included."""
    method, closed = snapshot_.method, ballots - waiting.sheets
    aside = sorted(waiting.set_aside)
    return bool(method["commitments"]["count"] != closed or method["set_aside"] != aside)


def last_number(round_id: int) -> int:
    """Return the number of the last version of a round's result that was made, 0 before the
    first."""
    query = select(func.max(VersionGuard.number)).where(VersionGuard.round_id == round_id)
    return db.session.scalar(query) or 0


def kept_versions(round_id: int) -> tuple[KeptVersion, ...]:
    """Return what is kept of every version of a round's result that was made, oldest first."""
    query = select(VersionGuard).where(VersionGuard.round_id == round_id)
    return tuple(
        read(guard.document, zlib.decompress(guard.marks))
        for guard in db.session.scalars(query.order_by(VersionGuard.number))
    )
