"""What the pages of a round must know of the rungs above it, handed in when the app is built: what
became of the round."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.rounds.models import Round
from participation.web.steps import ChainStep

WayOf = Callable[[Round], tuple[ChainStep, ...]]


def init_way(app: Flask, way_of: WayOf) -> None:
    """Keep the function that tells the way of a round."""
    app.extensions["round_way"] = way_of


def way_of(round_: Round) -> tuple[ChainStep, ...]:
    """Return the way of a published round as everybody may see it, in the reader's language."""
    way: tuple[ChainStep, ...] = current_app.extensions["round_way"](round_)
    return way
