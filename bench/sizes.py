"""How much the bench fills in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How much is filled in: ideas of the three lists, ballots of the closed rounds, residents who
    write, projects, each with ten finance lines, followers who are told something, ideas that wait
    for a decision."""

    lists: tuple[int, int, int] = (200, 10_000, 100_000)
    ballots: tuple[int, ...] = (100, 1_000, 100_000, 1_000_000)
    residents: int = 6_000
    projects: int = 2_000
    followers: int = 10_000
    waiting: int = 20_000
    seconds: float = 4.0


QUICK = Sizes(
    lists=(200, 2_000, 20_000),
    ballots=(100, 1_000, 50_000),
    residents=1_500,
    projects=500,
    followers=1_000,
    waiting=5_000,
    seconds=1.5,
)
