"""What moderators do with an idea, and how a reader reports one. Each decision is one row beside
the change it makes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.ideas.models import Idea
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import PUBLIC_STATES, Action, State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, Forbidden, NotFound
from participation.moderation import mails, rules
from participation.moderation.models import Decision, Report
from participation.moderation.rules import Reason, ReportReason
from participation.outbox.service import enqueue
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.web.urls import external_url

OWN_IDEA = N_("Über Ihre eigene Idee entscheidet jemand anderes.")
DECIDED = N_("Diese Idee hat sich inzwischen geändert. Ihre Entscheidung wurde nicht gespeichert.")


def decide(
    idea_id: int,
    action: Action,
    *,
    by: Account,
    version: int,
    clock: Clock,
    reason: Reason | None = None,
    text: str = "",
) -> Decision:
    """Decide on an idea, or revise an earlier decision, and tell its author by mail.

    `version` is the one the moderator read. Raises Conflict when it is no longer the present one or
    the decision does not fit the idea's state, Forbidden for one's own idea (same address),
    NotFound, and BadInput for a missing reason or text.
    """
    by_id, by_hash, label = by.id, by.address_hash, by.label
    session = begin_write()
    # FOR UPDATE: a second moderator waits here and then sees another version.
    query = (
        select(Idea)
        .where(Idea.id == idea_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    idea = session.scalar(query)
    if idea is None:
        raise NotFound(NO_IDEA)
    if idea.author is not None and idea.author.address_hash == by_hash:
        raise Forbidden(OWN_IDEA)
    if idea.version != version:
        raise Conflict(DECIDED)
    target = rules.check(idea.state, action, reason, text)
    if action not in rules.NEEDS_REASON:
        reason = None
    now = clock.now()
    decision = Decision(
        idea_id=idea_id, idea_version=version, action=action.value, reason=reason, text=text
    )
    decision.by_id, decision.by_label, decision.at = by_id, label, now
    session.add(decision)
    _apply(idea, action, target, decision)
    _settle(idea_id, label, clock)
    session.flush()
    actor = Actor(by_id, label)
    record(
        actor=actor,
        action=f"idea.{action}",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
        reason=reason,
    )
    _tell_author(idea, action, text, clock)
    return decision


def _apply(idea: Idea, action: Action, target: State, decision: Decision) -> None:
    idea.state = target.value
    idea.change_asked = action is Action.ASK
    if action is Action.ASK:
        idea.note = decision.text
        return
    # Also where nothing else changes: the moment moves the version, so that a second decision is
    # noticed.
    idea.decided_at = decision.at
    if action is Action.KEEP:
        return
    idea.note, idea.reason = decision.text, decision.reason
    if target is State.PUBLISHED:
        idea.published_at = decision.at


def _settle(idea_id: int, label: str, clock: Clock) -> None:
    open_ones = update(Report).where(Report.idea_id == idea_id, Report.settled_at.is_(None))
    begin_write().execute(open_ones.values(settled_at=clock.now(), settled_by=label))


def _tell_author(idea: Idea, action: Action, text: str, clock: Clock) -> None:
    author = idea.author
    if author is None or not author.active or action is Action.KEEP:
        return
    slug = idea.round.slug
    endpoint = "ideas.edit" if action is Action.ASK else "ideas.show"
    url = external_url(endpoint, slug=slug, number=idea.number)
    news = mails.News(idea.number, idea.title, url, text, contact_of(idea.round, author.language))
    subject, body = mails.decided(action, news, author.language)
    enqueue(
        kind=f"idea.{action}",
        to=account_queries.address_of(author),
        subject=subject,
        body=body,
        clock=clock,
    )


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


def report(
    idea_id: int, *, reason: ReportReason, text: str, reporter: Account | None, clock: Clock
) -> Report | None:
    """Note that a reader objects to a published idea; it waits in the moderators' queue.

    A second report of the same account while the first is open adds nothing (returns None). Raises
    NotFound for what is not public, and BadInput for a text that is missing or too long.
    """
    reporter_id = reporter.id if reporter else None
    rules.check_report(text)
    session = begin_write()
    state = session.scalar(select(Idea.state).where(Idea.id == idea_id))
    if state is None or state not in PUBLIC_STATES:
        raise NotFound(NO_IDEA)
    if reporter_id is not None:
        same = (
            Report.idea_id == idea_id,
            Report.reporter_id == reporter_id,
            Report.settled_at.is_(None),
        )
        if session.scalar(select(Report.id).where(*same).limit(1)) is not None:
            return None
    row = Report(
        idea_id=idea_id, reason=reason.value, text=text, reporter_id=reporter_id, at=clock.now()
    )
    session.add(row)
    session.flush()
    return row
