"""The shell for those who run the software: doctor and backup."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from participation.extensions import db
from participation.kernel.errors import ParticipationError
from participation.ops import backup, doctor


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Report configuration, durability and keys; exit 1 when something is wrong."""
    wrong = False
    for finding in doctor.examine():
        click.echo(f"{finding.level:5}  {finding.subject}: {finding.text}")
        wrong = wrong or finding.level == "error"
    if wrong:
        sys.exit(1)


backup_group = AppGroup(
    "backup", help="Back up the database and restore it. Keys are not in a backup."
)


@backup_group.command("create")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def create_command(file: Path) -> None:
    """Write a checked backup of the database to FILE."""
    try:
        size = backup.create(current_app.config["DATABASE_URL"], file)
    except ParticipationError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {size:,} bytes, checked. The key file is not in it; keep it apart.")


@backup_group.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore_command(file: Path) -> None:
    """Replace the database's content by that of FILE."""
    db.session.remove()
    db.engine.dispose()
    try:
        backup.restore(current_app.config["DATABASE_URL"], file)
    except ParticipationError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored. Run: flask db upgrade, then flask doctor.")


GROUPS: list[click.Command] = [doctor_command, backup_group]
