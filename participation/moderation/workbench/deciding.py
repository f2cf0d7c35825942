"""A decision in the flow of work: decide, let go, take the next, in one transaction."""

from __future__ import annotations

from participation.accounts.models import Account
from participation.ideas.models import Idea
from participation.ideas.rules import Action, State
from participation.kernel.clock import Clock
from participation.moderation import service
from participation.moderation.alerts import somebody_looks
from participation.moderation.choosing import Choice
from participation.moderation.rules import Reason
from participation.moderation.workbench import claims
from participation.moderation.workbench.narrowing import Viewer
from participation.web.transactions import begin_write


def decide(
    idea_id: int,
    action: Action,
    *,
    by: Account,
    version: int,
    clock: Clock,
    reason: Reason | None,
    text: str,
    other: str = "",
) -> bool:
    """Decide as `service.decide` does, unless somebody else holds the idea (Conflict). Tell whether
    it had been waiting for a decision: then the next one follows."""
    account_id = by.id
    session = begin_write()
    claims.require_free(idea_id, account_id, clock.now())
    idea = session.get(Idea, idea_id)
    waited = idea is not None and (idea.state == State.WAITING or action is Action.KEEP)
    held = claims.held_by(idea_id, account_id, clock.now())
    service.decide(
        idea_id, action, by=by, version=version, clock=clock, reason=reason, text=text, other=other
    )
    if action in (Action.KEEP, Action.REMOVE):
        somebody_looks(idea_id, clock)
    claims.release(idea_id)
    return waited or held


def go_on(
    choice: Choice, viewer: Viewer, *, clock: Clock, skipped: int | None = None
) -> int | None:
    """Return the next idea for the person and hold it; after skipping one, or None."""
    if skipped is None:
        return claims.take_next(choice, viewer, clock=clock)
    # The button pressed twice leaves one idea behind, not two.
    fresh = claims.skip(skipped, viewer.account_id, clock=clock)
    return claims.take_next(choice, viewer, clock=clock, resume=not fresh)
