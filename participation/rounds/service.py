"""What people do with rounds. Holding a round's lock is what every write that depends on its windows begins with."""

from __future__ import annotations

from sqlalchemy import select, text

from participation.kernel.errors import NotFound
from participation.rounds.models import Round
from participation.rounds.queries import NO_ROUND
from participation.web.transactions import begin_write

LOCK_SPACE = 7301
"""First number of the advisory locks of rounds on PostgreSQL; the second is the round's id."""


def hold(round_id: int, *, exclusive: bool = False) -> Round:
    """Begin a writing transaction, take the round's lock and return the round as it stands now.

    Ballots and ideas hold it shared, changes of the round and snapshots hold it exclusively; the clock is read after
    it is held. On SQLite a writing transaction excludes every other already. Raises NotFound.
    """
    session = begin_write()
    if session.get_bind().dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        session.execute(text(f"SELECT {kind}(:space, :id)"), {"space": LOCK_SPACE, "id": round_id})
    round_ = session.scalar(select(Round).where(Round.id == round_id).execution_options(populate_existing=True))
    if round_ is None:
        raise NotFound(NO_ROUND)
    return round_
