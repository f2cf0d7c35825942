"""What is left of ballots when the round's key is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import NotReady
from participation.results import gathering, jobs, key_destruction, service
from participation.results.models import VersionGuard
from participation.rounds.models import Deviation, Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.models import Ballot, BallotSheet, PaperEntry, QuestionAnswer
from tests.disk import bytes_of
from tests.factories import keys, make_staff
from tests.pages import main_text
from tests.results.making import BAND, late_batch, make
from tests.results.sheets import cast_all, closed_round, points


def dump(app: Flask, backend: str) -> bytes:
    """Every byte of the database's files (SQLite), or of every table (PostgreSQL)."""
    db.session.remove()
    if backend == "sqlite":
        file = Path(db.engine.url.database or "")
        return b"".join(bytes_of(path) for path in sorted(file.parent.glob(file.name + "*")))
    with db.engine.connect() as connection:
        names = (
            connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            .scalars()
            .all()
        )
        pieces = []
        for name in names:
            rows = connection.execute(text(f'SELECT t::text FROM "{name}" t')).scalars()
            pieces += [row.encode() for row in rows]
        return b"\n".join(pieces)


def test_after_the_key_is_destroyed_nothing_links_a_ballot_to_an_address(
    app: Flask, backend: str
) -> None:
    round_ = closed_round(days_ago=40, questions=[BAND], destroy_key_after_days=30)
    old = cast_all(
        round_, points(40), labels=[{"age": "young" if i % 2 else "old"} for i in range(40)]
    )
    begin_write().execute(
        text("UPDATE ballots SET answers = NULL, version = 2 WHERE key = :key"), {"key": old[0]}
    )
    commit_now()
    round_key = keys().round_key(round_.uid)
    assert round_key
    snapshot = make(round_)
    assert snapshot.method["commitments"]["count"] == 39
    then = FixedClock(datetime.now(UTC) - timedelta(days=31))
    service.publish(round_.id, number=1, actor=SHELL, clock=then)
    commit_now()
    given = db.session.scalars(select(Ballot.answers).where(Ballot.answers.is_not(None)))
    answers = sorted(answer for answer in given if answer is not None)
    db.session.rollback()
    assert jobs.destroy_keys(clock) == 1
    assert jobs.destroy_keys(clock) == 0
    rows = db.session.execute(select(Ballot.key, Ballot.version, Ballot.answers)).all()
    assert not {bytes(row.key) for row in rows} & set(old)
    assert {row.version for row in rows} == {1}
    assert sorted(bytes(row.answers) for row in rows) == answers
    assert db.session.scalar(select(func.count()).select_from(QuestionAnswer)) == 0
    assert db.session.get_one(Round, round_.id).key_destroyed_at
    assert keys().round_key(round_.uid) is None
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"round.key_destroyed", "round.ballots_vacuumed"} <= actions
    raw = dump(app, backend)
    for key in old:
        assert key not in raw
        assert key.hex().encode() not in raw
    assert b"person1@example.org" not in raw
    folder = Path(app.config["KEY_FILE"]).parent
    held = [path.read_bytes() for path in folder.glob("keys.json*")]
    assert not any(round_key.hex().encode() in content for content in held)


def published_days_ago(days: int) -> Round:
    """A closed round of 40 ballots whose result was published some days ago."""
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(40))
    make(round_)
    service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) - timedelta(days=days))
    )
    commit_now()
    return round_


def test_a_key_is_not_destroyed_before_its_date(app: Flask) -> None:
    round_ = published_days_ago(29)
    with pytest.raises(NotReady):
        key_destruction.destroy_key(round_.id, actor=SHELL, clock=clock)
    db.session.rollback()
    assert keys().round_key(round_.uid)
    assert jobs.destroy_keys(clock) == 0


def test_sheets_that_no_version_counts_do_not_hold_the_date_up_and_are_named(app: Flask) -> None:
    round_ = published_days_ago(31)
    late_batch(round_, 1, 4)
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(round_.uid) is None
    named = db.session.scalar(select(Deviation.details).where(Deviation.kind == "uncounted"))
    assert named == {"ballots": 4}


@pytest.mark.parametrize("left_open", [True, False])
def test_deviation_says_of_uncounted_sheets_only_what_is_so_however_many_they_are(
    app: Flask, left_open: bool
) -> None:
    round_ = published_days_ago(31)
    late_batch(round_, 1, 12, sheets=None if left_open else 12)
    assert jobs.destroy_keys(clock) == 1
    reason = db.session.scalar(select(Deviation.reason).where(Deviation.kind == "uncounted")) or ""
    assert "steht in keiner Fassung" in reason
    assert "zu wenige" not in reason


def test_after_the_key_is_destroyed_no_version_without_receipts_takes_the_place_of_the_last(
    app: Flask,
) -> None:
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(40))
    make(round_)
    service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) - timedelta(days=31))
    )
    commit_now()
    late_batch(round_, 1, 12)
    key_destruction.destroy_key(round_.id, actor=SHELL, clock=clock)
    snapshot = make(round_, reason="Es kamen Bögen nach.")
    assert (snapshot.number, snapshot.method["commitments"]["count"]) == (1, 40)


def test_after_the_key_is_destroyed_no_version_tells_who_answered_what_to_the_questions(
    app: Flask, backend: str
) -> None:
    round_ = closed_round(days_ago=60, questions=[BAND])
    # Seven say the same, and nobody else: how often a ballot occurs would find them again.
    labels = [{"age": "oldest" if i == 0 else "young" if i % 2 else "old"} for i in range(40)]
    cast_all(round_, points(1) * 7 + points(33, seed=2), labels=labels)
    make(round_)
    service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) - timedelta(days=31))
    )
    commit_now()
    [before] = gathering.kept_versions(round_.id)
    assert len(before.marks)
    assert before.cells
    marks = db.session.scalars(select(VersionGuard.marks)).one()
    db.session.rollback()
    assert jobs.destroy_keys(clock) == 1
    [after] = gathering.kept_versions(round_.id)
    assert not len(after.marks)
    assert not after.cells
    assert gathering.last_number(round_.id) == 1
    db.session.rollback()
    raw = dump(app, backend)
    assert marks not in raw
    assert marks.hex().encode() not in raw


def test_after_the_key_is_destroyed_no_reference_leads_to_the_only_sheet_of_its_batch(
    app: Flask, backend: str
) -> None:
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(40))
    cast_all(round_, points(1, seed=2), channel="paper", batch=1, prefix="sheet")
    reference = bytes(range(32))
    sheet = BallotSheet(round_id=round_.id, ref_hash=reference, mark=bytes(range(32, 64)), batch=1)
    waiting = PaperEntry(
        round_id=round_.id, ref_hash=reference, typist=bytes(32), batch=2, content="wartet-noch"
    )
    begin_write().add_all([sheet, waiting])
    commit_now()
    make(round_)
    service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) - timedelta(days=31))
    )
    commit_now()
    assert jobs.destroy_keys(clock) == 1
    [after] = db.session.execute(select(BallotSheet.ref_hash, BallotSheet.mark))
    assert reference != bytes(after[0])
    assert bytes(range(32, 64)) != bytes(after[1])
    assert db.session.query(PaperEntry).count() == 0
    raw = dump(app, backend)
    assert b"wartet-noch" not in raw
    for before in (reference, bytes(range(32, 64))):
        assert before not in raw
        assert before.hex().encode() not in raw


def test_the_result_says_of_its_key_and_of_old_copies_only_what_is_known(
    app: Flask, new_client: Any
) -> None:
    round_ = published_days_ago(31)
    path = f"/rounds/{round_.slug}/results"
    page = main_text(new_client().get(path))
    assert "Das ist noch nicht geschehen" in page
    assert "Der Schlüssel wird am" not in page
    assert jobs.destroy_keys(clock) == 1
    page = main_text(new_client().get(path))
    assert "Der Schlüssel der Runde wurde am" in page
    assert "Das ist noch nicht geschehen" not in page
    assert "Wer vorher Schlüssel und Datenbank kopiert hat, könnte noch zuordnen" in page
    assert "niemand" not in page


def test_the_result_names_the_day_on_which_its_key_goes(app: Flask, client: Any) -> None:
    page = main_text(client.get(f"/rounds/{published_days_ago(29).slug}/results"))
    assert "Der Schlüssel wird am" in page
    assert "sollte" not in page


def test_only_the_first_publication_promises_a_mail(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    commit_now()
    planner = new_client(make_staff("planner"))
    path = f"/planning/{round_.slug}/publish"
    assert "bekommt eine E-Mail" in main_text(planner.get(path))
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    late_batch(round_, 1, 12)
    make(round_, reason="Es kamen Bögen nach.")
    commit_now()
    page = main_text(planner.get(path))
    assert "lässt sich nicht zurücknehmen" in page
    assert "bekommt eine E-Mail" not in page
