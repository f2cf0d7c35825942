"""The shell's view of the demo: `flask demo ensure`, `flask demo build`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from participation.demo import service
from participation.demo.service import FOREIGN, Outcome
from participation.kernel.clock import clock
from participation.web.translation import _

demo = AppGroup(
    "demo", help="The fictitious city that a newcomer tries everything out in (DEMO=1 only)."
)
GROUPS: list[click.Command] = [demo]


@demo.command("ensure")
def ensure() -> None:
    """Build the demo on the first start, and rebuild it once its open round has closed."""
    outcome = service.ensure(clock)
    if outcome is Outcome.FOREIGN:
        click.echo(_(FOREIGN), err=True)
    elif outcome is Outcome.BUILT:
        click.echo(_("Die Vorführung ist aufgebaut."))


@demo.command("build")
def build() -> None:
    """Rebuild the demo, whatever its age. What was tried out in its rounds is lost."""
    service.build(clock)
    click.echo(_("Die Vorführung ist aufgebaut."))
