"""What was erased stays erased when an older backup is restored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from participation.accounts.models import Account
from participation.extensions import db
from participation.front import service_account
from participation.ideas import service as ideas
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.ops import backup
from participation.results import jobs as results_jobs
from participation.rounds import consent
from participation.rounds import service as rounds_service
from participation.rounds.models import Participation, Round
from participation.web.transactions import commit_now
from participation.weighting.models import Ballot, QuestionAnswer
from tests.factories import agree, keys, make_idea, make_resident, make_round
from tests.ops.erasing import Shell, leave
from tests.results.making import BAND
from tests.results.sheets import cast_all, closed_round, points


def test_a_deleted_account_does_not_come_back(app: Flask, shell: Shell, copy: str) -> None:
    account, other = make_resident("amsel@example.org"), make_resident()
    idea = make_idea(make_round(), account, state="published").id
    leaver, stays = account.id, other.id
    shell("backup", "create", copy)
    leave(leaver)
    said = shell("backup", "restore", copy, "--yes")
    assert "Erased again: accounts 1," in said
    assert list(db.session.scalars(select(Account.id))) == [stays]
    kept = db.session.get_one(Idea, idea)
    assert (kept.author_id, kept.state) == (None, "published")


def test_ideas_that_went_with_an_account_do_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    account = make_resident()
    idea, leaver = make_idea(make_round(), account, state="published").id, account.id
    shell("backup", "create", copy)
    leave(leaver, withdraw_ideas=True)
    shell("backup", "restore", copy, "--yes")
    assert db.session.get_one(Idea, idea).state == "withdrawn"


def test_somebody_who_came_back_before_the_backup_keeps_the_new_account(
    app: Flask, shell: Shell, copy: str
) -> None:
    leave(make_resident("amsel@example.org").id)
    again = make_resident("amsel@example.org").id
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    assert list(db.session.scalars(select(Account.id))) == [again]


def test_a_ballot_that_went_with_an_account_does_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    account, round_ = make_resident("person0@example.org").id, make_round()
    cast_all(round_, points(1))
    commit_now()
    shell("backup", "create", copy)
    leave(account)
    shell("backup", "restore", copy, "--yes")
    assert db.session.scalar(select(func.count(Ballot.answers))) == 0


def test_links_of_a_destroyed_key_are_not_restored(app: Flask, shell: Shell, copy: str) -> None:
    round_ = closed_round(days_ago=60, questions=[BAND])
    number, uid = round_.id, round_.uid
    old = set(cast_all(round_, points(12), labels=[{"age": "young"}] * 12))
    round_.results_published_at = datetime.now(UTC) - timedelta(days=31)
    commit_now()
    key = keys().round_key(uid)
    assert key is not None
    shell("backup", "create", copy)
    results_jobs.destroy_keys(clock)
    moment = db.session.get_one(Round, number).key_destroyed_at
    said = shell("backup", "restore", copy, "--yes")
    assert "keys of rounds 1" in said
    ballots = set(db.session.scalars(select(Ballot.key)))
    assert len(ballots) == 12
    assert not ballots & old
    assert db.session.scalar(select(func.count()).select_from(QuestionAnswer)) == 0
    assert db.session.get_one(Round, number).key_destroyed_at == moment
    assert keys().round_key(uid) is None


def test_a_key_that_comes_back_with_old_copies_of_both_is_destroyed_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    round_ = closed_round(days_ago=60)
    number, uid = round_.id, round_.uid
    cast_all(round_, points(3))
    round_.results_published_at = datetime.now(UTC) - timedelta(days=31)
    commit_now()
    shell("backup", "create", copy)
    old_keys = keys().path.read_bytes()
    results_jobs.destroy_keys(clock)
    moment = db.session.get_one(Round, number).key_destroyed_at
    keys().path.write_bytes(old_keys)
    shell("backup", "restore", copy, "--yes")
    assert keys().round_key(uid) is None
    assert moment is not None
    again = db.session.get_one(Round, number).key_destroyed_at
    assert again is not None
    assert abs(again - moment) < timedelta(seconds=1)


def test_a_withdrawn_idea_does_not_come_back(app: Flask, shell: Shell, copy: str) -> None:
    author, round_ = make_resident(), make_round()
    idea, other = (make_idea(round_, author, state="published").id for _ in range(2))
    shell("backup", "create", copy)
    ideas.withdraw(idea, author=db.session.query(Account).one(), clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    states = {row.id: row.state for row in db.session.query(Idea)}
    assert states == {idea: "withdrawn", other: "published"}


def test_a_withdrawn_idea_of_a_deleted_account_does_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    author = make_resident()
    number, idea = author.id, make_idea(make_round(), author, state="published").id
    shell("backup", "create", copy)
    ideas.withdraw(idea, author=db.session.query(Account).one(), clock=clock)
    leave(number)
    shell("backup", "restore", copy, "--yes")
    assert db.session.get_one(Idea, idea).state == "withdrawn"


def test_a_withdrawn_consent_and_its_ballot_do_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
    account, round_ = make_resident("person0@example.org"), make_round()
    agree(account, round_)
    cast_all(round_, points(1))
    commit_now()
    number = round_.id
    shell("backup", "create", copy)
    service_account.leave_round(db.session.query(Account).one(), number, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert db.session.query(Participation).one().withdrawn_at is not None
    assert db.session.scalar(select(func.count(Ballot.answers))) == 0


def test_a_consent_that_was_given_again_stays(app: Flask, shell: Shell, copy: str) -> None:
    account, round_ = make_resident("person0@example.org"), make_round()
    agree(account, round_)
    number, account_id = round_.id, account.id
    service_account.leave_round(account, number, clock=clock)
    ticks = {"agreed": True, "declared": True, "of_age": True, "wants_results": False}
    version = consent.current().version
    rounds_service.join_round(account_id, number, consent_version=version, clock=clock, **ticks)
    commit_now()
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    assert db.session.query(Participation).one().withdrawn_at is None


def test_doctor_never_asks_for_a_destroyed_key(app: Flask, shell: Shell, copy: str) -> None:
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(3))
    round_.results_published_at = datetime.now(UTC) - timedelta(days=31)
    commit_now()
    shell("backup", "create", copy)
    results_jobs.destroy_keys(clock)
    db.session.remove()
    db.engine.dispose()
    backup.restore(app.config["DATABASE_URL"], Path(copy))
    said = shell("doctor", code=1)
    assert "no key for published rounds" not in said
    assert "run flask backup replay" in said
    shell("backup", "replay", "--restored")
    assert "run flask backup replay" not in shell("doctor", code=1)
