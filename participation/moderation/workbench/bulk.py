"""Decisions on several ideas in one go: one transaction, each with its own row, mail and undo, and
as many statements for fifty as for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.accounts.permissions import Permission, allowed
from participation.audit.service import Actor
from participation.ideas.models import Idea
from participation.ideas.rules import State
from participation.kernel.clock import Clock
from participation.kernel.crypto import token_hash
from participation.kernel.errors import N_, BadInput, NotFound
from participation.moderation import queries as moderation_queries
from participation.moderation import rules, service
from participation.moderation.forms import template_texts
from participation.moderation.rules import Reason
from participation.moderation.service import Order, Ruling
from participation.moderation.workbench import claims, copies, queries, queries_bulk
from participation.moderation.workbench.models import BulkDecision, BulkItem
from participation.moderation.workbench.rules import BULK_ACTIONS, MOST_IN_BULK, Bulk, Problem
from participation.web.transactions import begin_write

Problems = dict[int, Problem]
"""Why ideas are left out, by their ids."""


@dataclass(frozen=True)
class Pick:
    """A ticked idea and the version of it that stood in the list."""

    idea_id: int
    version: int


def decide(
    kind: Bulk, picks: Sequence[Pick], *, by: Account, token: str, clock: Clock
) -> BulkDecision:
    """Decide on all ticked ideas that wait as they stood in the list; note of the others why not.

    The same token decides once. Raises BadInput when nothing or too much is ticked.
    """
    _check(picks)
    actor = Actor(by.id, by.label)
    session = begin_write()
    # The second of two clicks waits here until the first one's decisions are there.
    account_queries.lock_hash(token_hash(token))
    if (earlier := queries_bulk.bulk_of_token(token, by.id)) is not None:
        return earlier
    seen = {pick.idea_id: pick.version for pick in picks}
    ideas = _moderated(service.lock_ideas(seen).values(), by)
    # The newest first, so that of several copies the oldest stays.
    ideas.sort(key=lambda idea: -idea.id)
    now = clock.now()
    held = queries.held_by_others([idea.id for idea in ideas], by.id, now)
    problems = {
        idea.id: problem for idea in ideas if (problem := _problem(idea, seen[idea.id], by, held))
    }
    fit = [idea for idea in ideas if idea.id not in problems]
    same: dict[int, Idea] = {}
    if kind is Bulk.COPIES:
        same, others = copies.settle(fit)
        problems |= others
    rulings = _rulings(kind, [idea for idea in fit if idea.id not in problems], same, clock)
    made = service.carry_out(Order(BULK_ACTIONS[kind][0], actor), rulings, clock)
    claims.release(*made)
    found = BulkDecision(token=token, kind=kind.value, by_id=by.id, at=now)
    session.add(found)
    session.flush()
    items = [
        {
            "bulk_id": found.id,
            "idea_id": idea.id,
            "decision_id": made[idea.id].id if idea.id in made else None,
            "problem": problems.get(idea.id),
        }
        for idea in ideas
    ]
    if items:
        session.execute(insert(BulkItem), items)
    return found


def _check(picks: Sequence[Pick]) -> None:
    if not picks:
        raise BadInput(N_("Wählen Sie in der Liste mindestens eine Idee aus."))
    if len(picks) > MOST_IN_BULK:
        sentence = N_("Sie haben %(count)s Ideen ausgewählt, %(most)s sind auf einmal möglich.")
        raise BadInput(sentence, count=len(picks), most=MOST_IN_BULK)


def _moderated(ideas: Iterable[Idea], by: Account) -> list[Idea]:
    """Return those whose rounds the person moderates: to read them, as an auditor does, is not
    enough."""
    grants, needed = by.grants, Permission.MODERATE_IDEAS
    return [idea for idea in ideas if allowed(grants, needed, idea.round_id)]


def _problem(idea: Idea, version: int, by: Account, held: frozenset[int]) -> Problem | None:
    """Return why nothing can be decided on an idea, None when it can."""
    if idea.id in held:
        return Problem.CLAIMED
    if idea.version != version:
        return Problem.CHANGED
    if idea.state != State.WAITING:
        return Problem.NOT_WAITING
    return Problem.OWN if service.is_own(idea, by.address_hash) else None


def _rulings(
    kind: Bulk, ideas: Sequence[Idea], same: dict[int, Idea], clock: Clock
) -> list[Ruling]:
    action, reason = BULK_ACTIONS[kind]
    texts = _texts(ideas, reason, clock) if reason else {}
    rulings = []
    for idea in ideas:
        text = texts.get(idea.id, "")
        target = rules.check(idea.state, action, reason, text)
        rulings.append(Ruling(idea, target, reason, text, same.get(idea.id)))
    return rulings


def _texts(ideas: Sequence[Idea], reason: Reason, clock: Clock) -> dict[int, str]:
    """Return what the author of each idea reads, by the ids of the ideas; those of a round who read
    the same language read the same."""
    now = clock.now()
    readers = {
        idea.id: (idea.round_id, idea.author.language if idea.author else "") for idea in ideas
    }
    one_of_each = {readers[idea.id]: idea for idea in ideas}
    words = {each: template_texts(idea, now)[reason] for each, idea in one_of_each.items()}
    return {idea_id: words[each] for idea_id, each in readers.items()}


def undo(bulk_id: int, *, by: Account, clock: Clock) -> tuple[int, int]:
    """Take back every decision of one's own bulk that can still be taken back, and note at the
    others why not. Returns how many were and how many were not. Raises NotFound."""
    actor = Actor(by.id, by.label)
    session = begin_write()
    query = select(BulkDecision).where(BulkDecision.id == bulk_id).with_for_update()
    found = session.scalar(query)
    if found is None or found.by_id != by.id:
        raise NotFound()
    ideas = service.lock_ideas([item.idea_id for item in found.items if item.decision_id])
    made = {
        each.idea_id: each for each in queries_bulk.decisions_of(found) if each.undone_at is None
    }
    mine = {
        idea.id: idea
        for idea in _moderated(ideas.values(), by)
        if idea.id in made and not service.is_own(idea, by.address_hash)
    }
    stand = [idea for idea in mine.values() if idea.version == made[idea.id].made_version]
    undone = service.take_back(stand, by=actor, clock=clock)
    late = [item for item in found.items if item.idea_id in made.keys() - undone.keys()]
    for item in late:
        item.problem = Problem.TOO_LATE if item.idea_id in mine else Problem.GONE
    found.undone_at = clock.now()
    session.flush()
    return len(undone), len(late)


def can_undo(found: BulkDecision, clock: Clock) -> bool:
    """Tell whether any decision of a bulk can still be taken back."""
    rows = queries_bulk.decisions_of(found)
    return any(moderation_queries.may_undo(row, row.idea, clock.now()) for row in rows)
