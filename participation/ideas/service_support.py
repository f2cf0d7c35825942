"""Supporting an idea of somebody else, and taking that back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas import lineage, rules
from participation.ideas.models import Idea, IdeaSupport
from participation.ideas.queries import NO_IDEA
from participation.ideas.service import require_joined
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Forbidden, NotFound, WindowClosed
from participation.rounds import rules as round_rules
from participation.rounds.models import Round
from participation.rounds.rules import Phase
from participation.rounds.service import lock_round
from participation.web.statements import affected_rows, insert_once
from participation.web.transactions import begin_write

NO_SUPPORT = N_("Diese Idee können Sie zurzeit nicht unterstützen.")


def support(idea_id: int, *, account: Account, wanted: bool, clock: Clock) -> None:
    """Support an idea, or take that back; doing either twice changes nothing.

    Raises NotFound for what is not public, Forbidden for one's own idea, NotReady when the account
    has not agreed to take part, and WindowClosed before the ideas' window opens and after the
    round's last one closes.
    """
    account_id = account.id
    session = begin_write()
    round_id = session.scalar(select(Idea.round_id).where(Idea.id == idea_id))
    if round_id is None:
        raise NotFound(NO_IDEA)
    round_ = lock_round(round_id)
    now = clock.now()
    idea = session.get_one(Idea, idea_id)
    if idea.state not in rules.PUBLIC_STATES:
        raise NotFound(NO_IDEA)
    if lineage.wrote_in(idea_id, account_id):
        raise Forbidden(N_("Ihre eigene Idee können Sie nicht unterstützen."))
    if not supportable(idea, round_, account_id, now):
        raise WindowClosed(NO_SUPPORT)
    require_joined(round_id, account_id)
    step = _add(idea_id, account_id, now) if wanted else -_take_back(idea_id, account_id)
    if step:
        # Straight in SQL: the counter is no edit, so it must not move the version that forms carry.
        session.execute(update(Idea).where(Idea.id == idea_id).values(support=Idea.support + step))


def _add(idea_id: int, account_id: int, now: datetime) -> int:
    """Note that an account supports an idea, and return by how many people that is more: none when
    it supports it, or what went into it, already."""
    if db.session.scalar(select(lineage.supported_by(idea_id, account_id))):
        return 0
    return insert_once(IdeaSupport, {"idea_id": idea_id, "account_id": account_id, "at": now})


def _take_back(idea_id: int, account_id: int) -> int:
    """Take back what an account supports of an idea and what went into it; return by how many
    people that is fewer."""
    ids = list(db.session.scalars(select(lineage.family(idea_id).c.id)))
    theirs = (IdeaSupport.idea_id.in_(ids), IdeaSupport.account_id == account_id)
    return min(1, affected_rows(db.session.execute(delete(IdeaSupport).where(*theirs))))


def supportable(
    idea: Idea, round_: Round, account_id: int | None, now: datetime, *, related: bool = True
) -> bool:
    """Tell whether an account (or, with None, anybody after signing in) may support an idea now.
    An idea that is known to have no lineage (`related`) takes no statement."""
    # Organisations have members, not supporters: nobody could say for whom a click speaks.
    return not round_.is_named and rules.may_support(
        state=idea.state,
        is_author=account_id is not None and _wrote(idea, account_id, related=related),
        begun=round_rules.phase(round_.ideas_window, now) in (Phase.OPEN, Phase.AFTER),
        over=round_rules.state(round_.windows, now) is round_rules.RoundState.CLOSED,
    )


def _wrote(idea: Idea, account_id: int, *, related: bool) -> bool:
    # The present author is told without a question to the database.
    return idea.author_id == account_id or (related and lineage.wrote_in(idea.id, account_id))
