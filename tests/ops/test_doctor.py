"""What `flask doctor` finds wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from participation.app import create_app
from participation.extensions import db
from participation.ops import doctor
from participation.printing import making
from tests.conftest import settings


def findings(subject: str) -> list[tuple[str, str]]:
    """Return level and text of every finding about a subject."""
    return [
        (finding.level, finding.text) for finding in doctor.examine() if finding.subject == subject
    ]


def test_https_without_a_proxy_counted_is_an_error(app: Flask) -> None:
    app.config.update(BASE_URL="https://mitmachen.example.org", PROXIES=0)
    assert [level for level, _text in findings("PROXIES")] == ["error"]


def test_https_behind_a_counted_proxy_is_fine(app: Flask) -> None:
    app.config.update(BASE_URL="https://mitmachen.example.org", PROXIES=1)
    assert findings("PROXIES") == []


def test_plain_http_needs_no_proxy(app: Flask) -> None:
    assert findings("PROXIES") == []


def test_statements_in_the_log_of_postgresql_are_an_error_with_their_values_only(
    app: Flask, backend: str
) -> None:
    if backend == "sqlite":
        assert findings("postgresql") == []
        return
    db.session.execute(db.text("SET log_statement = 'mod'"))
    assert any("log_parameter_max_length" in text for _level, text in findings("postgresql"))
    db.session.execute(db.text("SET log_parameter_max_length = 0"))
    assert not any("log_parameter_max_length" in text for _level, text in findings("postgresql"))
    db.session.rollback()


@pytest.mark.parametrize(
    "url", ["http://mail.example.org", "mail.example.org", "smtp://", "smtp://mail.example.org:x"]
)
def test_a_mail_server_that_cannot_be_meant_is_an_error(app: Flask, url: str) -> None:
    app.config["MAIL_URL"] = url
    assert [level for level, _text in findings("MAIL_URL")] == ["error"]


def test_a_mail_server_that_may_be_one_is_fine(app: Flask) -> None:
    app.config["MAIL_URL"] = "smtp+starttls://user:password@mail.example.org:587"
    assert findings("MAIL_URL") == []


def test_limits_without_a_folder_to_count_in_are_an_error(app: Flask, tmp_path: Path) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = f"sqlite:///{tmp_path}/limits.db"
    app.config["INSTANCE"] = str(tmp_path)
    assert findings("INSTANCE") == []
    app.config["INSTANCE"] = str(tmp_path / "missing")
    assert [level for level, _text in findings("INSTANCE")] == ["error"]


@pytest.mark.parametrize(
    ("on", "installed", "levels"),
    [(False, False, []), (True, True, ["ok"]), (True, False, ["error"])],
)
def test_pdf_files_that_are_asked_for_are_named_and_an_error_where_nothing_makes_them(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    on: bool,
    installed: bool,
    levels: list[str],
) -> None:
    app.config["PDF"] = on
    if not installed:
        program = tmp_path / "maker.py"
        program.write_text("import a_library_that_nobody_installed")
        monkeypatch.setattr(making, "MAKER", program)
    assert [level for level, _text in findings("PDF")] == levels


@pytest.fixture
def without_tables(make_database: Any, backend: str, tmp_path: Path) -> Flask:
    """An application whose database is empty of tables."""
    return create_app(settings(tmp_path, make_database(backend, "bare")))


@pytest.fixture
def shell(without_tables: Flask) -> Iterator[FlaskCliRunner]:
    """What types commands into that application."""
    yield without_tables.test_cli_runner()
    with without_tables.app_context():
        db.engine.dispose()


def test_the_doctor_of_a_database_without_tables_says_how_to_make_them(
    shell: FlaskCliRunner,
) -> None:
    done = shell.invoke(args=["doctor"])
    assert isinstance(done.exception, SystemExit)
    assert "run flask db upgrade" in done.output
    assert "KEY_FILE" not in done.output


@pytest.mark.parametrize("command", ["init", "check"])
def test_keys_are_not_made_or_judged_before_there_are_tables(
    shell: FlaskCliRunner, tmp_path: Path, command: str
) -> None:
    done = shell.invoke(args=["keys", command])
    assert done.exit_code == 1
    assert "flask db upgrade" in done.output
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("group", ["backup create", "keys backup"])
def test_copy_into_missing_folder_is_refused_by_the_folders_name(
    app: Flask, tmp_path: Path, group: str
) -> None:
    done = app.test_cli_runner().invoke(args=[*group.split(), str(tmp_path / "missing" / "copy")])
    assert done.exit_code == 2
    assert f"there is no folder {tmp_path / 'missing'}" in done.output


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("prints", "levels"),
    [
        ("pg_dump (PostgreSQL) 9.6.24", ["error"]),
        ("pg_dump (PostgreSQL) 99.1 (Debian 99.1-1.pgdg120+1)", []),
        ("pg_dump (PostgreSQL) 99beta1", []),
        (None, ["error"]),
    ],
    ids=["older", "newer", "beta", "missing"],
)
def test_pg_dump_has_to_be_there_and_no_older_than_the_server(
    app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    prints: str | None,
    levels: list[str],
) -> None:
    if prints is not None:
        program = tmp_path / "pg_dump"
        program.write_text(f"#!/bin/sh\necho '{prints}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [level for level, _text in findings("pg_dump")] == levels


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_needs_no_pg_dump(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert findings("pg_dump") == []
