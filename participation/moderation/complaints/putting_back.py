"""Putting back what was blacked out of an idea, handed in by them when the app is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from participation.accounts.models import Account
from participation.ideas.models import IdeaOriginal
from participation.kernel.clock import Clock


@dataclass(frozen=True)
class PuttingBack:
    """Whether the idea can say again what it said before; and doing it, on the version of the idea
    that was read."""

    possible: Callable[[IdeaOriginal], bool]
    put_back: Callable[[IdeaOriginal, Account, int, Clock], None]


def init_putting_back(app: Flask, given: PuttingBack) -> None:
    """Keep how that is done."""
    app.extensions["putting_back"] = given


def putting_back() -> PuttingBack:
    """Return how that is done."""
    given = current_app.extensions["putting_back"]
    assert isinstance(given, PuttingBack)
    return given
