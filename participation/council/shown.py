"""Who hears of a consultation when everybody may see it, and which printed documents name a
paper; handed in when the app is built, because the rungs above know."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from participation.council.models import Consultation, Paper
from participation.kernel.clock import Clock
from participation.printing.rules import Kind
from participation.printing.service import forget

Tell = Callable[[Consultation, Clock], None]
Forget = Callable[[int], None]


def init_shown(app: Flask, tell: Tell, forget_others: Forget) -> None:
    """Keep the functions that tell people of a consultation that has just become public, and that
    delete the documents of higher rungs that name the paper with an id."""
    app.extensions["council_shown"] = tell
    app.extensions["council_forget"] = forget_others


def tell_shown(row: Consultation, clock: Clock) -> None:
    """Tell people of a consultation that has just become public, in the caller's transaction."""
    tell: Tell = current_app.extensions["council_shown"]
    tell(row, clock)


def forget_printed(paper: Paper) -> None:
    """Delete every printed document that names a paper, in the transaction that hides it or blacks
    something out in it."""
    forget(Kind.PAPER, paper.key)
    forget_others: Forget = current_app.extensions["council_forget"]
    forget_others(paper.id)
