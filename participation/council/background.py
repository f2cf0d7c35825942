"""What a paper's page must know of the rungs above it, handed in when the app is built: which
projects rest on it, the ideas behind them, and the weights that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

from participation.council.models import Consultation, Paper
from participation.ideas.progress import Origin
from participation.web.steps import Link


@dataclass(frozen=True)
class Weight:
    """A published weight in words, with what keeps it honest, and the way to its result."""

    title: str
    share: str
    interval: str
    measured: str
    ballots: str
    caveat: str
    result: Link


@dataclass(frozen=True)
class RestingProject:
    """A published project that rests on a paper, its state in words, and the ideas it comes
    from."""

    link: Link
    state: str
    ideas: tuple[Origin, ...]


@dataclass(frozen=True)
class Background:
    """What led to a paper; `ideas` are those whose answer refers to the paper itself, and `cut`
    tells whether there are more ideas than are named."""

    projects: tuple[RestingProject, ...] = ()
    ideas: tuple[Origin, ...] = ()
    weights: tuple[Weight, ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return any((self.projects, self.ideas, self.weights))


BackgroundOf = Callable[[Paper, Sequence[Consultation]], Background]


def init_background(app: Flask, background_of: BackgroundOf) -> None:
    """Keep the function that tells what led to a paper, from its public rows."""
    app.extensions["council_background"] = background_of


def background_of(paper: Paper, rows: Sequence[Consultation]) -> Background:
    """Return what led to a public paper, as everybody may see it."""
    background: Background = current_app.extensions["council_background"](paper, rows)
    return background
