"""Nobody but the owner may read what people wrote, and no backup outlives its days."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from participation.kernel.clock import FixedClock, clock
from participation.ops import doctor

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """A folder of backups with one backup in it, its owner's alone."""
    app.config["BACKUP_FOLDER"] = str(tmp_path)
    tmp_path.chmod(0o700)
    (tmp_path / "backup").write_bytes(b"x")
    (tmp_path / "backup").chmod(0o600)
    return tmp_path


def errors(days_later: int = 0) -> list[str]:
    """What the doctor finds wrong about files."""
    later = FixedClock(clock.now() + timedelta(days=days_later))
    return [finding.text for finding in doctor.examine_files(later) if finding.level == "error"]


@pytest.fixture(autouse=True)
def private(app: Flask) -> None:
    """The application's own files as they are in operation."""
    for path in own_files(app):
        path.chmod(0o600)


def own_files(app: Flask) -> list[Path]:
    """The key file and, with SQLite, the database's files."""
    keys = Path(app.config["KEY_FILE"])
    url = make_url(app.config["DATABASE_URL"])
    files = list(keys.parent.glob("keys.json*"))
    if url.get_backend_name() == "sqlite":
        files += Path(str(url.database)).parent.glob("test.db*")
    return files


def test_nothing_is_wrong_when_files_are_their_owners_alone(app: Flask, folder: Path) -> None:
    assert errors() == []


def test_every_file_that_others_can_read_is_named(app: Flask, folder: Path) -> None:
    for path in [*own_files(app), folder / "backup"]:
        path.chmod(0o640)
        assert [path.name in text for text in errors()] == [True], path
        path.chmod(0o600)


def test_a_folder_of_backups_that_others_can_open_is_named(app: Flask, folder: Path) -> None:
    folder.chmod(0o755)
    assert ["chmod 700" in text for text in errors()] == [True]


def test_a_backup_that_is_older_than_residents_were_told_is_named(app: Flask, folder: Path) -> None:
    assert errors(29) == []
    assert ["older than BACKUP_DAYS" in text for text in errors(31)] == [True]


def test_missing_backup_folder_is_an_error(app: Flask, folder: Path) -> None:
    app.config["BACKUP_FOLDER"] = str(folder / "elsewhere")
    assert ["there is no folder" in text for text in errors()] == [True]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_the_shell_writes_is_its_owners_alone(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "FLASK_APP": "wsgi.py",
        "INSTANCE": str(tmp_path / "instance"),
        "SECRET_KEY": "k" * 64,
        "DATABASE_URL": "",
        "KEY_FILE": "",
    }
    (tmp_path / "instance").mkdir(mode=0o755)
    for words in (["db", "upgrade"], ["keys", "init"]):
        subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=environment,
            umask=0o022,
            capture_output=True,
            check=True,
        )
    written = [path for path in (tmp_path / "instance").iterdir() if path.is_file()]
    assert {"participation.db", "keys.json"} <= {path.name for path in written}
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
