"""`flask finance …`: amounts from a file and into files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.projects.finance import files
from participation.projects.finance.intake import importing
from participation.projects.finance.intake.plan import Plan
from participation.projects.finance.rules import Stage
from participation.strategy import queries as strategy_queries
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import commit_now
from participation.web.translation import _


@click.group("finance")
def finance() -> None:
    """Money of a strategy's projects: import, export."""


@finance.command("import")
@click.argument("strategy")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]))
@click.option("--create", is_flag=True, help="Add the projects, places and sources it names.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_appcontext
def import_(strategy: str, file: Path, stage: str | None, create: bool, dry_run: bool) -> None:
    """Take the amounts of a CSV FILE over to the strategy with the slug STRATEGY.

    Long: project,source,year,stage,amount,unit_given,note. Or a pivot: place,project and one column
    a source, of the stage --stage (planned). All or nothing; the same file twice adds nothing, and
    a blank cell says nothing.
    """
    of_stage = Stage(stage) if stage else None
    try:
        if dry_run:
            plan = importing.plan_file(strategy, file, stage=of_stage, add_missing=create)
        else:
            plan = importing.import_file(
                strategy, file, stage=of_stage, add_missing=create, actor=SHELL, clock=clock
            )
    except FileRefused as refused:
        db.session.rollback()
        raise click.ClickException("\n".join(sentences(refused))) from refused
    if dry_run:
        db.session.rollback()
        click.echo(_("Probelauf, nichts ist geändert."))
    else:
        commit_now()
    click.echo("\n".join(summary(plan)))


@finance.command()
@click.argument("strategy")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(strategy: str, folder: Path) -> None:
    """Write the amounts of the strategy with the slug STRATEGY, drafts too, into a folder:
    finance.csv and finance_table.csv, and beside each its form for Excel."""
    strategy_id = strategy_queries.get(strategy).id
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.csv_files(files.export(strategy_id, public_only=False)):
        (folder / name).write_bytes(content)
        click.echo(str(folder / name))


def summary(plan: Plan) -> list[str]:
    """Return what a file changes, in numbers."""
    lines = [
        _(
            "Neue Beträge: %(added)s. Geänderte: %(changed)s. Unverändert: %(same)s.",
            added=len(plan.added),
            changed=len(plan.changed),
            same=plan.unchanged,
        )
    ]
    if plan.projects or plan.sources:
        lines.append(
            _(
                "Neue Projekte: %(projects)s. Neue Quellen: %(sources)s.",
                projects=len(plan.projects),
                sources=len(plan.sources),
            )
        )
    if plan.mixed_years:
        lines.append(
            _(
                "Achtung: Mit und ohne Jahr stehen danach %(count)s Mal Beträge nebeneinander. Sie"
                " werden zusammengezählt.",
                count=plan.mixed_years,
            )
        )
    return lines


GROUPS: list[click.Command] = [finance]
