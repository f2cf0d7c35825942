"""What the worker does for ballots: mark codes as used, take the order of arrival out of what was
written, empty SQLite's log."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.rounds.models import Participation, Round
from participation.web.jobs import Job
from participation.web.transactions import commit_now
from participation.weighting.arrival import rewriting
from participation.weighting.arrival.rewriting import Transactions
from participation.weighting.codes import service as codes
from participation.weighting.models import Ballot, BallotSheet, Code, PaperEntry, QuestionAnswer
from participation.weighting.named import queries as named_queries
from participation.weighting.named import service as named


def rewrite(clock: Clock) -> int:
    """Rewrite the rounds in which anything was written since this process rewrote them last."""
    seen: dict[str, tuple[tuple[int, ...], Transactions]]
    seen = current_app.extensions.setdefault("rewritten", {})
    done = 0
    for round_id in rewriting.live_rounds():
        round_ = db.session.get_one(Round, round_id)
        uid = round_.uid
        codes.mark_used(round_, clock)
        commit_now()
        counts, before = _counts(round_id), seen.get(uid)
        if before is None or before[0] != counts or rewriting.is_written(round_id, before[1]):
            transactions = Transactions()
            done += rewriting.rewrite_round(round_id, transactions)
            seen[uid] = counts, transactions
    if done:
        rewriting.vacuum()
        rewriting.checkpoint()
    return done


def checkpoint(_clock: Clock) -> int:
    """Empty SQLite's log, which keeps rows in their order of arrival."""
    rewriting.checkpoint()
    return 0


def tell_of_named_results(clock: Clock) -> int:
    """Tell followers of rounds of organisations that who ranks what is public now."""
    if not named_queries.untold_results(clock.now()):
        db.session.rollback()
        return 0
    told = named.tell_of_results(clock)
    commit_now()
    return told


def _counts(round_id: int) -> tuple[int, ...]:
    """Return numbers that change with what is written."""
    columns = (
        (Ballot, func.count(), func.sum(Ballot.version)),
        (QuestionAnswer, func.count()),
        (Code, func.count(), func.count().filter(Code.used)),
        (BallotSheet, func.count()),
        (PaperEntry, func.count()),
        (Participation, func.count(), func.count(Participation.withdrawn_at)),
    )
    counts: list[int] = []
    for model, *numbers in columns:
        row = db.session.execute(select(*numbers).where(model.round_id == round_id)).one()
        counts += [int(number or 0) for number in row]
    db.session.rollback()
    return tuple(counts)


JOBS = [
    Job("weighting.rewrite", 900.0, rewrite),
    Job("weighting.checkpoint", 60.0, checkpoint),
    Job("weighting.named_results", 60.0, tell_of_named_results),
]
