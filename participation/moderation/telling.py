"""Telling authors by mail what was decided on their ideas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, Action
from participation.kernel.clock import Clock
from participation.moderation import mails, remedies, rules
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.rules import Reason
from participation.outbox.rules import MailDraft
from participation.outbox.service import enqueue_revocable
from participation.rounds.models import Round
from participation.web.urls import external_url


def reachable(idea: Idea) -> bool:
    """Tell whether somebody would read what is asked about an idea: its author has an account in
    use."""
    return idea.author is not None and idea.author.active


def tell_authors(
    decided: Sequence[tuple[Idea, Decision]], *, wait: timedelta, clock: Clock
) -> None:
    """Write to the authors of ideas what was decided, and keep with each decision which mail that
    is; they go out after `wait`."""
    told = [
        (decision, _draft(idea, author, decision), account_queries.address_of(author))
        for idea, decision in decided
        if (author := _who_hears(idea, decision)) is not None
    ]
    ids = enqueue_revocable([(draft, to) for _, draft, to in told], clock=clock, wait=wait)
    for (decision, *_), mail_id in zip(told, ids, strict=True):
        decision.mail_id = mail_id


def _who_hears(idea: Idea, decision: Decision) -> Account | None:
    action = Action(decision.action)
    # Publishing on a complaint is told by the mail about that.
    untold = action is Action.KEEP or (decision.on_complaint and action is Action.PUBLISH)
    return idea.author if reachable(idea) and not untold else None


def _draft(idea: Idea, author: Account, decision: Decision) -> MailDraft:
    action = Action(decision.action)
    slug, zone = idea.round.slug, idea.round.timezone
    endpoint = "ideas.edit" if action is Action.ASK else "ideas.show"
    news = mails.News(
        idea.number,
        idea.title,
        external_url(endpoint, slug=slug, number=idea.number),
        decision.text,
        contact_of(idea.round, author.language),
        Reason(decision.reason) if decision.reason else None,
        remedies.link(Side.AUTHOR, decision.id) if action in rules.NEEDS_REASON else "",
        rules.complaint_until(decision.at, zone),
        zone,
        _named(idea.duplicate_of),
    )
    return mails.decided(action, news, author.language)


def _named(other: Idea | None) -> mails.OtherIdea | None:
    """Return how a mail names another idea: only one that everybody can read."""
    if other is None or other.state not in READABLE_STATES:
        return None
    url = external_url("ideas.show", slug=other.round.slug, number=other.number)
    return mails.OtherIdea(other.number, other.title, url)


def contact_of(round_: Round, language: str) -> str:
    """Return whom to ask about a round in one line: unit, e-mail, telephone, address, as far as
    they are given."""
    contact: dict[str, Any] = round_.settings.contact or {}
    unit: dict[str, str] = contact.get("unit") or {}
    parts = [
        unit.get(language) or unit.get("de") or "",
        *(str(contact.get(name) or "") for name in ("email", "telephone", "address")),
    ]
    return ", ".join(" ".join(part.split()) for part in parts if part)
