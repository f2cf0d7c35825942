"""`flask rounds …`: load and dump round files, extend a window, list what there is."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds import lifecycle, loading, queries
from participation.rounds.file.yaml_reader import LARGEST, BadFile
from participation.rounds.models import Round
from participation.rounds.rules import parse_moment
from participation.web.transactions import commit_now
from participation.web.translation import _

rounds = AppGroup("rounds", help="Load, dump, extend and list participation rounds.")
GROUPS: list[click.Command] = [rounds]


@rounds.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Create or update a round from FILE.yaml; nothing is taken over when anything is wrong."""
    with file.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    try:
        done = loading.load(data, actor=SHELL, clock=clock)
    except BadFile as error:
        db.session.rollback()
        raise click.ClickException("\n".join(loading.complaints(error, file.name))) from error
    slug = done.round.slug
    commit_now()
    if done.created:
        click.echo(_("Die Runde %(slug)s ist angelegt.", slug=slug))
    elif done.changed:
        click.echo(_("Die Runde %(slug)s ist geändert.", slug=slug))
    else:
        click.echo(_("Die Runde %(slug)s ist unverändert.", slug=slug))


@rounds.command("dump")
@click.argument("slug")
def dump(slug: str) -> None:
    """Write the round SLUG as a canonical file to standard output."""
    click.echo(loading.dump(queries.get_any(slug)).encode(), nl=False)


@rounds.command("extend")
@click.argument("slug")
@click.argument("window", type=click.Choice(["ideas", "weights"]))
@click.argument("closes")
@click.option("--reason", required=True, help="Why; it is shown with every result.")
def extend(slug: str, window: str, closes: str, reason: str) -> None:
    """Let a window of the round SLUG close later, at CLOSES (2026-12-28T00:00, in the round's
    zone)."""
    round_ = queries.get_any(slug)
    moment = parse_moment(closes, round_.timezone, field="closes")
    lifecycle.extend_window(round_.id, window, moment, reason=reason, actor=SHELL, clock=clock)
    commit_now()
    click.echo(_("Die Runde %(slug)s ist verlängert.", slug=slug))


def _state(round_: Round) -> str:
    if round_.withdrawn_at:
        return "withdrawn"
    if round_.stopped_at:
        return "stopped"
    return "published" if round_.published_at else "draft"


@rounds.command("list")
def list_() -> None:
    """List all rounds with their windows in UTC."""
    for round_ in queries.all_rounds():
        # Like the other lists of the shell: for programs as much as for people, so in English and
        # with times in UTC.
        state = _state(round_)
        spans = [
            f"{name} {window.opens:%Y-%m-%dT%H:%MZ}/{window.closes:%Y-%m-%dT%H:%MZ}"
            for name, window in (("ideas", round_.ideas_window), ("weights", round_.weights_window))
            if window.opens and window.closes
        ]
        click.echo("; ".join([f"{round_.slug}: {state}", *spans]))
