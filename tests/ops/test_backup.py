"""Backups that were checked, and restores that refuse what is no backup."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.errors import BadInput
from participation.ops import backup
from participation.rounds.models import Round
from tests.factories import make_round


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
def test_invalid_backup_is_not_restored(
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
    assert key not in data
    assert key.hex().encode() not in data


def test_a_backup_that_was_cut_off_is_not_restored(app: Flask, tools: None, tmp_path: Path) -> None:
    slug = make_round().slug
    whole, cut = tmp_path / "backup", tmp_path / "cut"
    backup.create(app.config["DATABASE_URL"], whole)
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(BadInput):
        backup.restore(app.config["DATABASE_URL"], cut)
    assert db.session.query(Round).one().slug == slug


def test_a_dump_that_was_written_badly_is_no_backup(
    app: Flask, backend: str, tools: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend == "sqlite":
        pytest.skip("SQLite's copy is checked by test_invalid_backup_is_not_restored")
    run = backup._run_postgres

    def run_and_cut(program: str, url: Any, arguments: list[str]) -> None:
        run(program, url, arguments)
        if program == "pg_dump":
            path = next(path for path in tmp_path.iterdir())
            path.write_bytes(path.read_bytes()[:-2000])

    monkeypatch.setattr(backup, "_run_postgres", run_and_cut)
    with pytest.raises(BadInput):
        backup.create(app.config["DATABASE_URL"], tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []
