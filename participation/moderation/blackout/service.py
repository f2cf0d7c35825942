"""Blacking a passage out of an idea: it goes from everything that is kept of the idea, and the
original is enciphered for one role."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from participation.accounts import queries as account_queries
from participation.accounts.models import Account
from participation.audit.service import Actor, record
from participation.extensions import db
from participation.ideas import originals
from participation.ideas.models import Idea, IdeaImport, IdeaOriginal, IdeaVersion
from participation.ideas.originals import Original
from participation.ideas.rules import Content
from participation.ideas.service import folded
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.keyring import service as keyring
from participation.moderation import remedies
from participation.moderation.blackout import mails, rules
from participation.moderation.blackout.matching import Span, spans
from participation.moderation.blackout.places import Place, places, values_of
from participation.moderation.blackout.rules import Kind
from participation.moderation.lineage import split_off_from
from participation.moderation.remedies import Side
from participation.moderation.rules import complaint_until
from participation.moderation.service import lock_idea
from participation.moderation.telling import contact_of, reachable
from participation.outbox.erasing import rewrite_unsent
from participation.outbox.service import enqueue
from participation.web.urls import external_url

CHANGED = N_("Diese Idee hat sich inzwischen geändert. Es wurde nichts geschwärzt.")
HELD = N_(
    "Diese Idee bleibt unverändert, bis geklärt ist, ob jemand in Gefahr ist. Schwärzen Sie danach."
)
NOT_THERE = N_("„%(passage)s“ steht nirgends in dieser Idee. Kopieren Sie die Stelle genau.")
QUOTE_LENGTH = 60


@dataclass(frozen=True)
class Order:
    """What is to go: passages, from which kinds of places beside the idea's own text, on which
    version of the idea, and what the author is told, without the passages."""

    passages: tuple[str, ...]
    kinds: frozenset[Kind]
    version: int
    facts: str


def black_out(idea_id: int, order: Order, *, by: Account, clock: Clock, tell: bool = True) -> bool:
    """Black passages out of an idea, and tell whether its present text had one: then its author is
    mailed (`tell`), without the passages. The record names the idea, never the passage.

    Raises BadInput (`further`, `facts`), Conflict when the idea changed since it was read or is
    kept because of a threat, Forbidden for one's own idea, and NotFound.
    """
    rules.check(order.passages, order.facts)
    actor, by_hash = Actor(by.id, by.label), by.address_hash
    idea = lock_idea(idea_id, by_hash, order.version, CHANGED)
    if idea.held_at is not None:
        raise Conflict(HELD)
    _lock_origins(idea_id)
    chosen = [
        place
        for place in there(idea, order.passages)
        if place.kind is None or place.kind in order.kinds
    ]
    now = clock.now()
    for place in chosen:
        known = known_by(place.token, place.value)
        keyring.note_redaction(*known, spans=spans_of(place), clock=clock)
    row = write(idea, chosen, order.passages, actor, now)
    own = says(idea, chosen)
    row.facts = order.facts if own else ""
    record(
        actor=actor,
        action="idea.redacted",
        subject_kind="idea",
        subject_id=idea.number,
        clock=clock,
        places=len(chosen),
    )
    if own and tell:
        _tell_author(idea, row, clock)
    return own


def _lock_origins(idea_id: int) -> None:
    """Lock what the ideas said from which this one was split off: two who black out parts of one
    idea change the same texts. Raises Conflict while one of them is kept because of a threat."""
    origins = split_off_from(idea_id)
    held = select(Idea.id).where(Idea.id.in_(origins), Idea.held_at.is_not(None))
    if db.session.scalars(held).first() is not None:
        raise Conflict(HELD)
    theirs = select(IdeaVersion.id).where(IdeaVersion.idea_id.in_(origins))
    db.session.execute(theirs.order_by(IdeaVersion.id).with_for_update())


def there(idea: Idea, passages: Collection[str]) -> list[Place]:
    """Return where passages stand. Raises BadInput (`further`) for one that stands nowhere."""
    values = values_of(idea)
    for passage in passages:
        if not places(values, [passage]):
            raise BadInput(NOT_THERE, field="further", passage=passage[:QUOTE_LENGTH])
    return places(values, passages)


def is_done(idea_id: int, version: int, account_id: int) -> bool:
    """Tell whether this person blacked something out of this version of an idea."""
    by = (IdeaOriginal.version == version, IdeaOriginal.by_id == account_id)
    query = select(IdeaOriginal.id).where(IdeaOriginal.idea_id == idea_id, *by)
    return db.session.scalar(query) is not None


def says(idea: Idea, chosen: Collection[Place]) -> bool:
    """Tell whether the present text of an idea is among places."""
    return any(place.kind is None and place.row is idea for place in chosen)


def known_by(token: str, value: str) -> tuple[str, ...]:
    """Return what the journal knows a text of the idea with this token by, wherever it stands: what
    is a version now may be the idea's own text in a backup."""
    return "idea", token, value


def spans_of(place: Place) -> str:
    """Return what goes of a value, as the journal notes it."""
    return rules.noted(place.found)


def write(
    idea: Idea,
    chosen: Collection[Place],
    passages: Collection[str],
    actor: Actor,
    now: datetime,
    *,
    keep: bool = True,
) -> IdeaOriginal:
    """Black out places of a locked idea, and passages in mails that wait; `keep` the original.
    Return the row about it."""
    keep = keep and says(idea, chosen)
    sealed = originals.seal(Original(idea.title, idea.text)) if keep else None
    row = IdeaOriginal(
        idea_id=idea.id,
        version=idea.version,
        sealed=sealed,
        at=now,
        by_id=actor.id,
        by_label=actor.label,
        delete_after=complaint_until(now, idea.round.timezone),
    )
    db.session.add(row)
    for place in chosen:
        place.write()
    content = Content(idea.title, idea.text, idea.field_key, idea.goal_key)
    idea.folded = folded(content)
    # Also where only an earlier version had the passage: what was read before is out of date.
    flag_modified(idea, "title")
    # The digest of the line of a file would tell whether a guess is right.
    digests = update(IdeaImport).where(IdeaImport.idea_id == idea.id).values(digest="")
    db.session.execute(digests)
    db.session.flush()
    rewrite_unsent(
        idea.number,
        lambda text: rules.blacked_out(text, _beside_links(text, spans(text, passages))),
        since=idea.submitted_at,
    )
    for kept in ("pages", "counts"):
        current_app.extensions[kept].clear()
    return row


def _beside_links(text: str, found: list[Span]) -> list[Span]:
    """Return those parts of a mail that stand in no link to the city's pages: a host or a path may
    have the same letters, and says nothing of anybody."""
    base = re.escape(current_app.config["BASE_URL"])
    links = [link.span() for link in re.finditer(rf"{base}/\S*", text)]
    return [
        (start, end)
        for start, end in found
        if not any(first <= start and end <= last for first, last in links)
    ]


def kept_until(idea: Idea, now: datetime) -> datetime:
    """Return until when an original would be kept that is enciphered now."""
    return complaint_until(now, idea.round.timezone)


def told(idea: Idea, facts: str, now: datetime) -> str:
    """Return what another mail tells the author of an idea about what was blacked out, in their
    language: also that they can complain on its page."""
    until, zone = kept_until(idea, now), idea.round.timezone
    with force_locale(idea.author.language if idea.author else "de"):
        return f"{mails.told(facts, until, zone)} {mails.on_its_page(until, zone)}"


def _tell_author(idea: Idea, row: IdeaOriginal, clock: Clock) -> None:
    author = idea.author
    if author is None or not reachable(idea):
        return
    db.session.flush()
    news = mails.Redacted(
        number=idea.number,
        facts=row.facts,
        url=external_url("ideas.show", slug=idea.round.slug, number=idea.number),
        contact=contact_of(idea.round, author.language),
        complain=remedies.link(Side.BLACKED_OUT, row.id),
        until=row.delete_after,
        zone=idea.round.timezone,
    )
    draft = mails.redacted(news, author.language)
    enqueue(draft, to=account_queries.address_of(author), clock=clock)
