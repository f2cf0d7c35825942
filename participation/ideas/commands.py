"""What the shell does with ideas: `flask ideas import`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas.intake.importing import import_ideas
from participation.kernel.clock import clock
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import commit_now
from participation.web.translation import _


@click.group("ideas")
def ideas() -> None:
    """Ideas from files."""


@ideas.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def import_(slug: str, file: Path) -> None:
    """Add the ideas of a CSV FILE to the round SLUG; they wait for moderation.

    Columns: ref,field,goal,title,text,submitted_at,channel. All or nothing; the same ref with the
    same content adds nothing.
    """
    try:
        added, known = import_ideas(slug, file, actor=SHELL, clock=clock)
    except FileRefused as refused:
        db.session.rollback()
        raise click.ClickException("\n".join(sentences(refused))) from refused
    commit_now()
    click.echo(_("Neue Ideen: %(added)s. Schon vorhanden: %(known)s.", added=added, known=known))


GROUPS: list[click.Command] = [ideas]
