"""Splitting an idea that proposes several things, and undoing that while its mail waits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.following.queries import followers
from participation.following.rules import Kind
from participation.following.service import end_again, follow_own, take_back, tell
from participation.ideas import lineage
from participation.ideas import service as ideas
from participation.ideas.models import Idea, IdeaVersion
from participation.ideas.rules import Content, LineageKind, State
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.moderation.lineage import split_of
from participation.moderation.merging import mails, queries, rules
from participation.moderation.merging.service import lock, named
from participation.moderation.rules import UNDO_FOR
from participation.moderation.telling import contact_of
from participation.outbox.service import cancel, enqueue
from participation.rounds.rules import Channel
from participation.web.statements import insert_once
from participation.web.translation import in_every_language

CHANGED = N_("Die Idee hat sich inzwischen geändert. Sie wurde nicht geteilt.")
NO_UNDO = N_(
    "Das Teilen lässt sich nicht mehr zurücknehmen: Die Zeit ist um, oder mit einer der Ideen ist"
    " schon etwas geschehen. Sie können die Ideen zusammenführen."
)
SPLIT_NEWS = N_("Diese Idee ist jetzt in mehrere geteilt. Ihre Seite nennt die anderen.")
EVENT = "idea.split"


def split(
    idea_id: int, parts: Sequence[Content], *, by: Account, version: int, clock: Clock
) -> list[Idea]:
    """Let an idea say what the first part says, and make a new idea of each other part, by the same
    author and in the same state. Returns the new ones.

    Who supports the idea goes on supporting it alone: nobody knows which part they meant. Raises
    Conflict, Forbidden for one's own idea, NotFound, BadInput for the number of parts, and
    InvalidContent for what a part says.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    [idea] = lock([idea_id], by_hash)
    if idea.version != version:
        raise Conflict(CHANGED)
    rules.check_split(idea.state, len(parts))
    for content in parts:
        ideas.check_content(content, idea.round)
    now = clock.now()
    before = {"version": version, "change_asked": idea.change_asked}
    ideas.rewrite(idea, parts[0], now)
    made = [_part_of(idea, content, now) for content in parts[1:]]
    mail_ids = _mail_author(idea, made, clock)
    for part in made:
        step = lineage.Step(LineageKind.SPLIT, idea.id, part.id, before)
        row = lineage.note(step, actor, now, (idea.version, part.version))
        row.mail_ids = mail_ids
        if idea.author_id is not None and idea.state == State.PUBLISHED:
            follow_own(idea.author_id, Kind.IDEA, part.number)
    if idea.state == State.PUBLISHED:
        what, mailed = in_every_language(SPLIT_NEWS), [idea.author_id] if mail_ids else []
        but_not = [each for each in mailed if each is not None]
        tell(Kind.IDEA, idea.number, event=EVENT, what=what, clock=clock, but_not=but_not)
    _record(actor, EVENT, idea, [part.number for part in made], clock)
    db.session.flush()
    return made


def undo_split(idea_id: int, *, by: Account, version: int, clock: Clock) -> None:
    """Give an idea its whole text back, and delete the new ones, as if it had not been split.

    Raises Conflict once the mail may have gone, or something happened to one of the ideas,
    Forbidden for one's own idea, and NotFound.
    """
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    [idea] = lock([idea_id], by_hash)
    rows = split_of(idea_id, clock.now())
    if not rows or idea.version != version or rows[-1].made_version != version:
        raise Conflict(NO_UNDO)
    parts = lock([row.into_id for row in rows], by_hash)
    untouched = all(part.version == row.part_version for part, row in zip(parts, rows, strict=True))
    if not untouched or any(_is_used(part) for part in parts):
        raise Conflict(NO_UNDO)
    if not all(cancel(mail_id) for mail_id in rows[-1].mail_ids):
        raise Conflict(NO_UNDO)
    _give_back(idea, int(rows[-1].before["version"]))
    idea.change_asked = bool(rows[-1].before["change_asked"])
    numbers = [part.number for part in parts]
    for part in parts:
        if idea.author_id is not None:
            end_again(idea.author_id, Kind.IDEA, part.number)
    take_back(Kind.IDEA, idea.number, EVENT)
    db.session.execute(delete(Idea).where(Idea.id.in_([part.id for part in parts])))
    db.session.expire_all()
    _record(actor, "idea.split_undone", db.session.get_one(Idea, idea_id), numbers, clock)


def _part_of(idea: Idea, content: Content, now: datetime) -> Idea:
    token = secrets.token_urlsafe(24)
    values = ideas.new_values(
        idea.round,
        content,
        at=now,
        channel=Channel(idea.channel),
        token=token,
        author_id=idea.author_id,
    )
    # When the resident handed it in; only its number is new.
    values["submitted_at"] = idea.submitted_at
    values["organisation_id"] = idea.organisation_id
    if idea.state == State.PUBLISHED:
        values |= {"state": State.PUBLISHED.value, "published_at": now, "decided_at": now}
    insert_once(Idea, values)
    return db.session.scalars(select(Idea).where(Idea.token == token)).one()


def _is_used(part: Idea) -> bool:
    followed_by = followers(Kind.IDEA, part.number)
    return bool(followed_by - {part.author_id}) or queries.is_referred_to(part.id)


def _give_back(idea: Idea, number: int) -> None:
    kept = select(IdeaVersion).where(IdeaVersion.idea_id == idea.id, IdeaVersion.number == number)
    before = db.session.scalars(kept).one()
    content = Content(before.title, before.text, before.field_key, before.goal_key)
    ideas.write_in(idea, content)
    db.session.delete(before)
    db.session.flush()


def _mail_author(idea: Idea, parts: Sequence[Idea], clock: Clock) -> list[int]:
    author = idea.author
    if author is None or not author.active:
        return []
    contact = contact_of(idea.round, author.language)
    draft = mails.split(named(idea), [named(part) for part in parts], contact, author.language)
    address = account_queries.address_of(author)
    return [enqueue(draft, to=address, clock=clock, wait=UNDO_FOR).id]


def _record(actor: Actor, action: str, idea: Idea, parts: list[str], clock: Clock) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
        parts=parts,
    )
