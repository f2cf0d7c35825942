"""After an erasure nothing that knows the person is left: in no byte of the database's files or its
dump, not in the journal, not in what the processes print."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url

from participation import worker
from participation.accounts import queries as account_queries
from participation.accounts import service as accounts
from participation.accounts.models import Account, SignInToken
from participation.extensions import db
from participation.front import service_account
from participation.ideas import service as ideas
from participation.ideas.rules import Content
from participation.kernel.clock import FixedClock, clock
from participation.keyring import queries as keyring
from participation.organisations.models import OrganisationInvitation
from participation.outbox import service as outbox
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft
from participation.retention import jobs
from participation.web.transactions import commit_now
from participation.weighting.arrival import rewriting
from tests.disk import bytes_of
from tests.factories import agree, make_idea, make_resident, make_round, save
from tests.retention.aging import month
from tests.retention.test_running import _organisation

ADDRESS, NAME, TEXT = "zaunkoenig.h7x@example.org", "Zaunkönig Q", "Bänke am Quittenweg 7x"


def busy_resident() -> Account:
    """Somebody who left something wherever something can be left."""
    me = make_resident(
        ADDRESS, pseudonym=NAME, pseudonym_folded="zaunkonig q", seen_month=month(25)
    )
    round_ = make_round()
    agree(me, round_)
    accounts.request_link(address=ADDRESS, next_path="", language="de", clock=clock)
    outbox.enqueue(MailDraft("test", "Hallo", f"An {NAME}"), to=ADDRESS, clock=clock)
    commit_now()
    content = Content(TEXT, f"Wir brauchen {TEXT}.", "mobility")
    idea = ideas.submit(round_.id, content, author=me, form_token="x" * 32, clock=clock)
    commit_now()
    changed = Content("Kürzer", TEXT + " bitte bald.", "mobility")
    ideas.edit(idea.id, changed, author=me, version=idea.version, clock=clock)
    commit_now()
    make_idea(round_, me, state="published", text=f"{TEXT} auch nachts")
    organisation = save(_organisation("approved"))
    save(
        OrganisationInvitation(
            organisation_id=organisation.id,
            token_hash="t",
            address=me.address,
            address_hash=me.address_hash,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=9),
        )
    )
    # Neighbours, so that rows share pages and move between them.
    for number in range(40):
        make_idea(round_, make_resident(f"nachbar{number}@example.org"), text="Wort " * 60)
    return me


def needles(me: Account) -> dict[str, bytes]:
    """What would tell of the person: in the clear, hashed, and enciphered."""
    links = list(db.session.scalars(select(SignInToken.address)))
    mails = list(db.session.scalars(select(Mail.recipient)))
    words = {"address": ADDRESS, "name": NAME, "text": TEXT, "hash": me.address_hash}
    words |= {"ciphertext": me.address}
    words |= {f"link {n}": text or "" for n, text in enumerate(links)}
    words |= {f"mail {n}": text or "" for n, text in enumerate(mails)}
    assert len(words) == 8
    return {name: word.encode() for name, word in words.items()}


def everything(app: Flask, backend: str) -> bytes:
    """The bytes of the database, whole, and of the files beside the key file."""
    url = make_url(app.config["DATABASE_URL"])
    key_file = Path(app.config["KEY_FILE"])
    data = b"".join(bytes_of(path) for path in sorted(key_file.parent.glob(f"{key_file.name}*")))
    if backend == "sqlite":
        database = Path(url.database or "")
        return data + b"".join(
            bytes_of(path) for path in sorted(database.parent.glob(f"{database.name}*"))
        )
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    dump = subprocess.run(["pg_dump", "--dbname", plain], capture_output=True, check=True)
    return data + dump.stdout


@pytest.mark.parametrize("way", ["deleted by its owner", "idle"])
def test_after_an_erasure_no_byte_tells_of_the_person(
    app: Flask, backend: str, tools: None, capfd: pytest.CaptureFixture[str], way: str
) -> None:
    me = busy_resident()
    sought = needles(me)
    db.session.rollback()
    before = everything(app, backend)
    missing = [name for name, needle in sought.items() if needle not in before]
    assert missing == ["address"], "which never stands there in the clear"
    number = me.id
    if way == "idle":
        _run_the_job(days=20)
        _run_the_job(days=51)
        # What was published stays; it is the person's no more.
        del sought["text"]
    else:
        service_account.leave(me, withdraw_ideas=True, clock=clock)
        commit_now()
    _run_the_job(days=52)
    assert db.session.get(Account, number) is None
    db.session.rollback()
    rewriting.checkpoint()
    after = everything(app, backend) + "".join(capfd.readouterr()).encode()
    assert [name for name, needle in sought.items() if needle in after] == []


def test_the_journal_knows_the_erasure_by_a_mark_that_the_database_has_nowhere(
    app: Flask, backend: str, tools: None
) -> None:
    me = busy_resident()
    mark = keyring.erased_mark(account_queries.address_hash(ADDRESS)).encode()
    service_account.leave(me, withdraw_ideas=True, clock=clock)
    commit_now()
    assert mark in keyring.journal().path.read_bytes()
    journal = keyring.journal().path.read_bytes()
    assert mark not in everything(app, backend).replace(journal, b"")


def _run_the_job(days: float) -> None:
    [job] = jobs.JOBS
    worker.run_one(job, FixedClock(clock.now() + timedelta(days=days)))
