"""The shell's view of staff accounts: the first administrator comes in this way."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from participation.accounts import queries, service_staff
from participation.accounts.permissions import STAFF
from participation.audit.service import SHELL
from participation.kernel.clock import clock
from participation.web.transactions import commit_now

group = AppGroup("staff", help="Staff accounts: add them, let them in again.")


@group.command("add")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in STAFF]),
    help="A role for all rounds; can be given several times.",
)
@click.option("--name", default=None, help="Shown to other staff and in the audit list.")
def add(email: str, roles: tuple[str, ...], name: str | None) -> None:
    """Add a member of staff and print a one-time set-up link, valid for seven days."""
    first, *further = dict.fromkeys(roles)
    account, link = service_staff.add_staff(
        address=email, role=first, name=name, actor=SHELL, clock=clock
    )
    for role in further:
        service_staff.give_role(account, role=role, round_id=None, actor=SHELL, clock=clock)
    commit_now()
    click.echo(link)


@group.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take away password and second factor and print a new set-up link."""
    account = queries.staff_by_address(email)
    if account is None:
        raise click.ClickException("No member of staff has this address.")
    if not account.active:
        raise click.ClickException(
            "This account is switched off; an administrator can switch it on."
        )
    link = service_staff.reset_staff(account, actor=SHELL, clock=clock)
    commit_now()
    click.echo(link)


GROUPS: list[click.Command] = [group]
