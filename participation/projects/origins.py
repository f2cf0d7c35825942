"""What a project's page must know of the rung above it, handed in when the app is built: the ideas
that it comes from, with the city's answers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.ideas.progress import Origin

OriginsOf = Callable[[int], list[Origin]]


def init_origins(app: Flask, origins_of: OriginsOf) -> None:
    """Keep the function that tells from which ideas a project comes, by the project's id."""
    app.extensions["project_origins"] = origins_of


def origins_of(project_id: int) -> list[Origin]:
    """Return the ideas that a project takes up, or that were answered with it, by number."""
    origins: list[Origin] = current_app.extensions["project_origins"](project_id)
    return origins
