"""Whom the council's public results concern: followers of projects, ideas and rounds."""

from __future__ import annotations

from participation.council.models import Consultation
from participation.following.rules import Kind
from participation.front.chain.origins import numbers_answered_with, resting_on
from participation.front.chain.rounds import rounds_behind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.projects.news import IDEA_CONSULTED, is_result, tell_consulted, tell_result

ROUND_CONSULTED = N_(
    "Zur Strategie, die sich auf diese Runde stützt, gibt es ein neues Ergebnis aus einem Gremium"
    " der Stadt."
)


def tell_shown(row: Consultation, clock: Clock) -> None:
    """Tell of a consultation that has just become public, each subject's followers once."""
    if not is_result(row):
        return
    tell_consulted(resting_on([row]), row, clock)
    numbers = numbers_answered_with(row.paper_id)
    tell_result(Kind.IDEA, numbers, IDEA_CONSULTED, row, clock)
    if row.version_id is not None:
        slugs = [round_.slug for round_ in rounds_behind(row.version_id)]
        tell_result(Kind.ROUND, slugs, ROUND_CONSULTED, row, clock)
