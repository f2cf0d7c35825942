"""The shell for those who run the software: doctor, backup, keys."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.keyring.queries import key_file
from participation.ops import backup, doctor, restoring
from participation.ops.settings_check import Finding
from participation.outbox import service as outbox
from participation.web import migrations
from participation.web.transactions import commit_now


def _in_a_folder(_context: click.Context, _parameter: click.Parameter, file: Path) -> Path:
    if not file.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent}")
    return file


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Report configuration, durability and keys; exit 1 when something is wrong."""
    _report(doctor.examine())


backup_group = AppGroup(
    "backup", help="Back up the database and restore it. Keys are not in a backup."
)


@backup_group.command("create")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), callback=_in_a_folder)
def create_command(file: Path) -> None:
    """Write a checked backup of the database to FILE."""
    size = backup.create(current_app.config["DATABASE_URL"], file)
    click.echo(f"{file}: {size:,} bytes, checked. The key file is not in it; keep it apart.")


@backup_group.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--without-journal", is_flag=True, help="Go on although nobody knows what was erased since."
)
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore_command(file: Path, without_journal: bool) -> None:
    """Replace the database's content by that of FILE, and erase again what was erased since."""
    done = restoring.restore(file, without_journal=without_journal, clock=clock)
    click.echo("Restored, links and sessions ended.")
    _report_replay(done)
    click.echo("Run flask doctor, then start the services.")


@backup_group.command("replay")
@click.option("--restored", is_flag=True, help="The database was restored by other means.")
def replay_command(restored: bool) -> None:
    """Erase again what the journal beside the key file knows to be erased."""
    done = restoring.replay(restored=restored, clock=clock)
    _report_replay(done)


def _report_replay(done: restoring.Replayed) -> None:
    click.echo(
        f"Erased again: accounts {done.accounts}, ideas, consents, follows, papers, organisations"
        f" and members {done.withdrawn}, keys of rounds {done.rounds}."
    )
    if done.expired_mails:
        click.echo(
            f"Mails deleted: {done.expired_mails}, as the links in them have ended. Who wants to"
            " sign in asks for a new link."
        )
    if done.news:
        click.echo(
            f"News deleted: {done.news}, as its followers may have been mailed since the backup. It"
            " stands on the pages."
        )
    if done.held:
        click.echo(
            f"Mails held: {done.held}, as they may have been sent since the backup. Send them with"
            " flask backup release-mails; with --discard it deletes them."
        )


@backup_group.command("release-mails")
@click.option("--discard", is_flag=True, help="Delete the held mails instead of sending them.")
def release_command(discard: bool) -> None:
    """Send the mails that came back with a backup and are held."""
    count = outbox.discard_held() if discard else outbox.release_held(clock)
    commit_now()
    click.echo(f"Mails {'deleted' if discard else 'released'}: {count}.")


keys_group = AppGroup("keys", help="The key file: make it once, look at it, copy it.")


@keys_group.command("init")
def init_command() -> None:
    """Make the key file of an empty database. Does nothing where it is there and fits."""
    _require_tables()
    outcome = keyring.init(clock)
    commit_now()
    path = key_file().path
    click.echo(f"{path}: {outcome.value}. Keep a copy apart: flask keys backup FILE")


@keys_group.command("check")
def check_command() -> None:
    """Report whether the key file is that of the database; exit 1 when something is wrong."""
    _require_tables()
    _report(doctor.examine_keys())


@keys_group.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), callback=_in_a_folder)
def keys_backup_command(file: Path) -> None:
    """Write a copy of the key file to FILE, and of its journal to FILE.journal, for a place apart
    from the database's backups."""
    try:
        keyring.copy_to(file)
    except FileExistsError as error:
        raise click.ClickException(f"{file} is there already; name another file") from error
    click.echo(
        f"{file} and its journal: written. Destroy the copy when a round's key in it has been"
        " destroyed."
    )


def _require_tables() -> None:
    if migrations.current() != migrations.head():
        raise click.ClickException(migrations.MISSING)


def _report(findings: Iterable[Finding]) -> None:
    wrong = False
    for finding in findings:
        click.echo(f"{finding.level:5}  {finding.subject}: {finding.text}")
        wrong = wrong or finding.level == "error"
    if wrong:
        sys.exit(1)


GROUPS: list[click.Command] = [doctor_command, backup_group, keys_group]
