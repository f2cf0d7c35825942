"""What `backup create` writes holds no order of arrival: neither among those who came before it nor
among those who came while it was made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pysqlite3.dbapi2 as bundled_sqlite
import pytest
from flask import Flask

from participation.ops import backup
from participation.weighting.arrival import rewriting
from tests.weighting.arrival import arrivals, is_linked, is_ordered, order_in

COUNT = 60


def tables_of(file: Path) -> dict[str, bytes]:
    """A backup's tables as the bytes of their rows in the order in which they stand there."""
    if file.read_bytes().startswith(b"PGDMP"):
        text = subprocess.run(
            ["pg_restore", "--data-only", "--file=-", str(file)], capture_output=True, check=True
        ).stdout
        blocks = re.findall(rb"^COPY public\.(\w+) .*?;\n(.*?)^\\\.$", text, re.M | re.S)
        return {name.decode(): rows for name, rows in blocks}
    # All tables of an SQLite file stand in one; its pages are read as they lie.
    return dict.fromkeys(rewriting.COLUMNS, file.read_bytes())


def tokens(keys: list[bytes], backend: str) -> list[bytes]:
    """Keys as they stand in a backup."""
    return [key.hex().encode() for key in keys] if backend == "postgresql" else keys


def test_no_order_in_a_backup_links_a_person_to_a_ballot(
    app: Flask, tools: None, tmp_path: Path, backend: str
) -> None:
    came = arrivals(COUNT)
    backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    tables = tables_of(tmp_path / "backup")
    people, ballots, by_code = (
        tokens(keys, backend) for keys in (came.people, came.ballots, came.code_ballots)
    )
    codes = [code.encode() for code in came.codes]
    rows = {
        "participations": order_in(tables["participations"], people),
        "ballots": order_in(tables["ballots"], ballots),
        "question_answers": order_in(tables["question_answers"], ballots),
        "codes": order_in(tables["codes"], codes),
        "ballots by code": order_in(tables["ballots"], by_code),
    }
    arrived = [people, ballots, ballots, codes, by_code]
    for (name, order), arrival in zip(rows.items(), arrived, strict=True):
        assert not is_ordered(order, arrival), name
    pairs = dict(zip(people, ballots, strict=True))
    assert not is_linked(rows["participations"], rows["ballots"], pairs)
    assert not is_linked(rows["participations"], rows["question_answers"], pairs)
    assert not is_linked(
        rows["codes"], rows["ballots by code"], dict(zip(codes, by_code, strict=True))
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_log_and_no_freed_page_goes_with_a_backup_of_sqlite(app: Flask, tmp_path: Path) -> None:
    arrivals(5)
    backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    connection = bundled_sqlite.connect(tmp_path / "backup")
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
