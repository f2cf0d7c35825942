"""Commands end in one sentence where what they need is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from participation.app import create_app
from participation.extensions import db
from tests.conftest import settings
from tests.ops.erasing import Shell
from tests.site.canary import read_only

COMMANDS = (
    "staff add amsel@example.org --role admin",
    "staff reset amsel@example.org",
    "backup create {folder}/copy",
    "backup release-mails",
    "backup replay",
    "keys init",
    "keys check",
    "keys backup {folder}/keys",
    "rounds dump unsere-stadt",
    "rounds list",
    "results snapshot unsere-stadt",
    "ideas import unsere-stadt {folder}/ideas.csv",
    "ballots import unsere-stadt {folder}/ballots.csv --channel paper",
)


@pytest.fixture
def shell_without_tables(
    make_database: Any, backend: str, tmp_path: Path
) -> Iterator[FlaskCliRunner]:
    """The commands of an installation before `flask db upgrade`."""
    app = create_app(settings(tmp_path, make_database(backend, "bare")))
    yield app.test_cli_runner()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def shell_without_database(backend: str, tmp_path: Path) -> FlaskCliRunner:
    """The commands of an installation whose database is away."""
    (tmp_path / "city.db").mkdir()
    url = {"sqlite": f"sqlite:///{tmp_path}/city.db", "postgresql": "postgresql://127.0.0.1:1/x"}
    return create_app(settings(tmp_path, url[backend])).test_cli_runner()


def outcomes(shell: FlaskCliRunner, folder: Path) -> dict[str, tuple[int, str]]:
    """Exit code and output of every command."""
    for name in ("ideas.csv", "ballots.csv"):
        (folder / name).write_text("ref;title\n1;x\n", "utf-8")
    runs = {words: shell.invoke(args=words.format(folder=folder).split()) for words in COMMANDS}
    return {words: (run.exit_code, run.output) for words, run in runs.items()}


def test_every_command_says_how_missing_tables_are_made(
    shell_without_tables: FlaskCliRunner, tmp_path: Path
) -> None:
    sentence = "Error: the database lacks this version's tables: run flask db upgrade\n"
    wrong = {
        words: outcome
        for words, outcome in outcomes(shell_without_tables, tmp_path).items()
        if outcome != (1, sentence)
    }
    assert wrong == {}


def test_every_command_says_that_the_database_is_away(
    shell_without_database: FlaskCliRunner, tmp_path: Path
) -> None:
    wrong = {
        words: (code, output)
        for words, (code, output) in outcomes(shell_without_database, tmp_path).items()
        if code != 1 or not output.startswith("Error: the database cannot be reached")
    }
    assert wrong == {}


def test_a_command_says_that_the_database_is_read_only(app: Flask, shell: Shell) -> None:
    with read_only(app):
        output = shell("staff", "add", "amsel@example.org", "--role", "admin", code=1)
    assert output == "Error: the database takes nothing: its disk is full, or it is read-only\n"


def test_migrating_says_that_the_database_is_away(shell_without_database: FlaskCliRunner) -> None:
    run = shell_without_database.invoke(args=["db", "upgrade"])
    assert run.exit_code == 1
    assert run.output.splitlines()[-1].startswith("Error: the database cannot be reached")


def test_the_doctor_says_that_the_database_is_away(shell_without_database: FlaskCliRunner) -> None:
    run = shell_without_database.invoke(args=["doctor"])
    assert run.exit_code == 1
    assert run.output.splitlines()[-1].startswith("error  database: cannot be reached")


def test_a_key_file_that_cannot_be_written_is_one_sentence(app: Flask, shell: Shell) -> None:
    # A folder lies where the lock of the key file belongs; it stops the system's administrator too.
    keys = Path(app.config["KEY_FILE"])
    for path in keys.parent.glob(f"{keys.name}*"):
        path.unlink()
    db.session.execute(db.text("DELETE FROM key_fingerprints"))
    db.session.commit()
    lock = keys.with_name(f"{keys.name}.lock")
    lock.mkdir()
    try:
        output = shell("keys", "init", code=1)
    finally:
        lock.rmdir()
    assert output.startswith("Error: Die Schlüsseldatei lässt sich nicht anlegen.")
    assert len(output.splitlines()) == 1


def test_backup_path_taken_by_a_folder_is_one_sentence(
    app: Flask, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "copy.part").mkdir()
    output = shell("backup", "create", str(tmp_path / "copy"), code=1)
    assert output.startswith(f"Error: {tmp_path / 'copy.part'}: ")


def test_a_backup_that_cannot_be_written_is_one_sentence(
    app: Flask, shell: Shell, backend: str
) -> None:
    # Nobody, the system's administrator included, can make a file there.
    output = shell("backup", "create", "/proc/copy", code=1)
    program = {"sqlite": "VACUUM INTO", "postgresql": "pg_dump"}[backend]
    assert output.startswith(f"Error: {program} ist gescheitert: ")
    assert len(output.splitlines()) == 1


def test_redis_that_does_not_answer_is_an_error_of_the_doctor(app: Flask, shell: Shell) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = "redis://127.0.0.1:1/0"
    output = shell("doctor", code=1)
    assert "error  RATELIMIT_STORAGE_URI: no Redis answers there" in output
