"""Results for tests, made and published, and sheets that come later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from participation.audit.service import SHELL
from participation.kernel.clock import FixedClock, clock
from participation.results import service
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.models import Ballot, BallotBatch
from participation.weighting.paper import entering, imports
from participation.weighting.paper import queries as paper_queries
from participation.weighting.paper import service as paper
from participation.weighting.paper.reading import Reading
from tests.results.sheets import cast_all, points

BAND = {
    "key": "age",
    "title": {"de": "Alter", "en": "Age"},
    "classes": [
        {"key": key, "title": {"de": key, "en": key}} for key in ("young", "old", "oldest")
    ],
}


def make(round_: Round, reason: str = "", *, at: datetime | None = None) -> Snapshot:
    """The round's result."""
    then = FixedClock(at) if at else clock
    return service.make_snapshot(round_.id, actor=SHELL, clock=then, reason=reason)


def joined(pieces: Iterable[bytes]) -> bytes:
    """A file's pieces as one."""
    return b"".join(pieces)


def published(round_: Round) -> Snapshot:
    """The round's result, published."""
    snapshot = service.publish(round_.id, number=make(round_).number, actor=SHELL, clock=clock)
    commit_now()
    return snapshot


def late_batch(round_: Round, number: int, n: int, **values: Any) -> None:
    """A closed batch of sheets that came after the first version."""
    session = begin_write()
    session.add(
        BallotBatch(
            round_id=round_.id,
            number=number,
            channel="paper",
            late=True,
            created_at=clock.now(),
            created_by="x",
            **{"sheets": n} | values,
        )
    )
    session.commit()
    cast_all(
        round_, points(n, seed=number), channel="paper", batch=number, prefix=f"sheet{number}-"
    )


def begin_batch(round_: Round) -> int:
    """An open batch of paper; return its number."""
    batch = paper.begin_batch(round_id=round_.id, reason="Postweg", actor=SHELL, clock=clock)
    number = batch.number
    commit_now()
    return number


def type_in(
    round_: Round, number: int, ref: str, values: tuple[int, ...], *, correct: bool = False
) -> None:
    """Type a sheet into an open batch."""
    entering.enter_sheet(
        round_id=round_.id,
        number=number,
        ref=ref,
        reading=Reading(values),
        correct=correct,
        actor=SHELL,
        clock=clock,
    )
    commit_now()


def close_batch(round_: Round, number: int) -> None:
    """Close a batch with as many sheets as were typed in."""
    sheets = paper_queries.progress(round_.id, number).entered
    paper.close_batch(round_id=round_.id, number=number, sheets=sheets, actor=SHELL, clock=clock)
    commit_now()


def set_aside(round_: Round, number: int) -> None:
    """Leave a batch out of the next result."""
    paper.set_aside(
        round_id=round_.id, number=number, reason="Fremde Bögen", actor=SHELL, clock=clock
    )
    commit_now()


def import_sheets(round_: Round, sheets: Mapping[str, tuple[int, ...]]) -> None:
    """Take sheets over as from a file."""
    imports.add_sheets(
        round_id=round_.id,
        sheets=sheets,
        channel="paper",
        reason="Postweg",
        actor=SHELL,
        clock=clock,
    )
    commit_now()


def change(round_: Round, batch: int, n: int) -> None:
    """Make other sheets of `n` of a closed batch, as only somebody at the database can."""
    session = begin_write()
    ballots = session.scalars(
        select(Ballot).where(Ballot.round_id == round_.id, Ballot.batch == batch)
    )
    for position, ballot in enumerate(sorted(ballots, key=lambda ballot: ballot.key)[:n]):
        ballot.answers = bytes([position, 0, 20 - position])
        ballot.version += 1
    session.commit()
