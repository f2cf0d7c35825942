"""What moderators do with an idea. Each decision is one row beside the change it makes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.following.rules import Kind
from participation.following.service import follow_own
from participation.ideas import lineage
from participation.ideas.models import Idea
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import READABLE_STATES, Action, State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, Forbidden, NotFound
from participation.moderation import duplicates, mails, queries, remedies, rules
from participation.moderation.models import Decision
from participation.moderation.remedies import Side
from participation.moderation.reports import service as reports
from participation.moderation.rules import Reason
from participation.outbox.models import Mail
from participation.outbox.service import cancel, enqueue
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.transactions import begin_write
from participation.web.urls import external_url

OWN_IDEA = N_("Über Ihre eigene Idee entscheidet jemand anderes.")
TOO_LATE = N_("Diese Entscheidung lässt sich nicht mehr zurücknehmen. Sie können neu entscheiden.")
MOMENTS = ("decided_at", "published_at")
UNREACHABLE = N_(
    "Zu dieser Idee gibt es keine E-Mail-Adresse. Um eine Änderung können Sie deshalb nicht bitten."
)
NOT_CHANGEABLE = N_(
    "Ideen dieser Runde lassen sich zurzeit nicht ändern. Um eine Änderung können Sie deshalb nicht"
    " bitten."
)
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
    other: str = "",
    on_complaint: bool = False,
) -> Decision:
    """Decide on an idea, or revise an earlier decision, and tell its author by mail.

    The mail waits for `rules.UNDO_FOR`; a decision that follows sooner takes it back. A decision on
    a complaint cannot be undone: its mail does not wait, and publishing is told by the mail about
    the complaint.

    `version` is the one the moderator read. Raises Conflict when it is no longer the present one or
    the decision does not fit the idea's state, Forbidden for one's own idea (same address),
    NotFound, and BadInput for a missing reason or text. `other` is the number of the idea that
    there was already, which the reason DUPLICATE needs (BadInput, field `other`).
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    session, idea = lock_idea(idea_id, by_hash, version)
    target = rules.check(idea.state, action, reason, text)
    same = duplicates.hold(idea, other) if rules.needs_other(action, reason) else None
    if action not in rules.NEEDS_REASON:
        reason = None
    now = clock.now()
    if action is Action.ASK and (obstacle := why_not_ask(idea, now)):
        raise Conflict(obstacle)
    _take_back_mail(idea_id)
    decision = Decision(
        idea_id=idea_id,
        idea_version=version,
        action=action.value,
        reason=reason,
        text=text,
        duplicate_of_id=same.id if same else None,
        by_id=actor.id,
        by_label=actor.label,
        at=now,
        before=_restorable(idea),
        on_complaint=on_complaint,
    )
    first = target is State.PUBLISHED and idea.published_at is None
    _apply(idea, action, target, decision)
    if first and idea.author_id is not None:
        follow_own(idea.author_id, Kind.IDEA, idea.number)
    session.flush()
    lineage.settle(idea, now)
    decision.made_version = idea.version
    session.add(decision)
    session.flush()
    reports.settle_by(decision, action, by=actor, clock=clock)
    record(
        actor=actor,
        action=f"idea.{action}",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
        reason=reason,
    )
    mail = _tell_author(idea, decision, clock)
    decision.mail_id = mail.id if mail else None
    session.flush()
    return decision


def undo(idea_id: int, *, by: Account, version: int, clock: Clock) -> Decision:
    """Put an idea back to where it stood before its last decision, and take the mail about it back.

    Raises Conflict when `version` is no longer the present one or it is too late, Forbidden for
    one's own idea, and NotFound.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    session, idea = lock_idea(idea_id, by_hash, version, TOO_LATE)
    decision = session.scalar(queries.last_decision(idea_id))
    now = clock.now()
    if decision is None or not queries.may_undo(decision, idea, now):
        raise Conflict(TOO_LATE)
    if decision.mail_id is not None and not cancel(decision.mail_id):
        raise Conflict(TOO_LATE)
    decision.mail_id = None
    decision.undone_at, decision.undone_by = now, actor.label
    for name, value in decision.before.items():
        moment = name in MOMENTS and value is not None
        setattr(idea, name, datetime.fromisoformat(value) if moment else value)
    session.flush()
    lineage.settle(idea, now)
    reports.reopen(decision)
    record(
        actor=actor,
        action="idea.decision_undone",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
        decision=decision.action,
    )
    return decision


def lock_idea(
    idea_id: int, by_hash: str, version: int, changed: str = DECIDED
) -> tuple[Session, Idea]:
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
        raise Conflict(changed)
    return session, idea


def reachable(idea: Idea) -> bool:
    """Tell whether somebody would read what is asked about an idea: its author has an account in
    use."""
    return idea.author is not None and idea.author.active


def why_not_ask(idea: Idea, now: datetime) -> str | None:
    """Return why nobody can be asked to change an idea now, None where somebody can: its author
    changes it while the window for ideas is open."""
    if not reachable(idea):
        return UNREACHABLE
    is_open = phase(idea.round.ideas_window, now) is Phase.OPEN
    return None if is_open else NOT_CHANGEABLE


RESTORED = ("state", "change_asked", "note", "reason", "duplicate_of_id", "merged_into_id")


def _restorable(idea: Idea) -> dict[str, Any]:
    values = {name: getattr(idea, name) for name in RESTORED}
    moments = {name: getattr(idea, name) for name in MOMENTS}
    return values | {
        name: moment.isoformat() if moment else None for name, moment in moments.items()
    }


def _take_back_mail(idea_id: int) -> None:
    earlier = db.session.scalar(queries.last_decision(idea_id))
    if earlier is not None and earlier.mail_id is not None and cancel(earlier.mail_id):
        earlier.mail_id = None


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
    idea.duplicate_of_id = decision.duplicate_of_id
    if target is State.PUBLISHED:
        idea.published_at, idea.merged_into_id = decision.at, None


def _tell_author(idea: Idea, decision: Decision, clock: Clock) -> Mail | None:
    author, action = idea.author, Action(decision.action)
    if author is None or not reachable(idea) or action is Action.KEEP:
        return None
    if decision.on_complaint and action is Action.PUBLISH:
        return None
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
    draft = mails.decided(action, news, author.language)
    wait = timedelta(0) if decision.on_complaint else rules.UNDO_FOR
    return enqueue(draft, to=account_queries.address_of(author), clock=clock, wait=wait)


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
