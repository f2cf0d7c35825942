"""What a round still owes and only the rungs above know, handed in when the app is built: answers
to ideas."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app


def init_owed(app: Flask, unanswered: Callable[[int], int]) -> None:
    """Keep the function that tells from a round's id how many of its ideas the city has said
    nothing to."""
    app.extensions["rounds_owed"] = unanswered


def unanswered_ideas(round_id: int) -> int:
    """Return how many public ideas of a round have neither an answer of their own nor a general
    one."""
    count: int = current_app.extensions["rounds_owed"](round_id)
    return count
