"""Of several ideas that say exactly the same, the oldest stays and the others are rejected."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select, tuple_

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.moderation import duplicates
from participation.moderation.workbench.rules import Problem

ALIVE = (State.WAITING, State.PUBLISHED)
Said = tuple[int, str]
"""The round of an idea and its folded text."""


def settle(ideas: Collection[Idea]) -> tuple[dict[int, Idea], dict[int, Problem]]:
    """Return for each of these ideas, which are locked, the one with its text that stays, by their
    ids, and of those without one why they cannot be rejected.

    What stays is the oldest that is not among these, else the oldest of all; nobody decides on it
    before the present decisions are made.
    """
    standing = _standing({_said(idea) for idea in ideas})
    going = _going(ideas, standing)
    staying = {said: [each for each in ids if each not in going] for said, ids in standing.items()}
    held = duplicates.hold_each([each for ids in staying.values() for each in ids])
    same: dict[int, Idea] = {}
    problems: dict[int, Problem] = {}
    for idea in ideas:
        free = [held[each] for each in staying[_said(idea)] if each in held]
        first = next((each for each in free if each.state in ALIVE), None)
        if idea.id not in going:
            problems[idea.id] = Problem.NO_COPY
        elif first is None:
            problems[idea.id] = Problem.IN_DECISION
        else:
            same[idea.id] = first
    return same, problems


def _said(idea: Idea) -> Said:
    return idea.round_id, idea.folded


def _standing(texts: Collection[Said]) -> dict[Said, list[int]]:
    """Return the ids of all ideas that stand with one of these texts, the oldest first."""
    found: dict[Said, list[int]] = {said: [] for said in texts}
    same = tuple_(Idea.round_id, Idea.folded).in_(sorted(texts))
    query = select(Idea.id, Idea.round_id, Idea.folded).where(same, Idea.state.in_(ALIVE))
    for idea_id, round_id, folded in db.session.execute(query.order_by(Idea.id)):
        found[round_id, folded].append(idea_id)
    return found


def _going(ideas: Iterable[Idea], standing: dict[Said, list[int]]) -> set[int]:
    """Return the ids of those that go: the newest first, and never the last that stands."""
    left = {said: len(ids) for said, ids in standing.items()}
    going = set()
    for idea in sorted(ideas, key=lambda idea: -idea.id):
        if left[_said(idea)] > 1:
            left[_said(idea)] -= 1
            going.add(idea.id)
    return going
