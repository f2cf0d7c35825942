"""The shell: registers the command groups that the features bring."""

from __future__ import annotations

from click import Command
from flask import Flask

GROUPS: list[Command] = []


def init_app(app: Flask) -> None:
    """Add every command to `flask`."""
    for group in GROUPS:
        app.cli.add_command(group)
