"""Which ideas went into one, and out of which: a family is an idea with all that were merged into
it. Merging moves nothing; it sets a pointer, and undoing takes that away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, exists, func, or_, select, union, update
from sqlalchemy.orm import aliased, joinedload

from participation.audit.service import Actor
from participation.extensions import db
from participation.ideas.models import Idea, IdeaLineage, IdeaSupport
from participation.ideas.rules import READABLE_STATES, LineageKind, State, parse_number

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


@dataclass(frozen=True)
class Kin:
    """What there is of an idea's lineage: its events, oldest first, and all ideas in it."""

    events: Sequence[IdeaLineage]
    ideas: Sequence[Idea]


def lineage_of(idea: Idea, kin: Kin | None = None) -> Lineage:
    """Return the public lineage of an idea; `kin` where that was read already."""
    kin = _kin(idea.id) if kin is None else kin
    shown = {each.id: _of(each) for each in kin.ideas if each.state in READABLE_STATES}
    splits = [(row.from_id, row.into_id) for row in standing(kin.events, LineageKind.SPLIT)]
    parts = [shown.get(part) for origin, part in splits if origin == idea.id]
    origin = next((shown.get(first) for first, part in splits if part == idea.id), None)
    return Lineage(
        shown.get(root_of(idea).id),
        tuple(_of(each) for each in _members(idea.id, kin.ideas)),
        origin,
        tuple(part for part in parts if part),
    )


def _members(idea_id: int, ideas: Sequence[Idea]) -> list[Idea]:
    """Return those of the ideas that went into one, on whatever way."""
    into = {each.id: each.merged_into_id for each in ideas if each.state == State.MERGED}
    members, found = {idea_id}, 0
    while found != len(members):
        found = len(members)
        members |= {each for each, target in into.items() if target in members}
    return [each for each in ideas if each.id in members - {idea_id}]


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


_NAMED = (joinedload(Idea.author), joinedload(Idea.organisation))


def _kin(idea_id: int) -> Kin:
    related = or_(IdeaLineage.from_id == idea_id, IdeaLineage.into_id == idea_id)
    events = db.session.scalars(select(IdeaLineage).where(related).order_by(IdeaLineage.id))
    query = select(Idea).where(Idea.id.in_(select(relatives(idea_id).c.id))).options(*_NAMED)
    return Kin(events.all(), db.session.scalars(query.order_by(Idea.id)).all())


def relatives(idea_id: int) -> CTE:
    """Return the ids of the ideas of a lineage as a table of `id`: what went into an idea and what
    it went into, on whatever way, what it was split from, and its parts."""
    member, split = aliased(Idea), IdeaLineage.kind == LineageKind.SPLIT
    merged = (Idea.id == idea_id, Idea.state == State.MERGED)
    above = select(Idea.merged_into_id.label("id")).where(*merged).cte("above", recursive=True)
    further = (member.id == above.c.id, member.state == State.MERGED)
    above = above.union(select(member.merged_into_id).where(*further))
    return union(
        select(_merged([idea_id]).c.id),
        select(above.c.id),
        select(IdeaLineage.from_id).where(split, IdeaLineage.into_id == idea_id),
        select(IdeaLineage.into_id).where(split, IdeaLineage.from_id == idea_id),
    ).cte("relatives")


def _of(idea: Idea) -> Relative:
    body, author = idea.organisation, idea.author
    name = body.name if body else author.pseudonym if author else None
    return Relative(idea.id, idea.number, idea.title, name or None)


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
    query = select(merged.c.root, Idea).join(Idea, Idea.id == merged.c.id).options(*_NAMED)
    found: dict[int, tuple[Relative, ...]] = {}
    for root, idea in db.session.execute(query.order_by(Idea.id)):
        found[root] = (*found.get(root, ()), _of(idea))
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
