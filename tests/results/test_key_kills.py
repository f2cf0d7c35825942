"""A key's destruction, interrupted wherever it may be, is finished by the next run."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.kernel import durable
from participation.kernel.clock import FixedClock, clock
from participation.results import jobs, key_destruction, queries
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from participation.weighting.models import Ballot
from tests.conftest import CheckingClient
from tests.factories import keys
from tests.kernel.dying import Killed, killed_after
from tests.results.sheets import cast_all, closed_round, points

MOST_STEPS = 60


def due_round(days_ago: int = 31) -> Round:
    """A closed round with a few ballots whose result was published so long ago."""
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(5))
    round_.results_published_at = datetime.now(UTC) - timedelta(days=days_ago)
    commit_now()
    return round_


def key_of(round_: Round) -> bytes:
    """Return the key of a round that has one."""
    key = keys().round_key(round_.uid)
    assert key is not None
    return key


def ballot_keys(round_: Round) -> set[bytes]:
    """Return the keys under which the round's ballots are filed."""
    return set(db.session.scalars(select(Ballot.key).where(Ballot.round_id == round_.id)))


def holds(app: Flask, key: bytes) -> bool:
    """Tell whether any file beside the key file has the key."""
    folder = Path(app.config["KEY_FILE"]).parent
    contents = [path.read_bytes() for path in folder.glob("keys.json*")]
    return any(key.hex().encode() in content for content in contents)


def is_destroyed(round_: Round) -> bool:
    """Tell what the database says of the key."""
    db.session.rollback()
    return db.session.get_one(Round, round_.id).key_destroyed_at is not None


def test_a_destruction_killed_at_any_step_on_its_files_is_finished_by_the_next_run(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in range(MOST_STEPS):
        round_ = due_round()
        key, old = key_of(round_), ballot_keys(round_)
        with killed_after(steps, monkeypatch), suppress(Killed):
            jobs.destroy_keys(clock)
            break
        db.session.remove()
        jobs.destroy_keys(clock)
        assert is_destroyed(round_), steps
        assert not holds(app, key), steps
        assert not old & ballot_keys(round_)
    assert 12 < steps < MOST_STEPS - 1, "every step was tried"


def test_a_destruction_killed_before_the_commit_is_finished_with_the_date_it_had(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = due_round()
    key = key_of(round_)

    def die() -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(key_destruction, "commit_now", die)
        with pytest.raises(Killed):
            jobs.destroy_keys(clock)
    db.session.remove()
    assert not holds(app, key)
    assert not is_destroyed(round_)
    first = keys().destroyed()[round_.uid]
    assert jobs.destroy_keys(FixedClock(first + timedelta(days=2))) == 1
    assert db.session.get_one(Round, round_.id).key_destroyed_at == first


def test_failure_in_one_round_does_not_delay_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = due_round(), due_round()
    replace = durable.replace
    failures = [OSError("no space left on device")]

    def fail_once(path: Path, data: bytes) -> None:
        if failures:
            raise failures.pop()
        replace(path, data)

    monkeypatch.setattr(durable, "replace", fail_once)
    assert jobs.destroy_keys(clock) == 1
    assert (is_destroyed(first), is_destroyed(second)) == (False, True)
    assert jobs.destroy_keys(clock) == 1
    assert is_destroyed(first)


def test_a_key_that_comes_back_with_an_old_copy_is_destroyed_again(app: Flask) -> None:
    round_ = due_round()
    key = key_of(round_)
    old_copy = keys().path.read_bytes()
    jobs.destroy_keys(clock)
    keys().path.write_bytes(old_copy)
    assert queries.with_returned_key() == [round_.uid]
    jobs.destroy_keys(clock)
    assert not holds(app, key)


@pytest.mark.parametrize(("days", "said"), [(32, 1), (30, 0)])
def test_an_overdue_destruction_shows_to_operators(
    app: Flask, client: CheckingClient, days: int, said: int
) -> None:
    round_ = due_round(days)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert ("keys overdue for destruction: 1" in answer.get_data(as_text=True)) is bool(said)
    report = app.test_cli_runner().invoke(args=["doctor"]).output
    assert (f"keys overdue for destruction: {round_.slug}" in report) is bool(said)
