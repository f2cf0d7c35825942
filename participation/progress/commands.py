"""The shell's view of reports: `flask reports publish`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.progress import publishing
from participation.web.filters import translate_error
from participation.web.transactions import commit_now
from participation.web.translation import _
from participation.web.urls import external_url

reports = AppGroup("reports", help="Reports on the projects of a strategy.")
GROUPS: list[click.Command] = [reports]


@reports.command("publish")
@click.argument("strategy")
@click.argument("number", type=int)
def publish(strategy: str, number: int) -> None:
    """Publish the begun report NUMBER of STRATEGY as it stands; it is never changed again.

    Publishing it a second time changes nothing.
    """
    try:
        published = publishing.publish(strategy, number, seen=None, actor=SHELL, clock=clock)
    except ParticipationError as error:
        db.session.rollback()
        raise click.ClickException(translate_error(error)) from error
    commit_now()
    if published:
        click.echo(_("Bericht %(number)s ist veröffentlicht.", number=number))
    else:
        click.echo(_("Bericht %(number)s war schon veröffentlicht.", number=number))
    click.echo(external_url("progress.show", slug=strategy, number=number))
