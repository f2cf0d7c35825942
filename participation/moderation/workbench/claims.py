"""Holding an idea while one decides on it, so that two people never decide on the same one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, literal, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.extensions import UTCDateTime
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict, NotFound
from participation.moderation.alerts import somebody_looks
from participation.moderation.choosing import Choice, Stage
from participation.moderation.workbench.models import IdeaClaim
from participation.moderation.workbench.narrowing import (
    Viewer,
    conditions,
    looked_at,
    looked_up,
    stage_is,
)
from participation.moderation.workbench.queries import claimed_by, since
from participation.moderation.workbench.rules import CLAIM_FOR
from participation.web.transactions import begin_write

HELD = N_("Jemand anderes prüft die Idee gerade. Ihre Entscheidung wurde nicht gespeichert.")
Candidates = Select[int, int, datetime, None]
RACES = 20
"""How often the next idea is looked for when others take it in the same moment."""


def take_next(choice: Choice, viewer: Viewer, *, clock: Clock, resume: bool = False) -> int | None:
    """Claim the next idea that the filters show and nobody holds; return its id, None when there is
    none. Reported ones come first, what the person skipped comes last.

    With `resume` an idea that the person holds already comes before all others.
    """
    begin_write()
    now = clock.now()
    if resume and (held := claimed_by(viewer.account_id, now)):
        return claim(held[0].idea_id, viewer.account_id, clock=clock)
    choice = looked_up(choice, viewer, now)
    if choice.hits is not None and not choice.hits:
        return None
    if choice.marked:
        choice = looked_at(choice, viewer, now)
    stages = [choice.stage] if choice.stage else list(Stage)
    for skipped in (False, True):
        for stage in stages:
            query = _candidates(choice, viewer, now, stage, skipped=skipped)
            taken = _insert_first(query, now)
            if taken is not None:
                if stage is Stage.REPORTED:
                    somebody_looks(taken, clock)
                return taken
    return None


def _candidates(
    choice: Choice, viewer: Viewer, now: datetime, stage: Stage, *, skipped: bool
) -> Candidates:
    """The row of a claim for each idea of a stage that is free, the first to be taken first."""
    own = select(Account.id).where(Account.address_hash == viewer.address_hash)
    claimed = select(IdeaClaim.idea_id).where(IdeaClaim.idea_id == Idea.id)
    passed_by = and_(IdeaClaim.account_id == viewer.account_id, IdeaClaim.skipped_at.is_not(None))
    taken = IdeaClaim.until > now
    row = (
        Idea.id,
        literal(viewer.account_id),
        literal(now + CLAIM_FOR, UTCDateTime),
        null(),
    )
    query = select(*row).where(
        stage_is(stage),
        *conditions(choice, viewer, now),
        or_(Idea.author_id.is_(None), Idea.author_id.not_in(own)),
        ~claimed.where(taken if skipped else or_(taken, passed_by)).exists(),
    )
    # On PostgreSQL others who look in the same moment step over the row instead of waiting for it;
    # on SQLite nobody else writes.
    locked = query.with_for_update(of=Idea, skip_locked=True)
    return locked.order_by(since(stage), Idea.id).limit(1)


def _insert_first(query: Candidates, now: datetime) -> int | None:
    """Claim what the query finds first, in one statement; None when it finds nothing.

    On PostgreSQL somebody can have claimed it between this statement's look and its lock: then the
    claim that stands is kept, and the next look sees it.
    """
    session = begin_write()
    for _ in range(RACES):
        taken = session.scalar(_upsert(session, query, now))
        if taken is not None:
            return int(taken)
        if session.execute(query).first() is None:
            return None
    return None


def _upsert(session: Session, source: Candidates, now: datetime) -> Any:
    """A statement that claims what `source` finds, unless somebody else holds it."""
    names = ["idea_id", "account_id", "until", "skipped_at"]
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(IdeaClaim) if postgres else sqlite.insert(IdeaClaim)
    statement = insert.from_select(names, source)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[IdeaClaim.idea_id],
        set_={"account_id": new.account_id, "until": new.until, "skipped_at": None},
        where=or_(IdeaClaim.until <= now, IdeaClaim.account_id == new.account_id),
    ).returning(IdeaClaim.idea_id)


def claim(idea_id: int, account_id: int, *, clock: Clock) -> int | None:
    """Claim this idea, or hold it ten minutes more; None when somebody else holds it. Raises
    NotFound."""
    session = begin_write()
    now = clock.now()
    # The row of the idea is locked first, as wherever an idea is claimed or decided on.
    if session.scalar(select(Idea.id).where(Idea.id == idea_id).with_for_update()) is None:
        raise NotFound()
    until = literal(now + CLAIM_FOR, UTCDateTime)
    row = select(Idea.id, literal(account_id), until, null()).where(Idea.id == idea_id)
    taken = session.scalar(_upsert(session, row, now))
    if taken is not None and _is_public(idea_id):
        somebody_looks(idea_id, clock)
    return int(taken) if taken is not None else None


def _is_public(idea_id: int) -> bool:
    query = select(Idea.id).where(Idea.id == idea_id, Idea.state.in_(READABLE_STATES))
    return begin_write().scalar(query) is not None


def held_by(idea_id: int, account_id: int, now: datetime) -> bool:
    """Tell whether this person holds the idea."""
    row = begin_write().get(IdeaClaim, idea_id)
    return row is not None and row.account_id == account_id and row.until > now


def require_free(idea_id: int, account_id: int, now: datetime) -> None:
    """Raise Conflict when somebody else holds the idea."""
    session = begin_write()
    session.scalar(select(Idea.id).where(Idea.id == idea_id).with_for_update())
    others = (IdeaClaim.account_id != account_id, IdeaClaim.until > now)
    if session.scalar(select(IdeaClaim.idea_id).where(IdeaClaim.idea_id == idea_id, *others)):
        raise Conflict(HELD)


def release(*idea_ids: int) -> None:
    """Let go of ideas that were decided on."""
    begin_write().execute(delete(IdeaClaim).where(IdeaClaim.idea_id.in_(idea_ids)))


def skip(idea_id: int, account_id: int, *, clock: Clock) -> bool:
    """Let go of an idea without a decision. Tell whether the person held it."""
    session = begin_write()
    now = clock.now()
    mine = (IdeaClaim.idea_id == idea_id, IdeaClaim.account_id == account_id)
    values = {"until": now, "skipped_at": now}
    held = update(IdeaClaim).where(*mine, IdeaClaim.until > now).values(values)
    return session.scalar(held.returning(IdeaClaim.idea_id)) is not None
