"""The statement of reasons on the author's page of an idea."""

from __future__ import annotations

from participation.ideas import originals
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.ideas.statements import BlackedOut, Statement
from participation.kernel.clock import clock
from participation.kernel.errors import ParticipationError
from participation.moderation.complaints import queries, service
from participation.moderation.complaints.rules import OUTCOME_LABELS, Outcome
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.rules import GROUND_LABELS, GROUNDS, LABELS, Reason
from participation.web.translation import _


def statement_of(idea: Idea) -> Statement | None:
    """Return why an idea is not shown and what its author can do, None when that is not so."""
    decision = queries.adverse_decision(idea)
    if decision is None or decision.reason is None:
        return None
    reason = Reason(decision.reason)
    complaint = queries.of_decision(decision.id)
    outcome = complaint.outcome if complaint else None
    return Statement(
        removed=decision.action == Action.REMOVE,
        decided_at=decision.at,
        facts=decision.text,
        ground=_(LABELS[reason]),
        basis=_(GROUND_LABELS[GROUNDS[reason]]),
        until=queries.ends_for_decision(decision),
        may_complain=_is_possible(decision),
        complained_at=complaint.at if complaint else None,
        outcome=_(OUTCOME_LABELS[Outcome(outcome)]) if outcome else "",
        reasons=complaint.reasons if complaint else "",
    )


def blacked_out(idea: Idea) -> list[BlackedOut]:
    """Return each time something was blacked out of what an idea says, oldest first, and what its
    author can do."""
    rows = [row for row in originals.of_idea(idea.id) if row.facts]
    complaints = queries.of_originals(idea.id) if rows else {}
    now = clock.now()
    found = []
    for row in rows:
        complaint = complaints.get(row.id)
        outcome = complaint.outcome if complaint else None
        found.append(
            BlackedOut(
                version=row.version,
                at=row.at,
                facts=row.facts,
                basis=_(GROUND_LABELS[GROUNDS[Reason.PERSONAL]]),
                until=row.delete_after,
                may_complain=complaint is None and now < row.delete_after,
                complained_at=complaint.at if complaint else None,
                outcome=_(OUTCOME_LABELS[Outcome(outcome)]) if outcome else "",
                reasons=complaint.reasons if complaint else "",
            )
        )
    return found


def _is_possible(decision: Decision) -> bool:
    try:
        service.require_possible(Side.AUTHOR, decision, clock.now())
    except ParticipationError:
        return False
    return True
