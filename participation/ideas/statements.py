"""What an author is told about the rejection or removal of an idea, handed in by moderation when
the app is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from participation.ideas.models import Idea


@dataclass(frozen=True)
class Statement:
    """The statement of reasons for a decision that stands, in the reader's language: what was
    decided, the facts, the ground and what it rests on, and until when (exclusive) a complaint is
    possible; then what became of the complaint, if there is one."""

    removed: bool
    decided_at: datetime
    facts: str
    ground: str
    basis: str
    until: datetime
    may_complain: bool
    complained_at: datetime | None = None
    outcome: str = ""
    reasons: str = ""


StatementOf = Callable[[Idea], Statement | None]


def init_statements(app: Flask, statement_of: StatementOf) -> None:
    """Keep the function that tells the statement of reasons about an idea."""
    app.extensions["idea_statements"] = statement_of


def statement_of(idea: Idea) -> Statement | None:
    """Return the statement of reasons about an idea, None when it is neither rejected nor
    removed."""
    told: Statement | None = current_app.extensions["idea_statements"](idea)
    return told
