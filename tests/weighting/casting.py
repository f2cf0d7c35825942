"""Casting without pages, for tests of the service."""

from __future__ import annotations

from flask import Flask

from participation.extensions import db
from participation.kernel.clock import Clock, clock
from participation.kernel.errors import WindowClosed
from participation.rounds.models import Round
from participation.weighting import queries, service
from participation.weighting.derivation import ballot_key
from participation.weighting.rules import Answers, Layout
from tests.factories import keys

ONE = Answers((20, 0, 0))
OTHER = Answers((0, 20, 0))
LAYOUT = Layout((0, 0, 0))


def key(round_: Round, proof: str = "token") -> bytes:
    """The key of a browser's ballot."""
    round_key = keys().round_key(round_.uid)
    assert round_key
    return ballot_key(round_key, "open", proof)


def cast(
    round_: Round, answers: Answers = ONE, base: int = 0, proof: str = "token", at: Clock = clock
) -> service.Cast:
    """Cast and commit."""
    ballot = key(round_, proof)
    done = service.cast(
        round_id=round_.id, key=ballot, channel="open", answers=answers, base_version=base, clock=at
    )
    db.session.commit()
    return done


def outcome_elsewhere(app: Flask, round_id: int, ballot: bytes, at: Clock = clock) -> str:
    """Cast in a thread of its own, without a commit; return "cast", or "closed" where it came too
    late."""
    with app.app_context():
        try:
            service.cast(
                round_id=round_id,
                key=ballot,
                channel="open",
                answers=ONE,
                base_version=0,
                clock=at,
            )
        except WindowClosed:
            return "closed"
        return "cast"


def take_back(round_: Round, proof: str = "token") -> bool:
    """Withdraw and commit."""
    done = service.withdraw(round_id=round_.id, key=key(round_, proof), clock=clock)
    db.session.commit()
    return done


def said(round_: Round, proof: str = "token") -> Answers | None:
    """What is stored."""
    stored = queries.get(round_.id, key(round_, proof))
    return stored.answers(LAYOUT) if stored else None
