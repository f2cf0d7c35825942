"""What the worker does for results: make them, publish them at the time set before, destroy keys
when that is due."""

from __future__ import annotations

import structlog

from participation.audit.service import WORKER
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import ParticipationError
from participation.results import key_destruction, queries, service
from participation.results.rules import TooFewDiffer
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()


def make_snapshots(clock: Clock) -> int:
    """Make the result of every round whose weighting window has closed and that has none.

    Rounds whose sheets may still be typed in are left to planners and to the time of publication:
    once a version is made, fewer than ten further sheets have to wait.
    """
    done = 0
    for round_id in _ids(queries.without_snapshot(clock.now())):
        try:
            service.make_snapshot(round_id, actor=WORKER, clock=clock)
            done += 1
        except ParticipationError as error:
            _give_up("snapshot", round_id, error)
    return done


def publish_due(clock: Clock) -> int:
    """Publish the newest version of every round whose time of publication has come."""
    done = 0
    for round_id in _ids(queries.due_for_publication(clock.now())):
        try:
            service.publish(round_id, number=_newest(round_id, clock), actor=WORKER, clock=clock)
            commit_now()
            done += 1
        except ParticipationError as error:
            _give_up("publish", round_id, error)
    return done


def _newest(round_id: int, clock: Clock) -> int:
    """Return the version to publish: a new one if sheets have come since the last was made, unless
    that one would have to wait."""
    try:
        return service.make_snapshot(round_id, actor=WORKER, clock=clock).number
    except TooFewDiffer:
        return _ids([version.number for version in queries.versions(round_id)])[-1]


def destroy_keys(clock: Clock) -> int:
    """Destroy the keys that are due, and clear the pages that the rewritten rows left."""
    done = 0
    begun = _ids(queries.with_begun_destruction())
    due = _ids([round_.id for round_ in queries.with_due_key(clock.now())])
    # Whatever one round fails at, on the disk or in the database, the others' keys go.
    for round_id in dict.fromkeys([*begun, *due]):
        try:
            done += key_destruction.destroy_key(round_id, actor=WORKER, clock=clock)
        except Exception as error:
            _give_up("destroy_key", round_id, error)
    for uid in queries.with_returned_key():
        key_destruction.destroy_again(uid, clock)
    for round_id in _ids(queries.not_vacuumed()):
        try:
            key_destruction.vacuum(round_id, actor=WORKER, clock=clock)
        except Exception as error:
            _give_up("vacuum", round_id, error)
    return done


def _ids(ids: list[int]) -> list[int]:
    # The reading transaction ends before anything is written or vacuumed.
    db.session.rollback()
    return ids


def _give_up(what: str, round_id: int, error: Exception) -> None:
    """Leave one round for the next run; the others are not held up."""
    db.session.rollback()
    log.warning("results", job=what, round=round_id, **failure(error))


JOBS = [
    Job("results.snapshots", 20.0, make_snapshots),
    Job("results.publish", 20.0, publish_due),
    Job("results.keys", 3600.0, destroy_keys),
]
