"""Counting what is typed in and what waits, without reading it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from participation.extensions import db
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting.models import BallotBatch, BallotSheet, PaperEntry


@dataclass(frozen=True)
class Progress:
    """How far a batch is: sheets that are in, how many of them are invalid, and sheets that wait,
    typed in by one person or differently by several."""

    entered: int = 0
    invalid: int = 0
    single: int = 0
    differing: int = 0

    @property
    def waiting(self) -> int:
        """How many sheets wait for somebody."""
        return self.single + self.differing


@dataclass(frozen=True)
class OpenBatch:
    """A batch that takes sheets, with the round it belongs to."""

    round_id: int
    slug: str
    title: dict[str, str]
    number: int
    created_at: datetime
    progress: Progress


def progress(round_id: int, number: int) -> Progress:
    """Return how far a batch is."""
    return progress_by_batch([round_id]).get((round_id, number), Progress())


def progress_by_batch(round_ids: Iterable[int]) -> dict[tuple[int, int], Progress]:
    """Return how far the batches of these rounds are, by round and number."""
    ids = list(round_ids)
    sheets = (
        select(
            BallotSheet.round_id,
            BallotSheet.batch,
            func.count(),
            func.count(BallotSheet.invalid),
        )
        .where(BallotSheet.round_id.in_(ids), BallotSheet.batch.is_not(None))
        .group_by(BallotSheet.round_id, BallotSheet.batch)
        .order_by(BallotSheet.round_id, BallotSheet.batch)
    )
    found = {
        (round_id, batch): Progress(entered, invalid)
        for round_id, batch, entered, invalid in db.session.execute(sheets)
        if batch is not None
    }
    for round_id, batch, people, count in _waiting(ids):
        known = found.get((round_id, batch), Progress())
        more = {"single": known.single + count} if people == 1 else {}
        more = more or {"differing": known.differing + count}
        found[round_id, batch] = replace(known, **more)
    return found


def open_batches(round_ids: frozenset[int] | None) -> list[OpenBatch]:
    """Return the batches of paper that still take sheets, in these rounds or (None) in all, oldest
    first."""
    query = (
        select(BallotBatch, Round)
        .join(Round, Round.id == BallotBatch.round_id)
        .where(
            BallotBatch.sheets.is_(None),
            BallotBatch.channel == Channel.PAPER,
            BallotBatch.set_aside_at.is_(None),
            Round.key_destroyed_at.is_(None),
        )
        .order_by(BallotBatch.created_at, BallotBatch.id)
    )
    if round_ids is not None:
        query = query.where(Round.id.in_(round_ids))
    rows = [(batch, round_) for batch, round_ in db.session.execute(query)]
    far = progress_by_batch({round_.id for _, round_ in rows}) if rows else {}
    return [
        OpenBatch(
            round_.id,
            round_.slug,
            dict(round_.title),
            batch.number,
            batch.created_at,
            far.get((round_.id, batch.number), Progress()),
        )
        for batch, round_ in rows
    ]


def _waiting(round_ids: list[int]) -> list[tuple[int, int, int, int]]:
    """Return how many sheets wait: round, batch, by how many people each was typed in, count."""
    of_sheet = (
        select(
            PaperEntry.round_id,
            PaperEntry.batch,
            PaperEntry.ref_hash,
            func.count().label("people"),
        )
        .where(PaperEntry.round_id.in_(round_ids))
        .group_by(PaperEntry.round_id, PaperEntry.batch, PaperEntry.ref_hash)
        .subquery()
    )
    columns = of_sheet.c.round_id, of_sheet.c.batch, of_sheet.c.people
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]
