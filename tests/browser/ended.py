"""Rounds that ended before their time: counted, destroyed unread, withdrawn."""

from __future__ import annotations

from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.ending import service
from participation.rounds.models import Round
from participation.rounds.rules import Window
from tests.factories import make_round

TESTER = Actor(None, "Test")
WHY = "In Frage 3 fehlte ein Feld."


def arrange(like: Round, later: Window) -> tuple[str, ...]:
    """Make the rounds, with the frame of another one; return their slugs."""
    frame = {"frame_document": like.frame_document, "strategy_id": like.strategy_id}
    counted = make_round(slug="gestoppt", **frame)
    destroyed = make_round(slug="ungelesen", when_stopped="destroy", **frame)
    withdrawn = make_round(slug="zurueckgezogen", ideas=later, weights=later, **frame)
    for round_ in (counted, destroyed):
        service.stop(round_.id, reason=WHY, actor=TESTER, clock=clock)
    service.withdraw(withdrawn.id, reason=WHY, actor=TESTER, clock=clock)
    db.session.commit()
    return counted.slug, destroyed.slug, withdrawn.slug
