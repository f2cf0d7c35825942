"""The shell: registers the command groups that the features bring, and lets each command end in one
sentence where what it needs is not there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from click import ClickException, Command, Group
from flask import Flask
from sqlalchemy.exc import DBAPIError

from participation import worker
from participation.accounts import commands as accounts_commands
from participation.answers.files import commands as answers_commands
from participation.demo import commands as demo_commands
from participation.extensions import db
from participation.ideas import commands as ideas_commands
from participation.kernel.errors import ParticipationError
from participation.ops import commands as ops_commands
from participation.packages import commands as packages_commands
from participation.progress import commands as progress_commands
from participation.projects.file import commands as projects_commands
from participation.projects.finance import commands as finance_commands
from participation.results import commands as results_commands
from participation.rounds import commands as rounds_commands
from participation.web import migrations
from participation.web.database_errors import is_busy, is_closed_to_writes
from participation.web.filters import translate_error
from participation.web.logs import kind
from participation.weighting.paper import commands as paper_commands

P = ParamSpec("P")
R = TypeVar("R")
GROUPS: list[Command] = [
    *worker.GROUPS,
    *accounts_commands.GROUPS,
    *ops_commands.GROUPS,
    *demo_commands.GROUPS,
    *ideas_commands.GROUPS,
    *finance_commands.GROUPS,
    *answers_commands.GROUPS,
    *packages_commands.GROUPS,
    *projects_commands.GROUPS,
    *progress_commands.GROUPS,
    *results_commands.GROUPS,
    *rounds_commands.GROUPS,
    *paper_commands.GROUPS,
]


def init_app(app: Flask) -> None:
    """Add every command to `flask`."""
    for group in GROUPS:
        app.cli.add_command(group)


def _guard(command: Command) -> None:
    if isinstance(command, Group):
        for part in command.commands.values():
            _guard(part)
    elif command.callback is not None:
        command.callback = _guarded(command.callback)


def _guarded(callback: Callable[P, R]) -> Callable[P, R]:
    """Turn a refusal, and what the surroundings of a command lack, into a sentence and exit code 1;
    faults of the software stay errors."""

    @functools.wraps(callback)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return callback(*args, **kwargs)
        except ParticipationError as error:
            db.session.rollback()
            raise ClickException(translate_error(error)) from error
        except DBAPIError as error:
            sentence = _about_database(error)
            if sentence is None:
                raise
            raise ClickException(sentence) from error
        except OSError as error:
            # Without a file's name it is about no file that somebody could see to.
            if error.filename is None:
                raise
            raise ClickException(f"{error.filename}: {error.strerror}") from error

    return wrapper


def _about_database(error: DBAPIError) -> str | None:
    try:
        db.session.rollback()
        if migrations.current() != migrations.head():
            return migrations.MISSING
    except DBAPIError as unreachable:
        return (
            f"the database cannot be reached ({kind(unreachable)}). Does its server run, may this"
            " user open it, and is DATABASE_URL right?"
        )
    if is_closed_to_writes(error):
        return "the database takes nothing: its disk is full, or it is read-only"
    if is_busy(error):
        return "the database is busy: try again, and look at its log if that does not help"
    return None


for _command in GROUPS:
    _guard(_command)
