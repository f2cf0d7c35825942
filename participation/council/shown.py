"""Who hears of a consultation when everybody may see it, handed in when the app is built: the rungs
above know whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.council.models import Consultation
from participation.kernel.clock import Clock

Tell = Callable[[Consultation, Clock], None]


def init_shown(app: Flask, tell: Tell) -> None:
    """Keep the function that tells people of a consultation that has just become public."""
    app.extensions["council_shown"] = tell


def tell_shown(row: Consultation, clock: Clock) -> None:
    """Tell people of a consultation that has just become public, in the caller's transaction."""
    tell: Tell = current_app.extensions["council_shown"]
    tell(row, clock)
