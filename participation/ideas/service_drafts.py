"""Drafts: what somebody typed before signing in, kept until they are back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from participation.ideas import rules, service
from participation.ideas.models import IdeaDraft
from participation.ideas.rules import Content
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token, token_hash
from participation.kernel.errors import NotFound
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.statements import affected_rows
from participation.web.transactions import begin_write


def keep_draft(
    round_id: int, content: Content, *, form_token: str, account_id: int | None, clock: Clock
) -> str:
    """Store what was typed until the person is back, and return the token of its address; the table
    keeps its hash.

    Raises InvalidContent. The window is not checked: it will be when the idea is submitted.
    """
    session = begin_write()
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound(round_queries.NO_ROUND)
    service.check_content(content, round_)
    token = new_token()
    session.add(
        IdeaDraft(
            token_hash=token_hash(token),
            form_token=form_token,
            round_id=round_id,
            account_id=account_id,
            slug=round_.slug,
            expires_at=clock.now() + timedelta(days=rules.DRAFT_DAYS),
            **service.columns_of(content),
        )
    )
    session.flush()
    return token


def purge_drafts(clock: Clock) -> int:
    """Delete drafts that have waited long enough; return how many."""
    session = begin_write()
    return affected_rows(
        session.execute(delete(IdeaDraft).where(IdeaDraft.expires_at <= clock.now()))
    )
