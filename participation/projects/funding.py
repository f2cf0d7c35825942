"""What a project's page must know of the money above it, handed in when the app is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from participation.strategy.rules import Texts


@dataclass(frozen=True)
class Amount:
    """What a source pays, in words; `locked` says whether it is, wholly or in part."""

    source: Texts
    stage: str
    year: str
    amount: str
    locked: str = ""


FundingOf = Callable[[int], list[Amount]]


def init_funding(app: Flask, funding_of: FundingOf) -> None:
    """Keep the function that tells the public amounts of a project by its id."""
    app.extensions["project_funding"] = funding_of


def funding_of(project_id: int) -> list[Amount]:
    """Return the public amounts of a project by stage, source and year."""
    amounts: list[Amount] = current_app.extensions["project_funding"](project_id)
    return amounts
