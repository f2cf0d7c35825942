"""A draft that is ready for a dry run, an administrator, and nothing left behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.dry_run import mounting
from participation.rounds.models import Round
from tests.dry_run.walking import Walk
from tests.factories import make_round, make_staff
from tests.rounds.making import DRAFT, WHOLE


@pytest.fixture
def nothing_left(app: Flask) -> Iterator[None]:
    """Throw away what a test leaves."""
    yield
    for token in mounting.tokens():
        mounting.throw_away(token)
    shutil.rmtree(Path(app.config["INSTANCE"]) / mounting.FOLDER, ignore_errors=True)


@pytest.fixture
def draft(nothing_left: None) -> Round:
    """A round with both windows and goals that nobody has published."""
    return make_round(slug="draft", goals_points=10, **DRAFT, **WHOLE)


@pytest.fixture
def administrator(nothing_left: None) -> Account:
    return make_staff("admin")


@pytest.fixture
def walk(draft: Round, administrator: Account, new_client: Any) -> Walk:
    """The administrator in front of the draft."""
    return Walk(new_client(administrator), draft.slug)
