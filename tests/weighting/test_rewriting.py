"""No order of arrival: what stands in the live tables and files after a rewrite matches nobody with
a ballot, and nobody loses a ballot by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from participation.extensions import Base, db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.web.transactions import commit_now
from participation.weighting import jobs, queries, service
from participation.weighting.arrival import rewriting
from participation.weighting.models import Ballot
from participation.weighting.rules import Answers
from tests.disk import bytes_of
from tests.weighting.arrival import Arrivals, arrivals, is_linked, is_ordered, order_in, residents

COUNT = 60


def live_orders(table: str, column: str) -> dict[str, list[Any]]:
    """Every order PostgreSQL keeps of a table's rows."""
    orders = {}
    for signal in ("ctid", "xmin::text::bigint, ctid"):
        rows = db.session.execute(text(f"SELECT {column} FROM {table} ORDER BY {signal}"))
        orders[signal] = list(dict.fromkeys(_plain(row[0]) for row in rows))
    db.session.rollback()
    return orders


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else bytes(value)


def linked_in_postgresql(came: Arrivals) -> set[str]:
    """Which tables' orders give away whose ballot is whose."""
    ballots = live_orders("ballots", "key")
    people = dict(zip(came.people, came.ballots, strict=True))
    by_code = dict(zip(came.codes, came.code_ballots, strict=True))
    return {
        f"{table} by {signal}"
        for table, column, pairs, others in (
            ("participations", "key", people, ballots),
            ("codes", "code_hash", by_code, ballots),
            ("question_answers", "key", {key: key for key in came.ballots}, ballots),
            ("participations", "key", people, live_orders("question_answers", "key")),
        )
        for signal, order in live_orders(table, column).items()
        for other in others.values()
        if is_linked(order, other, pairs)
    }


def files_of(app: Flask) -> tuple[bytes, bytes]:
    """The database file and its log."""
    path = Path(str(make_url(app.config["DATABASE_URL"]).database))
    log = path.with_name(path.name + "-wal")
    return bytes_of(path), bytes_of(log) if log.exists() else b""


def ordered_in(data: bytes, came: Arrivals) -> bool:
    """Whether the places of keys in a file go with the order in which people came."""
    return any(
        is_ordered(order_in(data, tokens, last=last), tokens)
        for tokens in (came.people, came.ballots, came.code_ballots)
        for last in (False, True)
    )


def content(round_: Round) -> dict[str, list[Any]]:
    """Every row of the tables that are rewritten."""
    db.session.rollback()
    rows_of_tables = {}
    for name in rewriting.COLUMNS:
        table = Base.metadata.tables[name]
        rows = db.session.execute(select(table).where(table.c.round_id == round_.id))
        rows_of_tables[name] = sorted((tuple(row) for row in rows), key=repr)
    db.session.rollback()
    return rows_of_tables


@pytest.mark.parametrize("backend", ["postgresql"])
def test_before_a_rewrite_postgresql_gives_the_order_away(app: Flask) -> None:
    assert linked_in_postgresql(arrivals(COUNT)) >= {
        "participations by ctid",
        "question_answers by ctid",
        "participations by xmin::text::bigint, ctid",
    }


@pytest.mark.parametrize("backend", ["postgresql"])
def test_after_a_rewrite_no_order_in_postgresql_links_a_person_to_a_ballot(app: Flask) -> None:
    came = arrivals(COUNT)
    jobs.rewrite(clock)
    assert linked_in_postgresql(came) == set()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_after_a_rewrite_all_rows_of_a_table_are_of_one_transaction(app: Flask) -> None:
    arrivals(5)
    jobs.rewrite(clock)
    for table in ("ballots", "codes", "participations", "question_answers"):
        numbers = db.session.scalars(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()
        assert len(numbers) == 1, table


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE question_answers SET answer = 'other' WHERE key ="
        " (SELECT key FROM question_answers LIMIT 1)",
        "UPDATE participations SET wants_results = NOT wants_results WHERE key ="
        " (SELECT key FROM participations LIMIT 1)",
    ],
)
def test_a_row_that_was_changed_alone_is_rewritten_though_nothing_was_added(
    app: Flask, change: str
) -> None:
    arrivals(5)
    jobs.rewrite(clock)
    assert db.session.execute(text(change)).rowcount == 1  # type: ignore[attr-defined]
    commit_now()
    jobs.rewrite(clock)
    for table in rewriting.COLUMNS:
        numbers = db.session.scalars(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()
        assert len(numbers) <= 1, table


@pytest.mark.parametrize("backend", ["sqlite"])
def test_sqlites_log_gives_the_order_away_until_it_is_emptied(app: Flask) -> None:
    rewriting.checkpoint()
    came = arrivals(COUNT)
    assert ordered_in(files_of(app)[1], came)
    jobs.checkpoint(clock)
    assert files_of(app)[1] == b""


@pytest.mark.parametrize("backend", ["sqlite"])
def test_before_a_rewrite_the_pages_of_sqlites_file_give_the_order_away(app: Flask) -> None:
    came = arrivals(COUNT)
    rewriting.checkpoint()
    assert ordered_in(files_of(app)[0], came)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_after_a_rewrite_no_place_in_sqlites_files_goes_with_the_order(app: Flask) -> None:
    came = arrivals(COUNT)
    jobs.rewrite(clock)
    data, log = files_of(app)
    assert log == b""
    assert not ordered_in(data, came)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("table", rewriting.COLUMNS)
def test_on_sqlite_no_such_table_numbers_its_rows(app: Flask, table: str) -> None:
    [definition] = db.session.scalars(
        text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
    )
    assert "WITHOUT ROWID" in definition


def test_a_rewrite_changes_no_content(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "CHUNK", 7)
    monkeypatch.setattr(rewriting, "PAUSE", 0)
    came = arrivals(12)
    before = content(came.round_)
    assert rewriting.rewrite_round(came.round_.id) == sum(map(len, before.values()))
    assert content(came.round_) == before


def test_a_round_is_rewritten_again_only_after_something_was_written(app: Flask) -> None:
    came = arrivals(3)
    assert jobs.rewrite(clock) > 0
    assert jobs.rewrite(clock) == 0
    came.come(residents(1))
    assert jobs.rewrite(clock) > 0


def test_ballots_cast_changed_and_withdrawn_during_rewrites_are_neither_lost_nor_doubled(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "CHUNK", 5)
    monkeypatch.setattr(rewriting, "PAUSE", 0)
    came = arrivals(10)
    round_id, ballots = came.round_.id, list(came.ballots)
    db.session.commit()

    def change(key: bytes) -> None:
        with app.app_context():
            for version in range(1, 4):
                service.cast(
                    round_id=round_id,
                    key=key,
                    channel="email",
                    answers=Answers((0, 20 - version, version)),
                    base_version=version,
                    clock=clock,
                )
                db.session.commit()
            service.withdraw(round_id=round_id, key=key, clock=clock)
            db.session.commit()

    def rewrite() -> None:
        with app.app_context():
            for _ in range(5):
                rewriting.rewrite_round(round_id)

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(rewrite), *(pool.submit(change, key) for key in ballots)]
        for future in done:
            future.result()
    rows = db.session.scalars(select(Ballot).where(Ballot.key.in_(ballots))).all()
    assert [row.version for row in rows] == [5] * 10
    assert {row.answers for row in rows} == {None}
    assert queries.answers_of(round_id) == []
    assert queries.ballot_count(round_id) == 10


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize(("most", "full"), [(200_000, True), (0, False)])
def test_tables_are_written_anew_only_where_nobody_waits_long_for_it(
    app: Flask, statements: list[str], monkeypatch: pytest.MonkeyPatch, most: int, full: bool
) -> None:
    arrivals(1)
    monkeypatch.setattr(rewriting, "WRITTEN_ANEW", most)
    statements.clear()
    rewriting.clear()
    cleared = [line for line in statements if line.startswith("VACUUM")]
    assert len(cleared) == len(rewriting.COLUMNS)
    assert all("ANALYZE" in line and ("FULL" in line) == full for line in cleared)
