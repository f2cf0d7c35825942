"""What is printed on a sheet: its number, and what follows from it for the goals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting.paper.sheets import Target


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet: its number and, where goals are weighted, the numbers of the fields in the order of
    its draw and in the order that breaks ties."""

    number: str
    draw: tuple[int, ...] = ()
    ties: tuple[int, ...] = ()


def sheets(round_: Round, numbers: Iterable[int]) -> list[PrintedSheet]:
    """Return the sheets with these numbers. Raises WindowClosed where goals are weighted and the
    round's key is gone."""
    named = [f"{number:05d}" for number in numbers]
    if round_.settings.goals is None:
        return [PrintedSheet(number) for number in named]
    target = Target.of(round_, Channel.PAPER)
    return [_sheet(target, number) for number in named]


def _sheet(target: Target, number: str) -> PrintedSheet:
    key = target.key(target.proof(number))
    with_goals = [field for field in target.order(key, "draw") if target.layout.goals[field]]
    drawn = tuple(field + 1 for field in with_goals)
    return PrintedSheet(number, drawn, tuple(field + 1 for field in target.order(key)))
