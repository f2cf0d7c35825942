"""What else a restore sees to: mails, links and sessions, being interrupted, the journal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account, SignInToken
from participation.accounts.queries import address_hash
from participation.extensions import db
from participation.front import service_account
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotReady
from participation.keyring import jobs as keyring_jobs
from participation.keyring.queries import journal, restore_is_unfinished
from participation.ops import restoring
from participation.outbox import jobs as outbox_jobs
from participation.outbox import queries as outbox_queries
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft
from participation.web.transactions import begin_write, commit_now
from tests.conftest import CheckingClient
from tests.factories import make_resident
from tests.ops.erasing import Shell, leave


def test_a_mail_that_was_sent_since_is_not_sent_again(
    app: Flask, shell: Shell, copy: str, backend: str
) -> None:
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    outbox.mark_sent(db.session.query(Mail).one().id, clock)
    commit_now()
    assert "Mails held: 1" in shell("backup", "restore", copy, "--yes")
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
    assert "Mails released: 1" in shell("backup", "release-mails")
    mail = outbox.claim(clock)
    assert mail is not None
    assert mail.to == "a@example.org"
    db.session.rollback()


def test_held_mails_can_be_deleted_instead(app: Flask, shell: Shell, copy: str) -> None:
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="new@example.org", clock=clock)
    commit_now()
    assert "Mails deleted: 1" in shell("backup", "release-mails", "--discard")
    assert db.session.query(Mail).count() == 1


def test_a_restore_deletes_unsent_mails_whose_links_it_ends(
    app: Flask, shell: Shell, copy: str, client: CheckingClient
) -> None:
    client.submit("/sign-in", email="amsel@example.org")
    outbox.enqueue(MailDraft("a.b", "x", "y"), to="a@example.org", clock=clock)
    commit_now()
    shell("backup", "create", copy)
    output = shell("backup", "restore", copy, "--yes")
    assert "Mails deleted: 1, as the links in them have ended" in output
    assert "Mails held: 1" in output
    assert [mail.kind for mail in db.session.query(Mail)] == ["a.b"]


def test_a_restore_keeps_the_record_of_sent_sign_in_mails(
    app: Flask, shell: Shell, copy: str, client: CheckingClient
) -> None:
    client.submit("/sign-in", email="amsel@example.org")
    outbox.mark_sent(db.session.query(Mail).one().id, clock)
    commit_now()
    shell("backup", "create", copy)
    assert "Mails deleted" not in shell("backup", "restore", copy, "--yes")
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
