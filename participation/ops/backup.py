"""Backups of the database by its own means. Keys are not in them: a round's key would undo what its
destruction promises.

SQLite: VACUUM INTO writes a consistent copy, which is then checked; restoring checks again and
copies page by page over the live database with the backup API. PostgreSQL: pg_dump and pg_restore
in one transaction.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pysqlite3.dbapi2 as bundled_sqlite
from sqlalchemy.engine import URL, make_url

from participation.kernel.errors import N_, BadInput, NotReady
from participation.weighting.arrival.dump_view import shuffled_view

RUNS_FOR = 3600
"""Seconds that pg_dump or pg_restore may take."""


FAILED = N_("%(program)s ist gescheitert: %(why)s")


class ScriptFailed(NotReady):
    """A program of PostgreSQL, or what SQLite has in its place, has ended with an error."""


def create(database_url: str, target: Path) -> int:
    """Write a checked backup, in which rows stand in random order, and return its size in bytes.

    Raises BadInput when the file is there already.
    """
    if target.exists():
        raise BadInput(N_("Die Datei %(file)s gibt es schon. Nennen Sie eine neue."), file=target)
    url = make_url(database_url)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        with shuffled_view() as view:
            if view is None:
                _vacuum_into(str(url.database), unfinished)
            else:
                flags = ["--format=custom", "--no-owner", "--no-privileges"]
                flags += [f"--snapshot={view}", f"--file={unfinished}"]
                _run_postgres("pg_dump", url, flags)
                _check_postgres(url, unfinished)
        os.chmod(unfinished, 0o600)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def check(database_url: str, source: Path) -> None:
    """Raise BadInput when the file is no whole backup of such a database."""
    if not source.is_file():
        raise BadInput(N_("Die Datei %(file)s gibt es nicht."), file=source)
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _check_sqlite(source)
    else:
        _check_postgres(url, source)


def restore(database_url: str, source: Path) -> None:
    """Replace the database's content by the backup's. Raises BadInput when the file is no sound
    backup."""
    check(database_url, source)
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with _connect(str(url.database)) as live, _connect(source) as backup:
            backup.backup(live)
        return
    flags = [
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    ]
    _run_postgres("pg_restore", url, [*flags, f"--dbname={url.database}", str(source)])


def _connect(path: str | Path) -> bundled_sqlite.Connection:
    connection = bundled_sqlite.connect(path, isolation_level=None)
    connection.execute("PRAGMA busy_timeout=10000")
    return connection


def _vacuum_into(database: str, target: Path) -> None:
    connection = _connect(database)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except bundled_sqlite.Error as error:
        raise ScriptFailed(FAILED, program="VACUUM INTO", why=error) from error
    finally:
        connection.close()
    _check_sqlite(target)


def _check_sqlite(path: Path) -> None:
    wrong = BadInput(
        N_("Die Datei %(file)s ist beschädigt oder keine Sicherung dieser Datenbank."), file=path
    )
    try:
        connection = _connect(path)
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            sound = sound and not connection.execute("PRAGMA foreign_key_check").fetchall()
            sound = sound and bool(
                connection.execute("SELECT version_num FROM alembic_version").fetchall()
            )
        finally:
            connection.close()
    except bundled_sqlite.Error as error:
        raise wrong from error
    if not sound:
        raise wrong


def _check_postgres(url: URL, path: Path) -> None:
    """Read a dump from its first to its last byte."""
    wrong = BadInput(
        N_("Die Datei %(file)s ist beschädigt oder keine Sicherung dieser Datenbank."), file=path
    )
    with open(path, "rb") as file:
        if file.read(5) != b"PGDMP":
            raise wrong
    try:
        _run_postgres("pg_restore", url, [f"--file={os.devnull}", str(path)])
    except ScriptFailed as error:
        raise wrong from error


def dump_major() -> int | None:
    """Return the major version of the pg_dump that a backup would use, None where there is none."""
    path = shutil.which("pg_dump")
    if path is None:
        return None
    done = subprocess.run(  # noqa: S603 (a fixed program, no shell)
        [path, "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    version = re.search(r"\b(\d+)(?:\.\d+|devel|beta\d|rc\d)", done.stdout)
    return int(version.group(1)) if version and not done.returncode else None


def _run_postgres(program: str, url: URL, arguments: list[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise NotReady(
            N_(
                "%(program)s fehlt. Installieren Sie die PostgreSQL-Werkzeuge in der Version des"
                " Servers."
            ),
            program=program,
        )
    done = subprocess.run(  # noqa: S603 (a fixed program, no shell)
        [path, *arguments],
        env=_environment(url),
        capture_output=True,
        text=True,
        timeout=RUNS_FOR,
        check=False,
    )
    if done.returncode:
        raise ScriptFailed(FAILED, program=program, why=done.stderr.strip()[-500:])


def _environment(url: URL) -> Mapping[str, str]:
    # The password goes through the environment, where other users of the machine do not see it.
    values = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
    }
    values |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    return os.environ | {name: str(value) for name, value in values.items() if value}
