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


@dataclass(frozen=True)
class BlackedOut:
    """The statement of reasons for something that was blacked out of an idea, in the reader's
    language: which version it was, the facts, what it rests on, until when (exclusive) a complaint
    is possible; then what became of the complaint, if there is one."""

    version: int
    at: datetime
    facts: str
    basis: str
    until: datetime
    may_complain: bool
    complained_at: datetime | None = None
    outcome: str = ""
    reasons: str = ""


BlackedOutOf = Callable[[Idea], list[BlackedOut]]
StatementOf = Callable[[Idea], Statement | None]


def init_statements(app: Flask, statement_of: StatementOf, blacked_out: BlackedOutOf) -> None:
    """Keep the functions that tell the statements of reasons about an idea."""
    app.extensions["idea_statements"] = statement_of
    app.extensions["idea_black_outs"] = blacked_out


def statement_of(idea: Idea) -> Statement | None:
    """Return the statement of reasons about an idea, None when it is neither rejected nor
    removed."""
    told: Statement | None = current_app.extensions["idea_statements"](idea)
    return told


def blacked_out_of(idea: Idea) -> list[BlackedOut]:
    """Return each time something was blacked out of what an idea says, oldest first."""
    told: list[BlackedOut] = current_app.extensions["idea_black_outs"](idea)
    return told
