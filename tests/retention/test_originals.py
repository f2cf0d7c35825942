"""What ideas said before something was blacked out: listed, deleted when its time is over, and then
in no byte of the database, its files and what the processes print."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation import worker
from participation.accounts.permissions import Role
from participation.extensions import db
from participation.ideas.models import Idea, IdeaImport, IdeaOriginal
from participation.kernel.clock import FixedClock, clock
from participation.kernel.crypto import keyed_hash
from participation.kernel.text import fold
from participation.keyring.queries import key_file
from participation.outbox.models import Mail
from participation.retention import due, jobs, queries, service
from participation.retention.rules import DueState
from participation.rounds.keeping import Kept
from participation.web.transactions import commit_now
from participation.weighting.arrival import rewriting
from tests.factories import make_idea, make_resident, make_staff
from tests.moderation.blackout.blacking import NAME, black_out, fill, naming
from tests.retention.aging import ADMIN, run
from tests.retention.test_bytes import everything

ORIGINALS = Kept.ORIGINALS.value


def listed(days: float = 0) -> list[tuple[str, int, DueState]]:
    items = due.of_rounds(clock.now() + timedelta(days=days))
    return [(item.kind, item.count, item.state) for item in items if item.kind == ORIGINALS]


def kept() -> list[bool]:
    db.session.expire_all()
    rows = db.session.scalars(select(IdeaOriginal).order_by(IdeaOriginal.id))
    return [row.sealed is not None for row in rows]


def test_the_list_counts_them_with_the_day_on_which_the_first_goes(app: Flask) -> None:
    assert listed() == []
    black_out(naming())
    assert listed() == [(ORIGINALS, 1, DueState.LATER)]
    assert listed(190) == [(ORIGINALS, 1, DueState.NOW)]


def test_the_job_deletes_them_without_asking_an_archive_and_records_how_many(app: Flask) -> None:
    black_out(naming())
    run(170)
    assert kept() == [True]
    run(190)
    assert kept() == [False]
    [entry] = queries.last_erased()
    assert (entry.details["kind"], entry.details["count"]) == (ORIGINALS, 1)


def test_what_is_held_back_stays(app: Flask) -> None:
    idea = naming()
    black_out(idea)
    service.hold(idea.round_id, ORIGINALS, reason="Klage 7 K 12/26", actor=ADMIN, clock=clock)
    commit_now()
    assert listed(190) == [(ORIGINALS, 1, DueState.HELD)]
    run(190)
    assert kept() == [True]


def needles(idea: Idea) -> dict[str, bytes]:
    """What would tell of the passage: in the clear, as it is searched, enciphered and hashed."""
    row = db.session.scalars(select(IdeaOriginal)).one()
    lookup = key_file().lookup_key
    words = {
        "passage": NAME,
        "searched": fold(NAME),
        "original": row.sealed or "",
        "hash": hashlib.sha256(NAME.encode()).hexdigest(),
        "keyed hash": keyed_hash(lookup, NAME).hex(),
    }
    return {name: word.encode() for name, word in words.items()}


@pytest.mark.parametrize("way", ["time over", "on request"])
def test_afterwards_no_byte_tells_of_the_passage(
    app: Flask,
    backend: str,
    tools: None,
    new_client: Any,
    capfd: pytest.CaptureFixture[str],
    way: str,
) -> None:
    idea = fill(naming())
    # Neighbours, so that rows share pages and move between them.
    for _ in range(40):
        make_idea(idea.round, make_resident(), text="Wort " * 60)
    gone = {
        "mail": db.session.scalars(select(Mail.body)).one() or "",
        "digest": db.session.scalars(select(IdeaImport.digest)).one(),
    }
    db.session.rollback()
    before = everything(app, backend)
    assert all(each.encode() in before for each in (NAME, fold(NAME), *gone.values()))
    moderator = new_client(make_staff())
    preview = moderator.submit(f"/moderation/{idea.number}/black-out", further=NAME)
    assert moderator.submit(preview, button="do=1").status_code == 302
    sought = needles(idea) | {name: word.encode() for name, word in gone.items()}
    assert sought["original"] in everything(app, backend)
    if way == "on request":
        office = new_client(make_staff(Role.PRIVACY))
        page = office.get(f"/originals/{idea.number}")
        office.submit(page, action="/read")
        office.submit(page, action="/delete")
    [job] = jobs.JOBS
    worker.run_one(job, FixedClock(clock.now() + timedelta(days=1 if way == "on request" else 190)))
    assert kept() == [False]
    db.session.rollback()
    rewriting.checkpoint()
    after = everything(app, backend) + "".join(capfd.readouterr()).encode()
    assert [name for name, needle in sought.items() if needle in after] == []
