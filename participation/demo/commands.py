"""The shell's view of the demo: `flask demo ensure`, `flask demo build`."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from participation.demo import service
from participation.demo.service import FOREIGN, Outcome
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.web.filters import translate_error
from participation.web.translation import _

demo = AppGroup(
    "demo", help="The fictitious city that a newcomer tries everything out in (DEMO=1 only)."
)
GROUPS: list[click.Command] = [demo]


@demo.command("ensure")
def ensure() -> None:
    """Build the demo on the first start, and anew once its open round has closed."""
    with force_locale("de"):
        try:
            outcome = service.ensure(clock)
        except ParticipationError as error:
            raise click.ClickException(translate_error(error)) from error
        if outcome is Outcome.FOREIGN:
            click.echo(_(FOREIGN), err=True)
        elif outcome is Outcome.BUILT:
            click.echo(_("Die Vorführung ist aufgebaut."))


@demo.command("build")
def build() -> None:
    """Build the demo anew, whatever its age. What was tried out in its rounds is lost."""
    with force_locale("de"):
        try:
            service.build(clock)
        except ParticipationError as error:
            raise click.ClickException(translate_error(error)) from error
        click.echo(_("Die Vorführung ist aufgebaut."))
