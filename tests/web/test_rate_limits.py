"""Limits are counted by network, for all processes of a host, and for an hour at most."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from limits.storage import storage_from_string

from participation.app import create_app
from participation.extensions import limiter
from participation.kernel.clock import FixedClock, clock
from participation.web.jobs import JOBS
from participation.web.rate_limits import SqliteStorage
from tests.conftest import CheckingClient, settings
from tests.factories import make_idea, make_round

HOUR = 3600


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limits.sqlite3"


@pytest.fixture
def watch() -> FixedClock:
    return FixedClock(clock.now())


@pytest.fixture
def storage(path: Path, watch: FixedClock) -> SqliteStorage:
    return SqliteStorage(f"sqlite:///{path}", clock=watch)


def test_all_processes_of_a_host_count_together(path: Path, storage: SqliteStorage) -> None:
    program = (
        "import sys; from participation.web.rate_limits import SqliteStorage;"
        "print([SqliteStorage(sys.argv[1]).incr('key', 60) for _ in range(20)][-1])"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{path}"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    last = [int(process.communicate()[0]) for process in running]
    assert (max(last), storage.get("key")) == (60, 60)


def test_counter_restarts_when_its_time_is_over(storage: SqliteStorage, watch: FixedClock) -> None:
    assert [storage.incr("key", HOUR), storage.incr("key", HOUR)] == [1, 2]
    watch.moment += timedelta(seconds=HOUR - 1)
    assert storage.get("key") == 2
    watch.moment += timedelta(seconds=1)
    assert (storage.get("key"), storage.incr("key", HOUR)) == (0, 1)


def test_a_later_request_does_not_lengthen_the_time_of_a_counter(
    storage: SqliteStorage, watch: FixedClock
) -> None:
    storage.incr("key", HOUR)
    end = storage.get_expiry("key")
    watch.moment += timedelta(minutes=30)
    storage.incr("key", HOUR)
    assert storage.get_expiry("key") == end == pytest.approx(watch.now().timestamp() + HOUR / 2)


def test_nothing_of_a_counter_is_left_in_the_folder_when_its_time_is_over(
    path: Path, storage: SqliteStorage, watch: FixedClock
) -> None:
    storage.incr("a-key-to-be-found", HOUR)
    assert b"a-key-to-be-found" in path.read_bytes()
    watch.moment += timedelta(seconds=HOUR)
    assert storage.forget_expired() == 1
    left = {file.name: b"a-key-to-be-found" in file.read_bytes() for file in path.parent.iterdir()}
    assert left == {path.name: False}


def test_the_worker_forgets_counters_within_seconds() -> None:
    [job] = [job for job in JOBS if job.name == "web.forget_expired_limits"]
    assert job.every <= 10


def test_no_limit_counts_for_more_than_an_hour(app: Flask) -> None:
    every = [
        limit
        for limits in limiter.limit_manager._decorated_limits.values()
        for group in limits
        for limit in group
    ]
    assert every
    assert all(limit.limit.get_expiry() <= HOUR for limit in every)


def test_counters_are_forgotten_on_request(storage: SqliteStorage) -> None:
    for key in ("one", "other"):
        storage.incr(key, HOUR)
    storage.clear("one")
    assert [storage.get("one"), storage.get("other")] == [0, 1]
    assert storage.reset() == 1
    assert storage.get("other") == 0


def test_the_file_is_for_its_owner_alone(path: Path, storage: SqliteStorage) -> None:
    storage.incr("key", HOUR)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_torn_file_is_started_over(path: Path, storage: SqliteStorage) -> None:
    path.write_bytes(b"no database" * 500)
    assert not storage.check()
    assert storage.check()
    assert storage.incr("key", HOUR) == 1


def test_without_a_setting_limits_are_counted_in_a_file_of_the_installation(
    tmp_path: Path,
) -> None:
    given = {"RATELIMIT_STORAGE_URI": "", "INSTANCE": str(tmp_path)}
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path}/test.db", **given))
    storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])
    assert isinstance(storage, SqliteStorage)
    assert storage.path.parent == tmp_path


# ---------------------------------------------------------------- on a page that has a limit


def post_reports(client: CheckingClient, path: str, address: str, count: int) -> list[int]:
    """The statuses of so many reports from an address."""
    client.environ_base["REMOTE_ADDR"] = address
    form = client.get(path)
    return [
        client.submit(form, reason="other", text="Hm.", good_faith="y").status_code
        for _ in range(count)
    ]


@pytest.fixture
def path_of_report(app: Flask) -> str:
    limiter.enabled = True
    round_ = make_round()
    idea = make_idea(round_, state="published")
    return f"/rounds/{round_.slug}/ideas/{idea.number}/report"


def test_addresses_of_one_ipv6_64_share_a_limit(
    client: CheckingClient, path_of_report: str
) -> None:
    assert 429 not in post_reports(client, path_of_report, "2001:db8:1:2::1", 20)
    assert post_reports(client, path_of_report, "2001:db8:1:2:9:8:7:6", 1) == [429]


def test_another_network_has_a_limit_of_its_own(
    client: CheckingClient, path_of_report: str
) -> None:
    post_reports(client, path_of_report, "2001:db8:1:2::1", 20)
    assert 429 not in post_reports(client, path_of_report, "2001:db8:1:3::1", 1)


def test_what_is_counted_names_no_address(
    client: CheckingClient, path_of_report: str, storage: SqliteStorage, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limiter._limiter, "storage", storage)
    post_reports(client, path_of_report, "203.0.113.77", 1)
    with storage._opened() as connection:
        keys = json.dumps(connection.execute("SELECT key FROM counts").fetchall())
    assert len(keys) > 64
    assert "203.0.113" not in keys


def test_a_file_that_cannot_be_used_does_not_stop_people_and_limits_still_hold(
    client: CheckingClient, path_of_report: str, path: Path, monkeypatch: Any
) -> None:
    assert limiter._fallback_storage is not None
    limiter._fallback_storage.reset()
    monkeypatch.setattr(limiter, "_storage_dead", False)
    path.mkdir()
    monkeypatch.setattr(limiter._limiter, "storage", SqliteStorage(f"sqlite:///{path}"))
    statuses = post_reports(client, path_of_report, "203.0.113.77", 21)
    assert [status == 429 for status in statuses] == [False] * 20 + [True]
