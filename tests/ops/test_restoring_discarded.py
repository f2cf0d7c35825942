"""Ballots that were to be destroyed unread, when an older backup is restored."""

from __future__ import annotations

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
from tests.factories import make_round
from tests.ops.erasing import Shell
from tests.results.sheets import cast_all, points


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
