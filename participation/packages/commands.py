"""`flask strategy …`: take a strategy package over, and write one."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.packages import loading
from participation.packages.reading import BOUNDS
from participation.rounds.file.yaml_reader import BadFile
from participation.rounds.loading import complaints
from participation.web.transactions import commit_now
from participation.web.translation import _

strategy = AppGroup("strategy", help="Load and dump strategies with projects, papers and money.")
GROUPS: list[click.Command] = [strategy]


@strategy.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as-record",
    is_flag=True,
    help="Take over what was decided, done and paid as well, published.",
)
def load(file: Path, as_record: bool) -> None:
    """Add the strategy of FILE.yaml with its projects as unpublished proposals; nothing is taken
    over when anything is wrong."""
    with file.open("rb") as stream:
        data = stream.read(BOUNDS.largest + 1)
    try:
        done = loading.load(data, as_record=as_record, actor=SHELL, clock=clock)
    except BadFile as error:
        db.session.rollback()
        raise click.ClickException("\n".join(complaints(error, file.name))) from error
    commit_now()
    slug, projects = done.package.slug, len(done.package.projects)
    if done.created:
        click.echo(
            _("Die Strategie %(slug)s ist angelegt. Projekte: %(n)s.", slug=slug, n=projects)
        )
    else:
        click.echo(_("Die Strategie %(slug)s ist schon da. Es wurde nichts geändert.", slug=slug))


@strategy.command("dump")
@click.argument("slug")
def dump(slug: str) -> None:
    """Write what everybody may see of the strategy SLUG as a package to standard output."""
    click.echo(loading.dump(slug).encode(), nl=False)
