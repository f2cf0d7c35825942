"""Whom the council's public results concern: followers of projects, ideas and rounds."""

from __future__ import annotations

from participation.council.models import Consultation
from participation.following.rules import Kind
from participation.following.service import tell_many
from participation.front.chain.origins import numbers_answered_with, resting_on
from participation.front.chain.rounds import rounds_behind
from participation.kernel.clock import Clock
from participation.kernel.errors import N_
from participation.projects.news import IDEA_CONSULTED, is_result, tell_consulted, tell_result
from participation.strategy import queries_versions
from participation.strategy.models import StrategyVersion
from participation.web.translation import in_every_language
from participation.web.urls import local_path

PUT_FORWARD = N_(
    "Zu der Strategie, um die es in dieser Runde ging, hat die Stadt eine Fassung vorgelegt."
)
ROUND_CONSULTED = N_(
    "Zu der Strategie, um die es in dieser Runde ging, gibt es ein neues Ergebnis aus einem Gremium"
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


def tell_put_forward(version: StrategyVersion, clock: Clock) -> None:
    """Tell those who follow the rounds behind a version that it has just been put forward."""
    slug = queries_versions.strategy_of(version.id).slug
    tell_many(
        Kind.ROUND,
        [round_.slug for round_ in rounds_behind(version.id)],
        event="strategy.put_forward",
        what=in_every_language(PUT_FORWARD),
        path=local_path("public_strategy.version", slug=slug, number=version.number),
        clock=clock,
    )
