"""What a project must know of the rung above it, handed in when the app is built: the ideas that it
comes from with the city's answers, and which of their followers hear of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.ideas.progress import Origins

OriginsOf = Callable[[int], Origins]
NumbersOf = Callable[[int], list[str]]


def init_origins(app: Flask, origins_of: OriginsOf, numbers_of: NumbersOf) -> None:
    """Keep the functions that tell from which ideas a project comes, by the project's id."""
    app.extensions["project_origins"] = (origins_of, numbers_of)


def origins_of(project_id: int) -> Origins:
    """Return the ideas that a project takes up, or that were answered with it."""
    origins: Origins = current_app.extensions["project_origins"][0](project_id)
    return origins


def numbers_of(project_id: int) -> list[str]:
    """Return the numbers of the public ideas on whose pages a project is a step, in their order."""
    numbers: list[str] = current_app.extensions["project_origins"][1](project_id)
    return numbers
