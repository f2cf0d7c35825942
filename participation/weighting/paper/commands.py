"""The shell's view of ballots: `flask ballots import`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds import queries as round_queries
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import commit_now
from participation.web.translation import _
from participation.weighting.paper import imports, sheets

ballots = AppGroup("ballots", help="Ballots from paper and from other systems.")
GROUPS: list[click.Command] = [ballots]


@ballots.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--channel", required=True, type=click.Choice([channel.value for channel in sheets.IMPORTABLE])
)
@click.option(
    "--reason",
    default="",
    help="Why ballots come in after the window has closed; shown with the results.",
)
def import_(slug: str, file: Path, channel: str, reason: str) -> None:
    """Take over the ballots in FILE (columns: ref, then one per field key) into the round SLUG, all
    or none of them."""
    round_ = round_queries.of_residents(slug)
    try:
        done = imports.import_file(
            round_=round_, source=file, channel=channel, reason=reason, actor=SHELL, clock=clock
        )
    except FileRefused as refused:
        db.session.rollback()
        raise click.ClickException("\n".join(sentences(refused))) from refused
    commit_now()
    click.echo(_("Neu: %(added)s. Schon vorhanden: %(known)s.", added=done.added, known=done.known))
