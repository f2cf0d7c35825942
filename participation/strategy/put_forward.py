"""Who hears of a version that is put forward, handed in when the app is built: the rungs above know
which rounds asked about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.kernel.clock import Clock
from participation.strategy.models import StrategyVersion

Tell = Callable[[StrategyVersion, Clock], None]


def init_put_forward(app: Flask, tell: Tell) -> None:
    """Keep the function that tells people of a version that has just been put forward."""
    app.extensions["strategy_put_forward"] = tell


def tell_put_forward(version: StrategyVersion, clock: Clock) -> None:
    """Tell people of a version that has just been put forward, in the caller's transaction."""
    tell: Tell = current_app.extensions["strategy_put_forward"]
    tell(version, clock)
