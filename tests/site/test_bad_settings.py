"""Settings that cannot be used: the application does not start and says in one line what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask_limiter import Limiter

from participation.app import create_app
from participation.extensions import client_key
from participation.kernel.errors import SettingsError
from participation.web import rate_limits
from tests.conftest import settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def limiter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limiter of the test's own: the application's is one for all and may be switched off."""
    monkeypatch.setattr(rate_limits, "limiter", Limiter(client_key))


def start(tmp: Path, **given: Any) -> None:
    """Make an application with these settings."""
    create_app(settings(tmp, f"sqlite:///{tmp}/test.db", **given))


@pytest.mark.parametrize("address", ["nonsense", "postgresql://host:port/name", "postgresql:"])
def test_an_unreadable_database_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL cannot be read"):
        start(tmp_path, DATABASE_URL=address)


@pytest.mark.parametrize("address", ["mysql://host/name", "postgresql+psycopg2://host/name"])
def test_another_kind_of_database_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL must start with"):
        start(tmp_path, DATABASE_URL=address)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///city.db"])
def test_a_sqlite_file_without_its_whole_path_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="whole path"):
        start(tmp_path, DATABASE_URL=address)


def test_a_refusal_repeats_no_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        start(tmp_path, DATABASE_URL="postgresql://city:geheim@host:port/name")
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("address", ["nonsense", "redis://host:port/0", "memcached://host"])
def test_an_unknown_store_of_limits_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="RATELIMIT_STORAGE_URI cannot be used"):
        start(tmp_path, RATELIMIT_STORAGE_URI=address)


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0"])
def test_limits_may_be_counted_in_redis(tmp_path: Path, address: str) -> None:
    start(tmp_path, RATELIMIT_STORAGE_URI=address)


def test_a_key_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"KEY_FILE is a folder: {tmp_path}"):
        start(tmp_path, KEY_FILE=str(tmp_path))


@pytest.mark.parametrize("name", ["file/keys.json", "file/folder/keys.json"])
def test_a_key_file_whose_folder_cannot_be_made_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be made"):
        start(tmp_path, KEY_FILE=str(tmp_path / name))


def test_a_key_file_whose_folder_can_be_made_is_taken(tmp_path: Path) -> None:
    start(tmp_path, KEY_FILE=str(tmp_path / "new" / "folder" / "keys.json"))


@pytest.mark.parametrize("command", [["doctor"], ["staff", "add", "a@example.org"]])
def test_a_command_says_the_refusal_in_one_line(tmp_path: Path, command: list[str]) -> None:
    given = {"SECRET_KEY": "k" * 64, "DEMO": "", "INSTANCE": str(tmp_path), "DATABASE_URL": "x"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert done.stderr.startswith("configuration error: DATABASE_URL cannot be read. Write")
