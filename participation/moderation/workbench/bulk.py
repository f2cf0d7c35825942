"""Decisions on several ideas in one go: one transaction, each with its own row, mail and undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from participation.accounts.models import Account
from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound
from participation.moderation import queries as moderation_queries
from participation.moderation import service
from participation.moderation.forms import template_texts
from participation.moderation.models import Decision
from participation.moderation.workbench import claims, queries, queries_bulk
from participation.moderation.workbench.models import BulkDecision, BulkItem
from participation.moderation.workbench.narrowing import Viewer
from participation.moderation.workbench.rules import BULK_ACTIONS, MOST_IN_BULK, Bulk, Problem
from participation.web.transactions import begin_write

ALIVE = (State.WAITING, State.PUBLISHED)


@dataclass(frozen=True)
class Pick:
    """A ticked idea and the version of it that stood in the list."""

    idea_id: int
    version: int


def decide(
    kind: Bulk, picks: Sequence[Pick], *, by: Account, viewer: Viewer, token: str, clock: Clock
) -> BulkDecision:
    """Decide on all ticked ideas that wait as they stood in the list; note of the others why not.

    The same token decides once. Raises BadInput when nothing or too much is ticked.
    """
    _check(picks)
    session = begin_write()
    if (earlier := queries_bulk.bulk_of_token(token, viewer.account_id)) is not None:
        return earlier
    ids = sorted({pick.idea_id for pick in picks})
    # All at once and in one order, so that two people who tick the same never wait for each other.
    locked = select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id).with_for_update()
    ideas = {idea.id: idea for idea in session.scalars(locked)}
    found = BulkDecision(token=token, kind=kind.value, by_id=viewer.account_id, at=clock.now())
    work = _Work(kind, by, viewer, clock, queries.held_by_others(ids, viewer, clock.now()))
    copies = _copies(ideas) if kind is Bulk.COPIES else {}
    # The newest first, so that of several copies the oldest stays.
    for pick in sorted(picks, key=lambda pick: -pick.idea_id):
        idea = ideas.get(pick.idea_id)
        if idea is not None and work.may_see(idea):
            found.items.append(work.decide_on(idea, pick.version, copies))
    session.add(found)
    session.flush()
    return found


def _check(picks: Sequence[Pick]) -> None:
    if not picks:
        raise BadInput(N_("Wählen Sie in der Liste mindestens eine Idee aus."))
    if len(picks) > MOST_IN_BULK:
        sentence = N_("Sie haben %(count)s Ideen ausgewählt, %(most)s sind auf einmal möglich.")
        raise BadInput(sentence, count=len(picks), most=MOST_IN_BULK)


Copies = dict[tuple[int, str], list[Idea]]
"""Ideas by round and folded text, in the order in which they came."""


def _copies(ideas: dict[int, Idea]) -> Copies:
    """Return all ideas that stand in the round, with the texts of these."""
    texts = [(idea.round_id, idea.folded) for idea in ideas.values()]
    same = tuple_(Idea.round_id, Idea.folded).in_(texts)
    query = select(Idea).where(same, Idea.state.in_(ALIVE)).order_by(Idea.id)
    found: Copies = {}
    for idea in begin_write().scalars(query):
        found.setdefault((idea.round_id, idea.folded), []).append(idea)
    return found


@dataclass(frozen=True)
class _Work:
    kind: Bulk
    by: Account
    viewer: Viewer
    clock: Clock
    held: frozenset[int]

    def may_see(self, idea: Idea) -> bool:
        """Tell whether the person moderates the idea's round."""
        return self.viewer.rounds is None or idea.round_id in self.viewer.rounds

    def decide_on(self, idea: Idea, version: int, copies: Copies) -> BulkItem:
        """Decide on one idea, or note why not."""
        if idea.id in self.held:
            return _left_out(idea, Problem.CLAIMED)
        if idea.version != version:
            return _left_out(idea, Problem.CHANGED)
        if idea.state != State.WAITING:
            return _left_out(idea, Problem.NOT_WAITING)
        first = None
        if self.kind is Bulk.COPIES:
            first = _first_copy(idea, copies)
            if first is None:
                return _left_out(idea, Problem.NO_COPY)
        try:
            decision = self._decide(idea, version, first)
        except Forbidden:
            return _left_out(idea, Problem.OWN)
        claims.release(idea.id)
        return BulkItem(idea_id=idea.id, decision_id=decision.id)

    def _decide(self, idea: Idea, version: int, first: Idea | None) -> Decision:
        action, reason = BULK_ACTIONS[self.kind]
        return service.decide(
            idea.id,
            action,
            by=self.by,
            version=version,
            clock=self.clock,
            reason=reason,
            text=template_texts(idea, self.clock.now())[reason.value] if reason else "",
            other=first.number if first else "",
        )


def _first_copy(idea: Idea, copies: Copies) -> Idea | None:
    """Return the oldest other idea with this text that still stands."""
    same = copies.get((idea.round_id, idea.folded), [])
    return next((one for one in same if one.id != idea.id and one.state in ALIVE), None)


def _left_out(idea: Idea, problem: Problem) -> BulkItem:
    return BulkItem(idea_id=idea.id, problem=problem.value)


def undo(bulk_id: int, *, by: Account, clock: Clock) -> tuple[int, int]:
    """Take back every decision of one's own bulk that can still be taken back, and note at the
    others that it was too late. Returns how many were and how many were not. Raises NotFound."""
    account_id = by.id
    session = begin_write()
    query = select(BulkDecision).where(BulkDecision.id == bulk_id).with_for_update()
    found = session.scalar(query)
    if found is None or found.by_id != account_id:
        raise NotFound()
    done = 0
    items = sorted(
        (item for item in found.items if item.decision_id), key=lambda item: item.idea_id
    )
    for item in items:
        decision = session.get_one(Decision, item.decision_id)
        if decision.undone_at is not None:
            continue
        try:
            service.undo(item.idea_id, by=by, version=decision.made_version, clock=clock)
        except (Conflict, Forbidden, NotFound):
            item.problem = Problem.TOO_LATE.value
        else:
            done += 1
    found.undone_at = clock.now()
    session.flush()
    return done, sum(item.problem == Problem.TOO_LATE for item in items)


def can_undo(found: BulkDecision, clock: Clock) -> bool:
    """Tell whether any decision of a bulk can still be taken back."""
    rows = queries_bulk.decisions_of(found)
    return any(moderation_queries.may_undo(row, row.idea, clock.now()) for row in rows)
