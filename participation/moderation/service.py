"""What moderators do with ideas, with one or with many at once. Each decision is one row beside the
change it makes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import selectinload

from participation.accounts.models import Account
from participation.audit.service import Actor, record_each
from participation.extensions import db
from participation.following.rules import Kind
from participation.following.service import follow_own_each
from participation.ideas import lineage
from participation.ideas.models import Idea
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import Action, State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, Forbidden, NotFound
from participation.moderation import duplicates, queries, rules
from participation.moderation.models import Decision
from participation.moderation.reports import service as reports
from participation.moderation.rules import Reason
from participation.moderation.telling import reachable, tell_authors
from participation.outbox.service import cancel_each
from participation.rounds.rules import Phase, phase
from participation.web.statements import flush_together
from participation.web.transactions import begin_write

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


@dataclass(frozen=True)
class Order:
    """What is done with ideas, by whom, and whether on a complaint."""

    action: Action
    by: Actor
    on_complaint: bool = False


@dataclass(frozen=True)
class Ruling:
    """The decision on one idea, which is locked: the state that it comes into, why, what its author
    reads, and the idea that there was already."""

    idea: Idea
    target: State
    reason: Reason | None = None
    text: str = ""
    same: Idea | None = None


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
    idea = lock_idea(idea_id, by_hash, version)
    target = rules.check(idea.state, action, reason, text)
    same = duplicates.hold(idea, other) if rules.needs_other(action, reason) else None
    if action not in rules.NEEDS_REASON:
        reason = None
    now = clock.now()
    if action is Action.ASK and (obstacle := why_not_ask(idea, now)):
        raise Conflict(obstacle)
    order = Order(action, actor, on_complaint=on_complaint)
    return carry_out(order, [Ruling(idea, target, reason, text, same)], clock)[idea_id]


def carry_out(order: Order, rulings: Sequence[Ruling], clock: Clock) -> dict[int, Decision]:
    """Decide on ideas, each with a row, a record and a mail of its own, with as many statements for
    many as for one. Return the decisions by the ids of the ideas."""
    if not rulings:
        return {}
    ideas, now = [ruling.idea for ruling in rulings], clock.now()
    _take_back_mails(ideas)
    rows = [_row(order, ruling, now) for ruling in rulings]
    first = [ruling.idea for ruling in rulings if _appears(ruling)]
    for ruling in rulings:
        _apply(order.action, ruling, now)
    flush_together(ideas)
    authors = [(idea.author_id, idea.number) for idea in first if idea.author_id is not None]
    follow_own_each(Kind.IDEA, authors)
    lineage.settle(ideas, now)
    for row, idea in zip(rows, ideas, strict=True):
        row["made_version"] = idea.version
    made = db.session.scalars(insert(Decision).returning(Decision), rows)
    decisions = {decision.idea_id: decision for decision in made}
    reports.settle_by(decisions, order.action, by=order.by, clock=clock)
    record_each(
        actor=order.by,
        action=f"idea.{order.action}",
        subject_kind="idea",
        subjects={ruling.idea.number: {"reason": ruling.reason} for ruling in rulings},
        clock=clock,
    )
    wait = timedelta(0) if order.on_complaint else rules.UNDO_FOR
    tell_authors([(idea, decisions[idea.id]) for idea in ideas], wait=wait, clock=clock)
    db.session.flush()
    return decisions


def undo(idea_id: int, *, by: Account, version: int, clock: Clock) -> Decision:
    """Put an idea back to where it stood before its last decision, and take the mail about it back.

    Raises Conflict when `version` is no longer the present one or it is too late, Forbidden for
    one's own idea, and NotFound.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    undone = take_back([lock_idea(idea_id, by_hash, version, TOO_LATE)], by=actor, clock=clock)
    if not undone:
        raise Conflict(TOO_LATE)
    return undone[idea_id]


def take_back(ideas: Sequence[Idea], *, by: Actor, clock: Clock) -> dict[int, Decision]:
    """Put ideas, which are locked, back to where they stood before their last decisions, and take
    the mails about these back, with as many statements for many as for one. Return the decisions by
    the ids of the ideas; where it is too late nothing changes."""
    now = clock.now()
    last = queries.last_decisions([idea.id for idea in ideas])
    undone = {
        idea.id: decision
        for idea in ideas
        if (decision := last.get(idea.id)) and queries.may_undo(decision, idea, now)
    }
    mails = [decision.mail_id for decision in undone.values() if decision.mail_id is not None]
    back = {None, *cancel_each(mails)}
    undone = {idea_id: each for idea_id, each in undone.items() if each.mail_id in back}
    ideas = [idea for idea in ideas if idea.id in undone]
    for idea in ideas:
        _restore(idea, undone[idea.id], by, now)
    flush_together(ideas)
    lineage.settle(ideas, now)
    reports.reopen(undone.values())
    record_each(
        actor=by,
        action="idea.decision_undone",
        subject_kind="idea",
        subjects={idea.number: {"decision": undone[idea.id].action} for idea in ideas},
        clock=clock,
    )
    db.session.flush()
    return undone


def lock_idea(idea_id: int, by_hash: str, version: int, changed: str = DECIDED) -> Idea:
    """Return an idea, locked. Raises NotFound, Forbidden for one's own, and Conflict, with this
    sentence, where it has another version."""
    idea = lock_ideas([idea_id]).get(idea_id)
    if idea is None:
        raise NotFound(NO_IDEA)
    if is_own(idea, by_hash):
        raise Forbidden(OWN_IDEA)
    if idea.version != version:
        raise Conflict(changed)
    return idea


def lock_ideas(ids: Collection[int]) -> dict[int, Idea]:
    """Return these ideas by their ids, with their authors, locked: all at once and in one order, so
    that two people who want the same never wait for each other."""
    # FOR UPDATE: a second moderator waits here and then sees another version.
    query = (
        select(Idea)
        .where(Idea.id.in_(sorted(ids)))
        .order_by(Idea.id)
        .with_for_update()
        .options(selectinload(Idea.author))
        .execution_options(populate_existing=True)
    )
    return {idea.id: idea for idea in begin_write().scalars(query)}


def is_own(idea: Idea, by_hash: str) -> bool:
    """Tell whether the person with this address wrote an idea."""
    return idea.author is not None and idea.author.address_hash == by_hash


def why_not_ask(idea: Idea, now: datetime) -> str | None:
    """Return why nobody can be asked to change an idea now, None where somebody can: its author
    changes it while the window for ideas is open."""
    if not reachable(idea):
        return UNREACHABLE
    is_open = phase(idea.round.ideas_window, now) is Phase.OPEN
    return None if is_open else NOT_CHANGEABLE


RESTORED = ("state", "change_asked", "note", "reason", "duplicate_of_id", "merged_into_id")


def _row(order: Order, ruling: Ruling, now: datetime) -> dict[str, Any]:
    return {
        "idea_id": ruling.idea.id,
        "idea_version": ruling.idea.version,
        "action": order.action.value,
        "reason": ruling.reason,
        "text": ruling.text,
        "duplicate_of_id": ruling.same.id if ruling.same else None,
        "by_id": order.by.id,
        "by_label": order.by.label,
        "at": now,
        "before": _restorable(ruling.idea),
        "on_complaint": order.on_complaint,
    }


def _restorable(idea: Idea) -> dict[str, Any]:
    values = {name: getattr(idea, name) for name in RESTORED}
    moments = {name: getattr(idea, name) for name in MOMENTS}
    return values | {
        name: moment.isoformat() if moment else None for name, moment in moments.items()
    }


def _restore(idea: Idea, decision: Decision, by: Actor, now: datetime) -> None:
    decision.mail_id = None
    decision.undone_at, decision.undone_by = now, by.label
    for name, value in decision.before.items():
        moment = name in MOMENTS and value is not None
        setattr(idea, name, datetime.fromisoformat(value) if moment else value)


def _take_back_mails(ideas: Sequence[Idea]) -> None:
    last = queries.last_decisions([idea.id for idea in ideas])
    waiting = {each.mail_id: each for each in last.values() if each.mail_id is not None}
    for mail_id in cancel_each(waiting):
        waiting[mail_id].mail_id = None


def _appears(ruling: Ruling) -> bool:
    """Tell whether everybody can read the idea from now on, for the first time."""
    return ruling.target is State.PUBLISHED and ruling.idea.published_at is None


def _apply(action: Action, ruling: Ruling, now: datetime) -> None:
    idea = ruling.idea
    idea.state = ruling.target.value
    idea.change_asked = action is Action.ASK
    if action is Action.ASK:
        idea.note = ruling.text
        return
    # Also where nothing else changes: the moment moves the version, so that a second decision is
    # noticed.
    idea.decided_at = now
    if action is Action.KEEP:
        return
    idea.note, idea.reason = ruling.text, ruling.reason
    idea.duplicate_of_id = ruling.same.id if ruling.same else None
    if ruling.target is State.PUBLISHED:
        idea.published_at, idea.merged_into_id = now, None
