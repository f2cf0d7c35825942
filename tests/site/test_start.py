"""Starting without what operation needs."""

from __future__ import annotations

import gc
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_a_missing_secret_is_one_line_and_the_code_at_which_gunicorn_gives_up(
    tmp_path: Path,
) -> None:
    # An empty value is kept even where a .env file stands beside the program.
    environment = os.environ | {"SECRET_KEY": "", "DEMO": "", "INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("configuration error: SECRET_KEY is missing")
    assert "Traceback" not in done.stderr


def test_the_first_command_makes_the_folder_of_the_installation_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    instance = tmp_path / "new" / "instance"
    given = {"SECRET_KEY": "k" * 64, "DEMO": "", "DATABASE_URL": "", "INSTANCE": str(instance)}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        check=True,
    )
    assert (instance / "participation.db").exists()
    assert instance.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("environment", [{}, {"PORT": "9001"}])
def test_gunicorn_takes_its_settings_from_the_env_file_unless_the_environment_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("BIND", "PORT", "WEB_CONCURRENCY", "WEB_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    (tmp_path / ".env").write_text("BIND=192.0.2.1\nPORT=9000\nWEB_CONCURRENCY=3\n")
    settings = runpy.run_path(str(tmp_path / "gunicorn.conf.py"))
    assert settings["bind"] == f"192.0.2.1:{environment.get('PORT', '9000')}"
    assert (settings["workers"], settings["threads"]) == (3, 4)


@pytest.mark.parametrize("line", ["WEB_CONCURRENCY=two", "WEB_THREADS=0", "WEB_THREADS=-4"])
def test_gunicorn_refuses_a_number_that_is_none_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    for name in ("WEB_CONCURRENCY", "WEB_THREADS"):
        monkeypatch.delenv(name, raising=False)
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    (tmp_path / ".env").write_text(line)
    with pytest.raises(SystemExit, match=r"^configuration error: WEB_.* must be a whole number"):
        runpy.run_path(str(tmp_path / "gunicorn.conf.py"))


def test_a_worker_leaves_what_it_loaded_at_the_start_out_of_every_collection() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert gc.get_freeze_count() == 0
    try:
        settings["post_worker_init"](None)
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
