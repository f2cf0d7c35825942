"""What `flask doctor` looks at: settings, keys, database and its durability, mails."""

from __future__ import annotations

from collections.abc import Iterator

import pysqlite3.dbapi2 as bundled_sqlite
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from participation.extensions import SOUND_WAL, db, wal_is_sound
from participation.kernel.clock import Clock, clock
from participation.kernel.keys import KeyProblem
from participation.keyring.queries import destroyed_keys, journal, key_file, restore_is_unfinished
from participation.ops import backup, file_modes
from participation.ops.settings_check import Finding, examine_settings
from participation.outbox import queries as outbox
from participation.results import queries as results
from participation.rounds.models import Round
from participation.rounds.rules import Audience
from participation.web import migrations
from participation.web.logs import kind

ADVICE = {
    KeyProblem.NOT_SET_UP: "The database is new: run flask keys init",
    KeyProblem.MISSING: "Mount its volume, or put your copy back. Never make a new one",
    KeyProblem.UNREADABLE: "Look at its owner and mode, and at those of its folder",
    KeyProblem.DAMAGED: "Put your copy back. Never make a new one",
    KeyProblem.FOREIGN: "Is KEY_FILE or DATABASE_URL that of another installation?",
    KeyProblem.NO_ROUND_KEY: "Put back a copy that is younger than their publication",
    KeyProblem.UNWRITABLE: "Look at the owner and mode of its folder",
}


def examine() -> Iterator[Finding]:
    """Look at everything and yield the findings, in a fixed order."""
    yield from examine_settings()
    try:
        yield from _database()
    except SQLAlchemyError as error:
        yield Finding(
            "error",
            "database",
            f"cannot be reached ({kind(error)}). Does its server run, may this user open it, and is"
            " DATABASE_URL right?",
        )
        return
    # Without its tables the database cannot say which key file is its own.
    if migrations.current() == migrations.head():
        yield from examine_keys()
    yield from examine_files(clock)


def _database() -> Iterator[Finding]:
    head, current = migrations.head(), migrations.current()
    if head != current:
        yield Finding(
            "error",
            "migrations",
            f"database is at {current}, this version needs {head}: run flask db upgrade",
        )
    else:
        yield Finding("ok", "migrations", f"at {head}")
    if db.engine.dialect.name == "sqlite":
        yield from _sqlite()
    else:
        names = (
            "server_version",
            "synchronous_commit",
            "fsync",
            "statement_timeout",
            "lock_timeout",
        )
        values = {name: db.session.execute(text(f"SHOW {name}")).scalar() for name in names}
        yield Finding(
            "ok", "postgresql", ", ".join(f"{name} {value}" for name, value in values.items())
        )
        if values["fsync"] != "on" or values["synchronous_commit"] == "off":
            yield Finding(
                "error",
                "postgresql",
                "acknowledged ballots may be lost in a power cut: set fsync and synchronous_commit",
            )
        yield from _postgresql_log()
        yield from _pg_dump(int(str(db.session.execute(text("SHOW server_version_num")).scalar())))


def _pg_dump(server_version: int) -> Iterator[Finding]:
    """Tell where flask backup would fail: pg_dump reads no server that is newer than itself."""
    server, ours = server_version // 10_000, backup.dump_major()
    if ours is None:
        yield Finding(
            "error",
            "pg_dump",
            f"missing: no backup can be made. Install PostgreSQL {server}'s",
        )
    elif ours < server:
        yield Finding(
            "error",
            "pg_dump",
            f"of PostgreSQL {ours} reads no server of {server}. Install that of {server}",
        )


def _postgresql_log() -> Iterator[Finding]:
    """Tell of settings under which the server itself writes down what people wrote."""
    names = (
        "log_error_verbosity",
        "log_statement",
        "log_min_duration_statement",
        "log_parameter_max_length",
    )
    said = {name: str(db.session.execute(text(f"SHOW {name}")).scalar()) for name in names}
    if said["log_error_verbosity"] != "terse":
        yield Finding(
            "note",
            "postgresql",
            "its log shows rows that a constraint refused: set log_error_verbosity = terse",
        )
    logs_statements = (
        said["log_statement"] in ("mod", "all") or said["log_min_duration_statement"] != "-1"
    )
    if logs_statements and said["log_parameter_max_length"] != "0":
        yield Finding(
            "error",
            "postgresql",
            "its log shows what people write, ballots included: set log_parameter_max_length = 0",
        )


def _sqlite() -> Iterator[Finding]:
    journal = db.session.execute(text("PRAGMA journal_mode")).scalar()
    synchronous = {1: "NORMAL", 2: "FULL", 3: "EXTRA"}.get(
        db.session.execute(text("PRAGMA synchronous")).scalar() or 0, "OFF"
    )
    yield Finding(
        "ok",
        "sqlite",
        f"{bundled_sqlite.sqlite_version}, journal {journal}, synchronous {synchronous}, BEGIN"
        " IMMEDIATE",
    )
    if not wal_is_sound():
        wanted = ".".join(map(str, SOUND_WAL))
        yield Finding(
            "note",
            "sqlite",
            f"older than {wanted}: rollback journal instead of WAL, as durable and slower",
        )
    sound = db.session.execute(text("PRAGMA quick_check")).scalar()
    if sound != "ok":
        yield Finding("error", "sqlite", f"quick_check: {sound}")


def examine_keys() -> Iterator[Finding]:
    """Look at the key file and yield the findings."""
    keys = key_file()
    problem = keys.problem()
    if problem is not None:
        yield Finding("error", "KEY_FILE", f"{keys.path.name}: {problem.value}. {ADVICE[problem]}")
        return
    if not journal().path.exists():
        yield Finding(
            "error",
            "KEY_FILE",
            "its journal is missing: put your copy back. Where there is none, run flask keys init",
        )
    held, destroyed = keys.round_uids(), destroyed_keys()
    rows = db.session.execute(
        select(Round.slug, Round.uid)
        .where(
            Round.published_at.is_not(None),
            Round.key_destroyed_at.is_(None),
            # Named ballots have no key.
            Round.audience == Audience.RESIDENTS,
        )
        .order_by(Round.slug)
    ).all()
    missing = [row.slug for row in rows if row.uid not in held and row.uid not in destroyed]
    if missing:
        yield Finding(
            "error",
            "KEY_FILE",
            f"no key for published rounds: {', '.join(missing)}. {ADVICE[KeyProblem.NO_ROUND_KEY]}",
        )
    else:
        yield Finding(
            "ok", "KEY_FILE", f"the one of this database; keys of rounds in it: {len(held)}"
        )
    yield from _destructions()


def _destructions() -> Iterator[Finding]:
    if restore_is_unfinished() or results.with_begun_destruction():
        yield Finding(
            "error",
            "erasures",
            "the database does not know everything that was erased: run flask backup replay",
        )
    if results.with_returned_key():
        yield Finding(
            "error",
            "erasures",
            "the key file holds keys that were destroyed; the worker destroys them again."
            " Was an old copy put back? Destroy that, too",
        )
    if overdue := results.with_overdue_key(clock.now()):
        yield Finding(
            "error",
            "erasures",
            f"keys overdue for destruction: {', '.join(overdue)}; does the worker run?",
        )
    if held := outbox.held():
        yield Finding(
            "note",
            "mails",
            f"held since they came back with a backup: {held}. Send them with flask backup"
            " release-mails; with --discard it deletes them",
        )


def examine_files(clock: Clock) -> Iterator[Finding]:
    """Look at who may read database, keys and backups, and at how long backups are kept."""
    config, now = current_app.config, clock.now()
    findings = file_modes.examine(
        config["DATABASE_URL"], key_file().path, config.get("BACKUP_FOLDER", "")
    )
    yield from (Finding(*finding) for finding in findings)
    for path in file_modes.outlived(config.get("BACKUP_FOLDER", ""), config["BACKUP_DAYS"], now):
        yield Finding(
            "error",
            "BACKUP_FOLDER",
            f"{path} is older than BACKUP_DAYS: residents were told that it is gone. Delete it",
        )
