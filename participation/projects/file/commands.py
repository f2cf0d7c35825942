"""`flask projects …`: projects from a file and into files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.projects.file import exporting, importing
from participation.strategy import queries as strategy_queries
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import commit_now
from participation.web.translation import _


@click.group("projects")
def projects() -> None:
    """Projects of a strategy: import, export."""


@projects.command("import")
@click.argument("strategy")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_appcontext
def import_(strategy: str, file: Path, dry_run: bool) -> None:
    """Take the projects of a CSV FILE over to the strategy with the slug STRATEGY; new ones are
    drafts.

    Columns: key,title,kind,state,place,unit,main_field,text,partners. All or nothing; the same file
    twice adds nothing. Partners are separated by semicolons.
    """
    try:
        if dry_run:
            plan = importing.plan_file(strategy, file)
        else:
            plan = importing.import_file(strategy, file, actor=SHELL, clock=clock)
    except FileRefused as refused:
        db.session.rollback()
        raise click.ClickException("\n".join(sentences(refused))) from refused
    if dry_run:
        db.session.rollback()
        click.echo(_("Probelauf, nichts ist geändert."))
    else:
        commit_now()
    counts = {"added": len(plan.added), "changed": len(plan.changed), "same": plan.same}
    sentence = _(
        "Neue Projekte: %(added)s. Geänderte: %(changed)s. Unverändert: %(same)s.", **counts
    )
    click.echo(sentence)


@projects.command()
@click.argument("strategy")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(strategy: str, folder: Path) -> None:
    """Write the projects of the strategy with the slug STRATEGY and their milestones, drafts too,
    into a folder: projects.csv and milestones.csv, and beside each its form for Excel."""
    parts = exporting.export(strategy_queries.get(strategy), public_only=False)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in exporting.csv_files(parts):
        (folder / name).write_bytes(content)
        click.echo(str(folder / name))


GROUPS: list[click.Command] = [projects]
