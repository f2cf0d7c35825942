"""The shell's view of answers: `flask answers import` and `flask answers export`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from participation.answers.checking import Writer
from participation.answers.files import exporting, importing
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.rounds import queries as round_queries
from participation.web.csvfile import FileRefused, sentences
from participation.web.filters import translate_error
from participation.web.transactions import commit_now
from participation.web.translation import _

answers = AppGroup("answers", help="The city's answers to ideas.")
GROUPS: list[click.Command] = [answers]


@answers.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_(slug: str, file: Path, dry_run: bool) -> None:
    """Stage the answers in FILE for the round SLUG, all or none of them.

    Columns: number and status, and any of text, unit, project, paper, by, title (not read). What is
    staged is published on the round's page of answers.
    """
    by = Writer(SHELL)
    try:
        round_ = round_queries.get(slug)
        if dry_run:
            plan = importing.plan(round_, file, by=by, clock=clock)
        else:
            plan = importing.import_answers(round_.id, file, by=by, clock=clock)
    except FileRefused as refused:
        db.session.rollback()
        raise click.ClickException("\n".join(sentences(refused))) from refused
    except ParticipationError as error:
        db.session.rollback()
        raise click.ClickException(translate_error(error)) from error
    commit_now()
    for change in plan.changes if dry_run else ():
        click.echo(f"{change.number}: {change.before or '–'} → {change.content.status}")
    counts = {"added": plan.added, "replaced": plan.replaced, "known": plan.known}
    if dry_run:
        click.echo(
            _(
                "Neu wären: %(added)s. Geändert würden: %(replaced)s. Schon vorhanden: %(known)s.",
                **counts,
            )
        )
    else:
        click.echo(
            _("Neu: %(added)s. Geändert: %(replaced)s. Schon vorhanden: %(known)s.", **counts)
        )


@answers.command("export")
@click.argument("slug")
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into.",
)
def export(slug: str, folder: Path) -> None:
    """Write the published answers of the round SLUG as answers.csv, and in its form for Excel."""
    try:
        round_ = round_queries.get(slug)
    except ParticipationError as error:
        raise click.ClickException(translate_error(error)) from error
    for path in exporting.write(round_, folder):
        click.echo(str(path))
