"""Which ideas went into one, and out of which: a family is an idea with all that were merged into
it. Merging moves nothing; it sets a pointer, and undoing takes that away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from participation.accounts.models import Account
from participation.audit.service import Actor
from participation.extensions import db
from participation.ideas.models import Idea, IdeaLineage, IdeaSupport
from participation.ideas.rules import READABLE_STATES, LineageKind, State, number_of, parse_number
from participation.organisations.models import Organisation

MOMENTS = ("decided_at", "published_at")
RESTORABLE = ("state", "change_asked", "merged_into_id", *MOMENTS)
"""What merging changes of an idea, and undoing puts back."""


def family(idea_id: int) -> CTE:
    """Return the ids of an idea and of all that went into it, on whatever way, as a table of
    `id`."""
    root, member = aliased(Idea), aliased(Idea)
    first = select(root.id).where(root.id == idea_id).cte("family", recursive=True)
    merged = (member.merged_into_id == first.c.id, member.state == State.MERGED)
    return first.union(select(member.id).where(*merged))


def root_of(idea: Idea) -> Idea:
    """Return the idea that a merged one is found in at last; any other is its own."""
    seen = {idea.id}
    while idea.state == State.MERGED and idea.merged_into_id not in seen | {None}:
        idea = db.session.get_one(Idea, idea.merged_into_id)
        seen.add(idea.id)
    return idea


@dataclass(frozen=True)
class Relative:
    """A public idea in the lineage of another: what its page and files name."""

    id: int
    number: str
    title: str
    author: str | None


@dataclass(frozen=True)
class Lineage:
    """What everybody may know of where an idea came from and went: the idea that it is found in,
    those that went into it, what it was split from, and its other parts."""

    into: Relative | None = None
    members: tuple[Relative, ...] = ()
    split_from: Relative | None = None
    parts: tuple[Relative, ...] = ()

    @property
    def authors(self) -> list[str | None]:
        """Those who wrote what went into it, as they are named in public; None without a name."""
        return list(dict.fromkeys(each.author for each in self.members))


def lineage_of(idea: Idea, events: Sequence[IdeaLineage] | None = None) -> Lineage:
    """Return the public lineage of an idea; `events` are all of it where they were read already."""
    root = root_of(idea)
    split = standing(_events(idea.id) if events is None else events, LineageKind.SPLIT)
    splits = [(row.from_id, row.into_id) for row in split]
    further = {root.id, *(id_ for pair in splits for id_ in pair)} - {idea.id}
    members, shown = _members_and(idea.id, further)
    parts = [shown.get(part) for origin, part in splits if origin == idea.id]
    origin = next((shown.get(first) for first, part in splits if part == idea.id), None)
    return Lineage(
        shown.get(root.id),
        members,
        origin,
        tuple(part for part in parts if part),
    )


def has_lineage(idea_id: int) -> ColumnElement[bool]:
    """Return the condition that `lineage_of` has anything to say of an idea, to be asked for with
    the idea itself: most have none, and their page takes no statement for it."""
    other = aliased(Idea)
    return or_(
        exists().where(other.id == idea_id, other.merged_into_id.is_not(None)),
        exists().where(other.merged_into_id == idea_id),
        exists().where(or_(IdeaLineage.from_id == idea_id, IdeaLineage.into_id == idea_id)),
    )


def standing(events: Sequence[IdeaLineage], kind: LineageKind) -> list[IdeaLineage]:
    """Return the events of a kind that were not undone."""
    return [row for row in events if row.kind == kind and row.undone_at is None]


def _events(idea_id: int) -> list[IdeaLineage]:
    query = select(IdeaLineage).where(
        or_(IdeaLineage.from_id == idea_id, IdeaLineage.into_id == idea_id)
    )
    return list(db.session.scalars(query.order_by(IdeaLineage.id)))


_COLUMNS = (
    Idea.id,
    Idea.year,
    Idea.title,
    Idea.merged_into_id,
    Account.pseudonym,
    Organisation.name.label("organisation"),
)


def _named(query: Any) -> Any:
    return query.outerjoin(Account, Account.id == Idea.author_id).outerjoin(
        Organisation, Organisation.id == Idea.organisation_id
    )


def _relative(row: Row[Any]) -> Relative:
    author = row.organisation or row.pseudonym or None
    return Relative(row.id, number_of(row.year, row.id), row.title, author)


def _members_and(
    idea_id: int, further: Collection[int]
) -> tuple[tuple[Relative, ...], dict[int, Relative]]:
    """Return what went into an idea, and of others those that everybody can read, by their ids. One
    statement."""
    other, merged = aliased(Idea), _merged([idea_id])
    readable = (other.id.in_(further), other.state.in_(READABLE_STATES))
    alone = select(other.id.label("root"), other.id).where(*readable)
    wanted = select(merged.c.root, merged.c.id).union_all(alone).subquery()
    query = _named(select(wanted.c.root, *_COLUMNS).join(wanted, wanted.c.id == Idea.id))
    found = [(row.root, _relative(row)) for row in db.session.execute(query.order_by(Idea.id))]
    members = tuple(each for root, each in found if root == idea_id)
    return members, {root: each for root, each in found if root != idea_id}


def _merged(ids: Collection[int]) -> CTE:
    """Return what went into ideas, on whatever way, as a table of `root` and `id`."""
    into, member = aliased(Idea), aliased(Idea)
    first = (
        select(into.merged_into_id.label("root"), into.id.label("id"))
        .where(into.merged_into_id.in_(ids), into.state == State.MERGED)
        .cte("merged", recursive=True)
    )
    further = select(first.c.root, member.id).where(
        member.merged_into_id == first.c.id, member.state == State.MERGED
    )
    return first.union(further)


def members_of(ids: Collection[int]) -> dict[int, tuple[Relative, ...]]:
    """Return what went into each of these ideas, on whatever way, in the order of the numbers;
    ideas into which nothing went are missing. One statement."""
    if not ids:
        return {}
    merged = _merged(ids)
    query = _named(select(merged.c.root, *_COLUMNS).join(Idea, Idea.id == merged.c.id))
    found: dict[int, tuple[Relative, ...]] = {}
    for row in db.session.execute(query.order_by(Idea.id)):
        found[row.root] = (*found.get(row.root, ()), _relative(row))
    return found


def with_merged(numbers: Sequence[str]) -> list[str]:
    """Return these numbers and those of the ideas that went into them, whose followers go on with
    them."""
    ids = [pair[1] for number in numbers if (pair := parse_number(number)) is not None]
    members = members_of(ids)
    return [*numbers, *(each.number for merged in members.values() for each in merged)]


def supported_by(idea_id: int, account_id: int | None) -> Any:
    """Return the condition that an account supports an idea or one that went into it."""
    ids = select(family(idea_id).c.id)
    return exists().where(IdeaSupport.idea_id.in_(ids), IdeaSupport.account_id == account_id)


def wrote_in(idea_id: int, account_id: int) -> bool:
    """Tell whether an account wrote an idea or one that went into it."""
    ids = select(family(idea_id).c.id)
    wrote = exists().where(Idea.id.in_(ids), Idea.author_id == account_id)
    return bool(db.session.scalar(select(wrote)))


def counted_at(idea: Idea) -> set[int]:
    """Return the ideas that count who supports this one: itself, and the one it is found in."""
    return {idea.id, root_of(idea).id}


def recount(idea_id: int) -> None:
    """Count who supports a family, each person once, and keep that with its first idea. No edit, so
    the version that forms carry stays."""
    ids = select(family(idea_id).c.id)
    people = select(func.count(func.distinct(IdeaSupport.account_id))).where(
        IdeaSupport.idea_id.in_(ids)
    )
    count = db.session.scalar(people) or 0
    db.session.execute(update(Idea).where(Idea.id == idea_id).values(support=count))


@dataclass(frozen=True)
class Step:
    """One event of a lineage, to be written by `note`."""

    kind: LineageKind
    from_id: int
    into_id: int
    before: dict[str, Any] = field(default_factory=dict)


def note(step: Step, actor: Actor, now: datetime, versions: tuple[int, int | None]) -> IdeaLineage:
    """Keep an event of a lineage with the versions that it made."""
    row = IdeaLineage(
        kind=step.kind.value,
        from_id=step.from_id,
        into_id=step.into_id,
        at=now,
        by_id=actor.id,
        by_label=actor.label,
        before=step.before,
        made_version=versions[0],
        part_version=versions[1],
        mail_ids=[],
    )
    db.session.add(row)
    db.session.flush()
    return row


def join(source: Idea, target: Idea, actor: Actor, now: datetime) -> IdeaLineage:
    """Let an idea go into another one, both locked, and count support anew."""
    before = {name: _plain(getattr(source, name)) for name in RESTORABLE}
    source.state, source.merged_into_id = State.MERGED.value, target.id
    source.change_asked, source.decided_at = False, now
    source.published_at = source.published_at or now
    db.session.flush()
    recount(target.id)
    step = Step(LineageKind.MERGE, source.id, target.id, before)
    return note(step, actor, now, (source.version, None))


def leave(row: IdeaLineage, idea: Idea, by_label: str, now: datetime) -> None:
    """Take an idea out of the one that it went into: it stands as it did before, with those that
    had come into it."""
    for name, value in row.before.items():
        moment = name in MOMENTS and value is not None
        setattr(idea, name, datetime.fromisoformat(value) if moment else value)
    row.undone_at, row.undone_by = now, by_label
    db.session.flush()
    recount(row.from_id)
    recount(root_of(db.session.get_one(Idea, row.into_id)).id)


def open_merge(idea_id: int) -> IdeaLineage | None:
    """Return by what an idea went into another one, None where that was undone or never was."""
    query = select(IdeaLineage).where(
        IdeaLineage.from_id == idea_id,
        IdeaLineage.kind == LineageKind.MERGE,
        IdeaLineage.undone_at.is_(None),
    )
    return db.session.scalar(query.order_by(IdeaLineage.id.desc()).limit(1))


def settle(ideas: Sequence[Idea], now: datetime) -> None:
    """Call it after the states of ideas have changed: what went into one that nobody can read any
    more stands for itself again, and a family that one went into is counted anew."""
    gone = [idea.id for idea in ideas if idea.state not in READABLE_STATES]
    if gone:
        _release_members(gone, now)
    into = {idea.merged_into_id for idea in ideas if idea.merged_into_id is not None}
    for into_id in sorted(into):
        recount(root_of(db.session.get_one(Idea, into_id)).id)


def _release_members(ids: Sequence[int], now: datetime) -> None:
    into = and_(Idea.id == IdeaLineage.from_id, Idea.merged_into_id == IdeaLineage.into_id)
    query = (
        select(IdeaLineage, Idea)
        .join(Idea, into)
        .where(IdeaLineage.into_id.in_(ids), IdeaLineage.undone_at.is_(None))
        .where(IdeaLineage.kind == LineageKind.MERGE, Idea.state == State.MERGED)
    )
    for row, member in db.session.execute(query.order_by(IdeaLineage.id)).all():
        leave(row, member, "", now)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
