"""What was erased stays erased when an older backup is restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts.models import Account, SignInToken
from participation.accounts.queries import address_hash
from participation.extensions import db
from participation.front import service_account
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotReady
from participation.keyring import jobs as keyring_jobs
from participation.keyring.queries import journal, restore_is_unfinished
from participation.ops import backup, restoring
from participation.outbox import jobs as outbox_jobs
from participation.outbox import queries as outbox_queries
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft
from participation.results import jobs as results_jobs
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.models import Ballot, QuestionAnswer
from tests.conftest import CheckingClient
from tests.factories import keys, make_idea, make_resident, make_round
from tests.results.making import BAND
from tests.results.sheets import cast_all, closed_round, points

Shell = Callable[..., Any]


@pytest.fixture
def shell(app: Flask, tools: None) -> Shell:
    """Run a flask command that has to succeed."""

    def run(*words: str, code: int = 0) -> str:
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=list(words))
        assert done.exit_code == code, done.output
        db.session.remove()
        return str(done.output)

    return run


@pytest.fixture
def copy(tmp_path: Path) -> str:
    """Where the backup is written."""
    return str(tmp_path / "backup")


def leave(number: int, *, withdraw_ideas: bool = False) -> None:
    """Delete an account as its owner does."""
    account = db.session.get_one(Account, number)
    service_account.leave(account, withdraw_ideas=withdraw_ideas, clock=clock)
    commit_now()


def test_a_deleted_account_does_not_come_back(app: Flask, shell: Shell, copy: str) -> None:
    account, other = make_resident("amsel@example.org"), make_resident()
    idea = make_idea(make_round(), account, state="published").id
    leaver, stays = account.id, other.id
    shell("backup", "create", copy)
    leave(leaver)
    said = shell("backup", "restore", copy, "--yes")
    assert "Erased again: 1 accounts" in said
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


def test_what_a_destroyed_key_linked_does_not_come_back(
    app: Flask, shell: Shell, copy: str
) -> None:
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
    assert "rounds without their key again: 1" in said
    ballots = set(db.session.scalars(select(Ballot.key)))
    assert len(ballots) == 12
    assert not ballots & old
    assert db.session.scalar(select(func.count()).select_from(QuestionAnswer)) == 0
    assert db.session.get_one(Round, number).key_destroyed_at == moment
    assert keys().round_key(uid) is None


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


def test_a_mail_that_was_sent_since_is_not_sent_again(
    app: Flask, shell: Shell, copy: str, backend: str
) -> None:
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    outbox.mark_sent(db.session.query(Mail).one().id, clock)
    commit_now()
    assert "1 mails are held" in shell("backup", "restore", copy, "--yes")
    assert outbox.claim(clock) is None
    db.session.rollback()
    assert (outbox_queries.held(), outbox_queries.waiting().count) == (1, 0)
    assert outbox_jobs.send_due(clock) == 0
    assert db.session.query(Mail).one().tries == 0


def test_held_mails_go_when_they_are_released(app: Flask, shell: Shell, copy: str) -> None:
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    assert "1 mails released" in shell("backup", "release-mails")
    letter = outbox.claim(clock)
    assert letter is not None
    assert letter.to == "a@example.org"
    db.session.rollback()


def test_held_mails_can_be_deleted_instead(app: Flask, shell: Shell, copy: str) -> None:
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="new@example.org", clock=clock)
    commit_now()
    assert "1 mails deleted" in shell("backup", "release-mails", "--discard")
    assert db.session.query(Mail).count() == 1


def test_links_and_sessions_of_the_backup_are_worth_nothing(
    app: Flask, shell: Shell, copy: str, client: CheckingClient, new_client: Any
) -> None:
    signed_in = new_client(make_resident())
    client.submit("/sign-in", email="amsel@example.org")
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    assert db.session.query(SignInToken).count() == 0
    assert signed_in.get("/account/").status_code == 302


def test_a_restore_that_was_interrupted_is_not_ready_until_it_is_finished(
    app: Flask,
    shell: Shell,
    copy: str,
    client: CheckingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = make_resident().id
    shell("backup", "create", copy)
    leave(account)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "upgrade", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(Path(copy), without_journal=False, clock=clock)
    db.session.remove()
    answer = client.get("/readyz")
    assert (answer.status_code, "restore" in answer.get_data(as_text=True)) == (503, True)
    assert "run flask backup replay" in shell("doctor", code=1)
    shell("backup", "replay")
    assert db.session.query(Account).count() == 0
    assert client.get("/readyz").status_code == 200


def _power_cut() -> None:
    raise KeyboardInterrupt


def test_what_cannot_be_erased_again_leaves_the_restore_unfinished(
    app: Flask, shell: Shell, copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_id, second_id = make_resident().id, make_resident().id
    shell("backup", "create", copy)
    leave(first_id)
    leave(second_id)
    erase = service_account.erase

    def fail_for_the_first(account: Account, **values: Any) -> None:
        if account.id == first_id:
            raise RuntimeError
        erase(account, **values)

    with monkeypatch.context() as patch:
        patch.setattr(service_account, "erase", fail_for_the_first)
        with pytest.raises(NotReady):
            restoring.restore(Path(copy), without_journal=False, clock=clock)
    assert restore_is_unfinished()
    assert [account.id for account in db.session.query(Account)] == [first_id]
    shell("backup", "replay")
    assert db.session.query(Account).count() == 0
    assert not restore_is_unfinished()


def test_without_its_journal_nothing_is_restored_unasked(
    app: Flask, shell: Shell, copy: str
) -> None:
    make_resident()
    shell("backup", "create", copy)
    make_resident()
    journal().path.unlink()
    assert "Löschprotokoll" in shell("backup", "restore", copy, "--yes", code=1)
    assert db.session.query(Account).count() == 2
    shell("backup", "restore", copy, "--yes", "--without-journal")
    assert db.session.query(Account).count() == 1


def test_the_journal_holds_nothing_that_names_a_person(app: Flask) -> None:
    account = make_resident("amsel@example.org", pseudonym="Zaunkönig")
    hashed = address_hash("amsel@example.org")
    leave(account.id)
    content = journal().path.read_text("utf-8")
    assert "account.erased" in content
    for trace in ("amsel", "Zaunk", hashed):
        assert trace not in content


def test_the_journal_forgets_what_no_backup_can_hold(app: Flask) -> None:
    leave(make_resident().id)
    later = app.config["BACKUP_DAYS"] + keyring_jobs.MARGIN_DAYS
    assert keyring_jobs.forget_old(FixedClock(clock.now() + timedelta(days=later - 1))) == 0
    assert keyring_jobs.forget_old(FixedClock(clock.now() + timedelta(days=later + 1))) == 1
    assert "account.erased" not in journal().path.read_text("utf-8")
    assert [entry.kind for entry in journal().entries()] == ["journal.begun"]


def test_an_erasure_that_cannot_be_noted_is_not_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_resident()

    def fail(_entry: Any) -> None:
        raise OSError

    monkeypatch.setattr("participation.kernel.journal.Journal.append", lambda *_: fail(None))
    with pytest.raises(OSError):
        service_account.leave(account, withdraw_ideas=False, clock=clock)
    begin_write()
    db.session.rollback()
    assert db.session.query(Account).count() == 1


def test_a_line_that_a_crash_tore_swallows_no_later_one(app: Flask) -> None:
    with open(journal().path, "ab") as file:
        file.write(b'{"at": "20')
    leave(make_resident().id)
    assert [entry.kind for entry in journal().entries()] == ["journal.begun", "account.erased"]
