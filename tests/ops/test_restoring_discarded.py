"""Ballots that were to be destroyed unread, when an older backup is restored."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results import jobs
from participation.rounds.ending import service as ending
from participation.rounds.models import Deviation, Round
from participation.web.transactions import commit_now
from participation.weighting.models import Ballot
from tests.factories import keys, make_round
from tests.ops.erasing import Shell
from tests.results.sheets import cast_all, points


def ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def fail_to_commit_a_stop(number: int, monkeypatch: pytest.MonkeyPatch, *, arrives: bool) -> None:
    """Stop a round with a commit that seems to fail; `arrives` says whether it was done before."""
    commit = db.engine.dialect.do_commit

    def fails(connection: Any) -> None:
        if arrives:
            commit(connection)
        raise OSError("no space left")

    ending.stop(number, reason="Ein Fehler", actor=SHELL, clock=clock)
    with monkeypatch.context() as patched:
        patched.setattr(db.engine.dialect, "do_commit", fails)
        with pytest.raises(OSError, match="no space"):
            commit_now()
    db.session.rollback()


def test_ballots_of_a_stopped_round_do_not_come_back(app: Flask, shell: Shell, copy: str) -> None:
    round_ = make_round(when_stopped="destroy")
    number = round_.id
    cast_all(round_, points(12))
    commit_now()
    shell("backup", "create", copy)
    ending.stop(number, reason="Ein Fehler", actor=SHELL, clock=clock)
    commit_now()
    jobs.destroy_keys(clock)
    shell("backup", "restore", copy, "--yes")
    round_ = db.session.get_one(Round, number)
    assert round_.stopped_at is not None
    assert round_.ballots_discarded_at is not None
    assert round_.key_destroyed_at is not None
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert db.session.scalar(select(Deviation.reason)) == ending.RESTORED


def test_a_restore_stops_no_round_whose_stop_was_never_committed(
    app: Flask, shell: Shell, copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = make_round(when_stopped="destroy")
    number = round_.id
    cast_all(round_, points(12))
    commit_now()
    shell("backup", "create", copy)
    fail_to_commit_a_stop(number, monkeypatch, arrives=False)
    shell("backup", "restore", copy, "--yes")
    round_ = db.session.get_one(Round, number)
    assert round_.stopped_at is None
    assert ballots() == 12
    assert keys().round_key(round_.uid) is not None


def test_ballots_do_not_come_back_where_the_stop_was_committed_and_the_answer_was_lost(
    app: Flask, shell: Shell, copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = make_round(when_stopped="destroy")
    number = round_.id
    cast_all(round_, points(12))
    commit_now()
    shell("backup", "create", copy)
    fail_to_commit_a_stop(number, monkeypatch, arrives=True)
    jobs.destroy_keys(clock)
    shell("backup", "restore", copy, "--yes")
    assert ballots() == 0
    assert db.session.get_one(Round, number).ballots_discarded_at is not None
