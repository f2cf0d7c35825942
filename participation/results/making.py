"""Computing a result from what was gathered, outside of any lock, and storing its large parts."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from flask_babel import force_locale
from sqlalchemy import update

from participation.city import queries as city_queries
from participation.extensions import db
from participation.kernel.crypto import keyed_hash
from participation.keyring.queries import key_file
from participation.results import gathering, queries
from participation.results.disclosure.versions import FORGOTTEN
from participation.results.gathering import Gathered
from participation.results.models import Snapshot, SnapshotPart, VersionGuard
from participation.results.output.commitments import all_commitments, pieces
from participation.results.queries import BALLOT_ROWS, BUNDLE, COMMITMENTS
from participation.results.rules import SOFTWARE, TooFewDiffer, seed_of
from participation.results.tables import build as tables
from participation.results.tables.ballot_matrix import Bytes
from participation.results.tables.round_facts import Subject
from participation.rounds.models import Round
from participation.weighting.derivation import Receipts

ROWS_PER_PIECE = 65_536
BUNDLE_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Values:
    """What the computing needs of the round after its transaction has ended."""

    subject: Subject
    receipts: Receipts | None
    method: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A computed result that waits to be written."""

    built: tables.Built
    commitments: list[bytes]
    method: dict[str, Any]


def values_of(round_: Round, gathered: Gathered) -> Values:
    """Return what `compute` needs of a round, and of the versions of its result so far."""
    with force_locale("de"):
        # Whoever makes the result, and in whatever language: the city's name in it is the same.
        city = city_queries.city().name
    destroyed = round_.key_destroyed_at is not None
    key = None if destroyed else key_file().round_key(round_.uid)
    method = {
        "round": queries.round_document(round_),
        "deviations": queries.deviations(round_.id),
        "seed": seed_of(round_.rules_hash or ""),
        "rules_hash": round_.rules_hash,
        "city": city,
    }
    receipts = Receipts(key, round_.slug, round_.frame, queries.layout(round_)) if key else None
    return Values(subject_of(round_, gathered, key), receipts, method)


def subject_of(round_: Round, gathered: Gathered, round_key: bytes | None) -> Subject:
    """Return the round as its result sees it."""
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
        # Whoever read a version may have kept it, published or not, deleted or not.
        earlier=gathering.kept_versions(round_.id),
        # Without the round's key no further version is made, so nothing has to match any more.
        guard_key=keyed_hash(round_key, "guard") if round_key else secrets.token_bytes(32),
    )


def may_follow(round_: Round, gathered: Gathered) -> bool:
    """Tell whether a version of these ballots could be made beside the earlier ones."""
    key = key_file().round_key(round_.uid)
    return tables.may_follow(gathered.inputs, subject_of(round_, gathered, key))


def compute(values: Values, gathered: Gathered) -> Made:
    """Compute the result. Raises TooFewDiffer for a version that must wait."""
    subject = values.subject
    built = tables.build(gathered.inputs, subject)
    if not built.plan.figures and any(before.shown for before in subject.earlier):
        raise TooFewDiffer(minimum=subject.thresholds.figures)
    commitments = all_commitments(gathered.collected, values.receipts) if values.receipts else []
    method = values.method | {
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
        "thresholds": subject.thresholds.document(),
        "set_aside": sorted(gathered.set_aside),
        "open_batches": gathered.open_sheets.batches,
        "open_sheets": gathered.open_sheets.sheets,
        "inputs_digest": gathered.inputs.digest,
        "ballots": built.n,
        "commitments": {
            "count": len(commitments),
            "firsts": [piece[:32].hex() for piece in pieces(commitments)],
        },
    }
    return Made(built, commitments, method)


def store_parts(snapshot: Snapshot, made: Made) -> None:
    """Store what is too large for the snapshot's row, and what later versions must know of it."""
    store(snapshot, COMMITMENTS, pieces(made.commitments))
    if made.built.ballot_rows is not None:
        store(snapshot, BALLOT_ROWS, _packed(made.built.ballot_rows))
    kept = made.built.kept
    db.session.add(
        VersionGuard(
            round_id=snapshot.round_id,
            number=snapshot.number,
            document=kept.document(),
            marks=zlib.compress(kept.marks.tobytes(), 6),
        )
    )


def forget_versions(round_id: int) -> None:
    """Drop what is kept of a round's versions but their numbers: nothing has to match it any more.

    It names the answers to questions of those who cast the same ballot, and how many they are,
    which would find their ballots again.
    """
    db.session.execute(
        update(VersionGuard)
        .where(VersionGuard.round_id == round_id)
        .values(document=FORGOTTEN.document(), marks=zlib.compress(FORGOTTEN.marks.tobytes()))
    )


def keep_bundle(snapshot: Snapshot, file: IO[bytes]) -> str:
    """Store the bytes of a version's bundle and return their SHA-256."""
    digest = hashlib.sha256()

    def pieces_of_file() -> Iterator[bytes]:
        while piece := file.read(BUNDLE_PIECE):
            digest.update(piece)
            yield piece

    store(snapshot, BUNDLE, pieces_of_file())
    return digest.hexdigest()


def _packed(rows: Bytes) -> Iterator[bytes]:
    for start in range(0, len(rows), ROWS_PER_PIECE):
        yield zlib.compress(rows[start : start + ROWS_PER_PIECE].tobytes(), 6)


def store(snapshot: Snapshot, name: str, pieces: Iterator[bytes]) -> None:
    """Store the pieces of something large that belongs to a snapshot."""
    for number, data in enumerate(pieces):
        db.session.add(SnapshotPart(snapshot_id=snapshot.id, name=name, number=number, data=data))
        db.session.flush()
