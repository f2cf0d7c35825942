"""Merging an idea into another one, and undoing that: one pointer, told to everybody concerned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.following.rules import GRACE, Kind
from participation.following.service import end_again, follow_own, take_back, tell
from participation.ideas import lineage
from participation.ideas.models import Idea, IdeaLineage
from participation.ideas.queries import NO_IDEA
from participation.ideas.rules import State, parse_number
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound
from participation.moderation.mails import OtherIdea
from participation.moderation.merging import mails, queries, rules
from participation.moderation.merging.mails import Told
from participation.moderation.merging.rules import Standing
from participation.moderation.rules import UNDO_FOR
from participation.moderation.service import OWN_IDEA
from participation.moderation.telling import contact_of
from participation.outbox.service import cancel, enqueue
from participation.rounds.service import lock_round
from participation.web.transactions import begin_write
from participation.web.translation import in_every_language
from participation.web.urls import external_url

NO_OTHER = N_("Eine Idee mit dieser Nummer gibt es nicht. Geben Sie sie an wie 2026-00042.")
CHANGED = N_("Eine der Ideen hat sich inzwischen geändert. Es wurde nichts zusammengeführt.")
NOT_MERGED = N_("Diese Idee ist nicht mehr zusammengeführt. Es gibt nichts zurückzunehmen.")
MERGED_NEWS = N_("Diese Idee ist jetzt mit einer anderen zusammengeführt.")
SEPARATED_NEWS = N_("Diese Idee steht wieder für sich.")
EVENT_MERGED, EVENT_SEPARATED = "idea.merged", "idea.separated"


@dataclass(frozen=True)
class Versions:
    """The versions of the two ideas that the moderator read."""

    source: int
    target: int


def id_of(number: str) -> int:
    """Return the id of the idea that a moderator names. Raises BadInput (field `into`)."""
    year, idea_id = parse_number(number) or (0, 0)
    query = select(Idea.id).where(Idea.id == idea_id, Idea.year == year)
    found = db.session.scalar(query)
    if found is None:
        raise BadInput(NO_OTHER, field="into")
    return found


def merge(idea_id: int, into: str, *, by: Account, versions: Versions, clock: Clock) -> IdeaLineage:
    """Let an idea go into the published one with the number `into`.

    Its number, author and supporters stay its own; it is found and counted as part of the other.
    Raises BadInput (field `into`), Conflict where either changed, Forbidden for one's own idea, and
    NotFound.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    ideas = lock([idea_id, id_of(into)], by_hash)
    source, target = ideas[0], ideas[-1]
    if (source.version, target.version) != (versions.source, versions.target):
        raise Conflict(CHANGED)
    rules.check_merge(_standing(source), _standing(target))
    now, was_public = clock.now(), source.state != State.WAITING
    told = [(Told.MERGED, each) for each in queries.authors(source.id)]
    told += [(Told.JOINED, each) for each in queries.authors(target.id)]
    if not was_public and source.author_id is not None:
        follow_own(source.author_id, Kind.IDEA, source.number)
    row = lineage.join(source, target, actor, now)
    row.mail_ids = _mail(told, source, target, clock)
    if was_public:
        mailed = [account.id for _told, account in told]
        _tell(source, EVENT_MERGED, MERGED_NEWS, clock, mailed)
    _record(actor, EVENT_MERGED, source, target, clock)
    db.session.flush()
    return row


def undo_merge(idea_id: int, *, by: Account, version: int, clock: Clock) -> IdeaLineage:
    """Take an idea out of the one that it went into: it stands as it did before.

    Mails that still wait are taken back; whoever got theirs gets another one. Raises Conflict when
    it changed or is not merged any more, Forbidden for one's own idea, and NotFound.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    [idea] = lock([idea_id], by_hash)
    row = lineage.open_merge(idea_id) if idea.state == State.MERGED else None
    if row is None:
        raise Conflict(NOT_MERGED)
    if idea.version != version:
        raise Conflict(CHANGED)
    target, now = db.session.get_one(Idea, row.into_id), clock.now()
    # Each mail is tried: one that waits is taken back even where another has gone.
    still_waited = [cancel(mail_id) for mail_id in row.mail_ids]
    row.mail_ids = []
    lineage.leave(row, idea, actor.label, now)
    told = {each.id: each for each in (*queries.authors(idea.id), *queries.authors(target.id))}
    mailed: list[int] = []
    if not all(still_waited):
        _mail([(Told.SEPARATED, each) for each in told.values()], idea, target, clock)
        mailed = list(told)
    take_back(Kind.IDEA, idea.number, EVENT_MERGED)
    if idea.state == State.WAITING:
        # Nobody could follow it before it was merged.
        if idea.author_id is not None:
            end_again(idea.author_id, Kind.IDEA, idea.number)
    elif now > row.at + GRACE:
        _tell(idea, EVENT_SEPARATED, SEPARATED_NEWS, clock, mailed)
    _record(actor, EVENT_SEPARATED, idea, target, clock)
    db.session.flush()
    return row


def lock(ids: list[int], by_hash: str) -> list[Idea]:
    """Begin a writing transaction, hold the ideas' rounds against support and the ideas against
    other decisions, and return these in the order asked for. Raises NotFound, and Forbidden for
    the own idea of whoever moderates."""
    session = begin_write()
    rounds = session.scalars(select(Idea.round_id).where(Idea.id.in_(ids)).distinct())
    for round_id in sorted(rounds):
        lock_round(round_id, exclusive=True)
    query = select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id).with_for_update()
    found = {
        idea.id: idea for idea in session.scalars(query.execution_options(populate_existing=True))
    }
    if set(ids) - set(found):
        raise NotFound(NO_IDEA)
    for idea in found.values():
        if idea.author is not None and idea.author.address_hash == by_hash:
            raise Forbidden(OWN_IDEA)
    return [found[idea_id] for idea_id in ids]


def named(idea: Idea) -> OtherIdea:
    """Return how a mail names an idea."""
    url = external_url("ideas.show", slug=idea.round.slug, number=idea.number)
    return OtherIdea(idea.number, idea.title, url)


def _standing(idea: Idea) -> Standing:
    return Standing(idea.id, idea.round_id, idea.state)


def _mail(
    told: Collection[tuple[Told, Account]], source: Idea, target: Idea, clock: Clock
) -> list[int]:
    """Write to each account once, and return the mails' ids."""
    ids, seen = [], set[int]()
    for what, account in told:
        if account.id in seen:
            continue
        seen.add(account.id)
        contact = contact_of(source.round, account.language)
        pair = mails.Pair(named(source), named(target), contact)
        draft = mails.merged(what, pair, account.language)
        address = account_queries.address_of(account)
        wait = timedelta(0) if what is Told.SEPARATED else UNDO_FOR
        mail = enqueue(draft, to=address, clock=clock, wait=wait)
        ids.append(mail.id)
    return ids


def _tell(idea: Idea, event: str, said: str, clock: Clock, but_not: Collection[int]) -> None:
    what = in_every_language(said)
    tell(Kind.IDEA, idea.number, event=event, what=what, clock=clock, but_not=but_not)


def _record(actor: Actor, action: str, source: Idea, target: Idea, clock: Clock) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="idea",
        subject_id=source.number,
        clock=clock,
        into=target.number,
    )
