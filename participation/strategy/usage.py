"""What the strategy's pages must know of the rounds above them, handed in when the app is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True)
class RoundUsingIt:
    """A round that belongs to a strategy, as the strategy's page names it."""

    slug: str
    title: dict[str, str]


@dataclass(frozen=True)
class Usage:
    """Which rounds belong to a strategy, by slug, and the keys that published ones ask about."""

    rounds: tuple[RoundUsingIt, ...]
    keys_asked: frozenset[str]


def init_usage(app: Flask, usage_of: Callable[[int], Usage]) -> None:
    """Keep the function that tells a strategy's usage from its id."""
    app.extensions["strategy_usage"] = usage_of


def usage_of(strategy_id: int) -> Usage:
    """Return how the rounds use a strategy."""
    usage: Usage = current_app.extensions["strategy_usage"](strategy_id)
    return usage
