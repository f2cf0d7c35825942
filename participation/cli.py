"""The shell: registers the command groups that the features bring."""

from __future__ import annotations

from click import Command
from flask import Flask

from participation import worker
from participation.accounts import commands as accounts_commands
from participation.demo import commands as demo_commands
from participation.ideas import commands as ideas_commands
from participation.ops import commands as ops_commands
from participation.results import commands as results_commands
from participation.rounds import commands as rounds_commands
from participation.weighting import commands as weighting_commands

GROUPS: list[Command] = [
    *worker.GROUPS,
    *accounts_commands.GROUPS,
    *ops_commands.GROUPS,
    *demo_commands.GROUPS,
    *ideas_commands.GROUPS,
    *results_commands.GROUPS,
    *rounds_commands.GROUPS,
    *weighting_commands.GROUPS,
]


def init_app(app: Flask) -> None:
    """Add every command to `flask`."""
    for group in GROUPS:
        app.cli.add_command(group)
