"""Results for tests, made and published, and sheets that come later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from participation.audit.service import SHELL
from participation.kernel.clock import FixedClock, clock
from participation.results import service
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.models import BallotBatch
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
    found = service.publish(round_.id, number=make(round_).number, actor=SHELL, clock=clock)
    commit_now()
    return found


def late_batch(round_: Round, number: int, n: int, **values: Any) -> None:
    """A batch of sheets that came after the first version."""
    session = begin_write()
    session.add(
        BallotBatch(
            round_id=round_.id,
            number=number,
            channel="paper",
            late=True,
            created_at=clock.now(),
            created_by="x",
            **values,
        )
    )
    session.commit()
    cast_all(
        round_, points(n, seed=number), channel="paper", batch=number, prefix=f"sheet{number}-"
    )
