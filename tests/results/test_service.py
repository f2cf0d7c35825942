"""Snapshots: made once, never changed, guarded against subtraction; and what is left when the key
is gone."""

from __future__ import annotations

import hashlib
import hmac
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import BadInput, NotReady
from participation.results import jobs, key_destruction, queries, service
from participation.results.models import Snapshot
from participation.results.tables import build as tables
from participation.rounds.models import Deviation, Round
from participation.web.transactions import begin_write, commit_now
from participation.weighting.models import Ballot, BallotBatch, BallotSheet, QuestionAnswer
from participation.weighting.rules import NO_OPINION
from tests.factories import keys, make_round
from tests.results.sheets import cast_all, closed_round, points, two_level

BAND = {
    "key": "age",
    "title": {"de": "Alter", "en": "Age"},
    "classes": [
        {"key": key, "title": {"de": key, "en": key}} for key in ("young", "old", "oldest")
    ],
}


def make(round_: Round, reason: str = "") -> Snapshot:
    """The round's result."""
    return service.make_snapshot(round_.id, actor=SHELL, clock=clock, reason=reason)


def published(round_: Round) -> Snapshot:
    """The round's result, published."""
    found = service.publish(round_.id, number=make(round_).number, actor=SHELL, clock=clock)
    commit_now()
    return found


def late_batch(round_: Round, number: int, n: int, **values: Any) -> None:
    """A batch of sheets that came after the first version."""
    session = begin_write()
    session.add(
        BallotBatch(
            round_id=round_.id,
            number=number,
            channel="paper",
            late=True,
            created_at=clock.now(),
            created_by="x",
            **values,
        )
    )
    session.commit()
    cast_all(
        round_, points(n, seed=number), channel="paper", batch=number, prefix=f"sheet{number}-"
    )


def test_there_is_no_snapshot_before_the_window_has_closed(app: Flask) -> None:
    round_ = make_round()
    with pytest.raises(NotReady):
        make(round_)
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 0


def test_a_snapshot_is_made_once_however_many_try(app: Flask) -> None:
    round_id = closed_round().id
    cast_all(db.session.get_one(Round, round_id), points(60))
    numbers, errors = [], []
    barrier = threading.Barrier(6)

    def attempt() -> None:
        with app.app_context():
            barrier.wait()
            try:
                numbers.append(service.make_snapshot(round_id, actor=SHELL, clock=clock).number)
            except Exception as error:
                errors.append(repr(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert numbers == [1] * 6
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_the_digest_depends_on_the_ballots_and_not_on_their_order(app: Flask) -> None:
    ballots = points(40)
    one, other, third = closed_round(), closed_round(), closed_round()
    cast_all(one, ballots, prefix="a")
    cast_all(other, list(reversed(ballots)), prefix="b")
    cast_all(third, ballots[:-1], prefix="c")
    first, second = make(one), make(other)
    assert first.inputs_digest == second.inputs_digest
    assert first.tables["weights"] == second.tables["weights"]
    assert make(third).inputs_digest != first.inputs_digest
    records = sorted(b"\0\0\0" + bytes(ballot) for ballot in ballots)
    data = b"inputs-v1\x006\x00" + b"".join(records)
    secret = keyed_hash(keys().pepper, "inputs")
    assert first.inputs_digest == hmac.new(secret, data, hashlib.sha256).hexdigest()


def test_a_published_digest_gives_no_ballot_away_to_those_who_try_them_all(app: Flask) -> None:
    round_ = closed_round(instrument_kind="pick", instrument_k=2)
    cast_all(round_, [(1, 1, 0)])
    digest = make(round_).inputs_digest
    for ballot in ((1, 1, 0), (1, 0, 1), (0, 1, 1)):
        assert (
            hashlib.sha256(b"inputs-v1\x006\x00" + b"\0\0\0" + bytes(ballot)).hexdigest() != digest
        )


def test_withdrawn_ballots_count_nowhere(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    session = begin_write()
    session.execute(
        text(
            "UPDATE ballots SET answers = NULL WHERE key IN (SELECT key FROM ballots WHERE round_id"
            " = :id LIMIT 5)"
        ),
        {"id": round_.id},
    )
    session.commit()
    assert make(round_).ballots == 35


def test_a_later_batch_of_ten_makes_a_second_version_beside_the_first(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = published(round_)
    tables = dict(first.tables)
    late_batch(round_, 1, 10)
    assert make(round_).number == 1
    with pytest.raises(BadInput):
        service.new_version(round_.id, reason=" ", actor=SHELL, clock=clock)
    db.session.rollback()
    second = make(round_, "Zehn Bögen kamen mit der Post.")
    assert (second.number, second.ballots, second.reason) == (
        2,
        50,
        "Zehn Bögen kamen mit der Post.",
    )
    db.session.expire_all()
    assert queries.snapshots(round_.id)[0].tables == tables
    assert make(round_, "noch einmal").number == 2


def test_a_later_batch_of_nine_makes_no_version(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    published(round_)
    late_batch(round_, 1, 9)
    with pytest.raises(NotReady):
        make(round_, "Neun Bögen kamen mit der Post.")
    db.session.rollback()
    assert len(queries.versions(round_.id)) == 1


def test_sheets_that_come_before_publication_are_counted_however_few(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    assert make(round_).ballots == 40
    late_batch(round_, 1, 3)
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    db.session.rollback()
    second = make(round_)
    assert (second.number, second.ballots) == (2, 43)
    assert make(round_).number == 2
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    db.session.rollback()
    assert published(round_).number == 2


def test_the_worker_counts_late_sheets_before_it_publishes(app: Flask) -> None:
    round_ = closed_round(publish_results_at=datetime.now(UTC) - timedelta(minutes=1))
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 3)
    assert jobs.publish_due(clock) == 1
    newest = queries.versions(round_.id)[-1]
    assert (newest.ballots, newest.published_at is not None) == (43, True)


def test_a_batch_set_aside_counts_nowhere(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    late_batch(round_, 1, 12, set_aside_at=clock.now())
    found = make(round_)
    assert found.ballots == 40
    assert found.method["set_aside"] == [1]
    assert found.method["commitments"]["count"] == 52


def test_small_and_unanimous_groups_are_merged_or_hidden(app: Flask) -> None:
    round_ = closed_round(questions=[BAND])
    labels = [{"age": "young"}] * 20 + [{"age": "old"}] * 15 + [{"age": "oldest"}] * 4 + [{}] * 11
    cast_all(round_, points(50), labels=labels)
    rows = [row for row in make(round_).tables["subgroups"] if row["dimension"] == "age"]
    assert {row["group"]: row["n_ballots"] for row in rows} == {
        "young": 20,
        "old": 15,
        "no_answer+oldest": 15,
    }
    same = closed_round(questions=[BAND])
    ballots = [*points(30), *[(20, 0, 0)] * 12]
    cast_all(same, ballots, labels=[{"age": "young"}] * 30 + [{"age": "old"}] * 12)
    assert [row for row in make(same).tables["subgroups"] if row["dimension"] == "age"] == []


def test_a_channel_is_left_out_only_where_ten_are_left_on_both_sides(app: Flask) -> None:
    wide, narrow = closed_round(), closed_round()
    cast_all(wide, points(40))
    cast_all(wide, points(10, seed=2), channel="open", prefix="b")
    cast_all(narrow, points(40))
    cast_all(narrow, points(9, seed=2), channel="open", prefix="b")

    def variants(round_: Round) -> set[str]:
        return {f"{row['variant']}:{row['group']}" for row in make(round_).tables["sensitivity"]}

    assert {"without_channel:email", "without_channel:open"} <= variants(wide)
    assert not any(name.startswith("without_channel") for name in variants(narrow))


def test_ballots_are_published_only_where_that_was_announced_and_never_beside_subgroups(
    app: Flask,
) -> None:
    announced, quiet, few = (
        closed_round(publish_ballots=True, questions=[BAND]),
        closed_round(questions=[BAND]),
        closed_round(publish_ballots=True),
    )
    for round_, n in ((announced, 100), (quiet, 100), (few, 99)):
        cast_all(round_, points(n), labels=[{"age": "young" if i % 2 else "old"} for i in range(n)])
    found = make(announced)
    assert found.tables["notes"]["rows"]
    assert found.tables["subgroups"] == []
    assert sum(1 for _ in queries.parts(found.id, queries.BALLOT_ROWS)) == 1
    assert make(quiet).tables["subgroups"]
    for round_ in (quiet, few):
        assert not make(round_).tables["notes"]["rows"]
        assert not list(queries.parts(make(round_).id, queries.BALLOT_ROWS))


def test_goals_are_read_in_two_strata(app: Flask) -> None:
    round_ = closed_round(goals_points=10)
    sizes = (2, 2, 2)
    ballots = [
        two_level((12, 8, 0), (1, 1, 2), ((7, 3), (10, 0) if i % 2 else None, (5, 5)), sizes)
        for i in range(30)
    ] + [two_level((5, 5, 10), (2, 1, 1), ((2, 8), (5, 5), (9, 1)), sizes) for i in range(30)]
    cast_all(round_, ballots)
    rows = {row["item"]: row for row in make(round_).tables["goals"]}
    # T = 30·0.6, D = 30·0.25, ℓ_top = .7, ℓ_drawn = .2
    assert rows["mobility-1"]["local_share"] == round((18 * 0.7 + 7.5 * 0.2) / 25.5, 6)
    assert rows["mobility-1"]["unweighted_share"] == 0.45
    assert rows["mobility-1"]["n_top"] == rows["mobility-1"]["n_drawn"] == 30
    assert rows["energy-1"]["n_top"] == 45
    assert rows["energy-1"]["weight"] == round(rows["energy-1"]["local_share"] * (8 + 5) / 40, 6)


def test_the_worker_makes_the_result_and_publishes_it_at_the_time_set_before(app: Flask) -> None:
    due = closed_round(publish_results_at=datetime.now(UTC) - timedelta(minutes=1))
    later = closed_round(publish_results_at=datetime.now(UTC) + timedelta(hours=1))
    make_round()
    for round_ in (due, later):
        cast_all(round_, points(40))
    assert jobs.make_snapshots(clock) == 2
    assert jobs.make_snapshots(clock) == 0
    assert jobs.publish_due(clock) == 1
    assert jobs.publish_due(clock) == 0
    db.session.expire_all()
    assert db.session.get_one(Round, due.id).results_published_at
    assert db.session.get_one(Round, later.id).results_published_at is None


def dump(app: Flask, backend: str) -> bytes:
    """Every byte of the database's files (SQLite), or of every table (PostgreSQL)."""
    db.session.remove()
    if backend == "sqlite":
        file = Path(db.engine.url.database or "")
        return b"".join(path.read_bytes() for path in sorted(file.parent.glob(file.name + "*")))
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
    found = make(round_)
    assert found.method["commitments"]["count"] == 39
    then = FixedClock(datetime.now(UTC) - timedelta(days=31))
    service.publish(round_.id, number=1, actor=SHELL, clock=then)
    commit_now()
    answers = sorted(db.session.scalars(select(Ballot.answers).where(Ballot.answers.is_not(None))))
    db.session.rollback()
    assert jobs.destroy_keys(clock) == 1
    assert jobs.destroy_keys(clock) == 0
    rows = db.session.execute(select(Ballot.key, Ballot.version, Ballot.answers)).all()
    assert not {bytes(row.key) for row in rows} & set(old)
    assert {row.version for row in rows} == {1}
    assert sorted(bytes(row.answers) for row in rows) == [bytes(answer) for answer in answers]
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
    assert not any(round_.uid.encode() in path.read_bytes() for path in folder.glob("keys.json*"))


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


def test_publishing_twice_changes_nothing(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    first = service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    moment = first.published_at
    again = service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) + timedelta(days=1))
    )
    assert again.published_at == moment


def test_a_snapshot_refuses_to_be_changed(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    found = make(round_)
    begin_write()
    found.reason = "anders"
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()


def test_a_round_may_ask_for_larger_groups(app: Flask) -> None:
    round_ = closed_round(thresholds={"group": 20}, questions=[BAND])
    labels = [{"age": "young"}] * 25 + [{"age": "old"}] * 15 + [{"age": "oldest"}] * 10
    cast_all(round_, points(50), labels=labels)
    rows = [row for row in make(round_).tables["subgroups"] if row["dimension"] == "age"]
    assert {row["group"]: row["n_ballots"] for row in rows} == {"young": 25, "old+oldest": 25}
    small = closed_round(thresholds={"group": 20}, questions=[BAND])
    cast_all(small, points(15), labels=labels[:15])
    found = make(small)
    assert found.tables["notes"]["figures"]
    assert found.tables["subgroups"] == []


def test_conspicuous_ballots_are_told_to_planners_and_left_out_only_where_groups_allow_it(
    app: Flask,
) -> None:
    round_ = closed_round()
    cast_all(round_, [*points(60), *[(15, 3, 2)] * 15, *[(1, 2, 17)] * 15])
    cast_all(
        round_,
        [(0, 0, 20 - i % 2) if not i % 2 else (1, 0, 19) for i in range(20)],
        channel="open",
        prefix="o",
    )
    tables = make(round_).tables
    assert tables["signals"]["identical_ballots"] >= 30
    assert "open" in tables["signals"]["channels"]
    without = [row for row in tables["sensitivity"] if row["variant"] == "without_identical"]
    assert without
    assert without[0]["n_ballots"] == 110 - tables["signals"]["identical_ballots"]


def test_withdrawals_are_taken_off_the_days_on_which_ballots_came_in() -> None:
    first, second, third = (date(2026, 11, day) for day in (2, 3, 4))
    assert tables.settled_days([(first, 5), (second, 1), (third, -3)]) == [(first, 3)]
    assert tables.settled_days([(first, 5), (second, -1), (third, 2)]) == [(first, 4), (third, 2)]
    assert tables.settled_days([(first, 1), (second, -1)]) == []
    assert tables.settled_days([]) == []


def test_below_thirty_ballots_the_fields_stand_in_the_frames_order(app: Flask) -> None:
    ballots = [(2, 8, 10)] * 10 + [(0, 10, 10)] * 19
    few, enough = closed_round(), closed_round()
    cast_all(few, ballots)
    cast_all(enough, [*ballots, (0, 0, 20)])
    assert make(few).tables["finding"]["order"] == ["mobility", "energy", "education"]
    assert make(enough).tables["finding"]["order"] == ["education", "energy", "mobility"]


def test_of_a_field_that_fewer_than_ten_answered_no_single_answer_is_told(app: Flask) -> None:
    round_ = closed_round(no_opinion=True)
    cast_all(round_, [(10, 10, NO_OPINION)] * 31 + [(3, 10, 7)] * 9)
    found = make(round_)
    row = next(row for row in found.tables["weights"] if row["item"] == "education")
    assert (row["n_given"], row["n_no_opinion"]) == (9, 31)
    assert (row["n_zero"], row["median_share"], row["top3_share"]) == (None, None, None)
    assert {row["item"] for row in found.tables["distribution"]} == {"mobility", "energy"}


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
    found = make(round_, reason="Es kamen Bögen nach.")
    assert (found.number, found.method["commitments"]["count"]) == (1, 40)


def test_after_the_key_is_destroyed_no_reference_leads_to_the_only_sheet_of_its_batch(
    app: Flask, backend: str
) -> None:
    round_ = closed_round(days_ago=60)
    cast_all(round_, points(40))
    cast_all(round_, points(1, seed=2), channel="paper", batch=1, prefix="sheet")
    begin_write().add(BallotSheet(round_id=round_.id, ref="Kundin-4711", batch=1))
    commit_now()
    make(round_)
    service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) - timedelta(days=31))
    )
    commit_now()
    assert b"Kundin-4711" in dump(app, backend)
    assert jobs.destroy_keys(clock) == 1
    assert b"Kundin-4711" not in dump(app, backend)
    assert db.session.scalar(select(func.count()).select_from(BallotSheet)) == 1
