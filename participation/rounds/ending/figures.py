"""What has been handed in of a round, for the page that asks whether it shall end: only the rungs
above know, and hand it in when the app is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from participation.following import queries as following
from participation.following.rules import Kind
from participation.rounds.models import Round


@dataclass(frozen=True)
class Figures:
    """How many ballots are handed in, how many ideas everybody can read, how many people hear of
    it."""

    ballots: int
    ideas: int
    followers: int


def init_figures(app: Flask, ballots: Callable[[Round], int], ideas: Callable[[int], int]) -> None:
    """Keep the functions that count a round's ballots and, by its id, its public ideas."""
    app.extensions["rounds_handed_in"] = ballots, ideas


def figures_of(round_: Round) -> Figures:
    """Return the figures of a round."""
    ballots, ideas = current_app.extensions["rounds_handed_in"]
    return Figures(
        ballots(round_), ideas(round_.id), len(following.followers(Kind.ROUND, round_.slug))
    )
