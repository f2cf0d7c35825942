"""Reading the queue as a moderator chose it, and everything that stands beside an idea."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea, IdeaLineage
from participation.ideas.rules import State
from participation.moderation.choosing import Choice, Stage
from participation.moderation.queries import Rounds
from participation.moderation.redaction.looking import kept_for
from participation.moderation.redaction.models import IdeaMarks
from participation.moderation.redaction.queries import LISTED_WORDS
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import (
    Handover,
    IdeaClaim,
    WorkbenchKeys,
)
from participation.moderation.workbench.narrowing import (
    Viewer,
    conditions,
    looked_at,
    looked_up,
    stage_is,
)
from participation.rounds.models import Round
from participation.web.paging import Page

PER_PAGE = 50
ORDER = {Stage.REPORTED: 0, Stage.NEW: 1, Stage.ASKED: 2}


def since(stage: Stage) -> ColumnElement[Any]:
    """Return the column by which ideas of a stage are in order, beside their ids."""
    if stage is not Stage.REPORTED:
        return Idea.submitted_at.expression
    first = select(func.min(Report.at)).where(
        Report.idea_id == Idea.id, Report.settled_at.is_(None)
    )
    return first.scalar_subquery()


def queue_of(choice: Choice, viewer: Viewer, now: datetime, stages: list[Stage]) -> Select[Any]:
    """Return the query of ideas that wait in one of these ways, with their versions, and since
    when."""
    met = conditions(choice, viewer, now)
    each = [
        select(
            Idea.id.label("id"),
            Idea.version.label("version"),
            literal(ORDER[stage]).label("stage"),
            since(stage).label("since"),
        ).where(stage_is(stage), *met)
        for stage in stages
    ]
    both = union_all(*each).subquery()
    return select(both.c.id, both.c.version, both.c.stage, both.c.since)


@dataclass(frozen=True)
class Load:
    """How many ideas wait in which way, within all filters but the way, and since when; how many of
    them have marks, and of how many nobody knows it yet."""

    counts: dict[Stage, int]
    first: dict[Stage, datetime]
    marked: dict[Stage, int]
    unknown: dict[Stage, int]

    @property
    def oldest(self) -> datetime | None:
        """Since when the first of them has waited."""
        return min(self.first.values(), default=None)

    def of(self, stage: Stage | None) -> Load:
        """Return how many wait this way alone, None for every way."""
        if stage is None:
            return self
        counts, marked, unknown = (
            {each: count if each is stage else 0 for each, count in counted.items()}
            for counted in (self.counts, self.marked, self.unknown)
        )
        first = {each: at for each, at in self.first.items() if each is stage}
        return Load(counts, first, marked, unknown)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def with_marks(self, stage: Stage | None) -> int | None:
        """Return how many that wait this way (None: in any way) have marks, None while that is not
        known of each."""
        return None if self.not_known(stage) else _sum(self.marked, stage)

    def not_known(self, stage: Stage | None) -> int:
        """Return of how many that wait this way nobody knows yet whether they have marks."""
        return _sum(self.unknown, stage)


def _sum(counts: dict[Stage, int], stage: Stage | None) -> int:
    return counts[stage] if stage else sum(counts.values())


def load(choice: Choice, viewer: Viewer, now: datetime) -> Load:
    """Return how much waits."""
    queue = queue_of(choice, viewer, now, list(Stage)).subquery()
    seen = queue.c.id.in_(sorted(choice.with_marks))
    marked = case((or_(IdeaMarks.marked, seen), 1), else_=0)
    unknown = case((and_(IdeaMarks.idea_id.is_(None), ~seen), 1), else_=0)
    query = (
        select(
            queue.c.stage,
            func.count(),
            func.min(queue.c.since),
            func.sum(marked),
            func.sum(unknown),
        )
        .outerjoin(IdeaMarks, kept_for(queue.c.id, queue.c.version))
        .group_by(queue.c.stage)
    )
    rows = {row[0]: row for row in db.session.execute(query)}
    counts, with_marks, not_known = (
        {stage: int(rows[ORDER[stage]][at]) if ORDER[stage] in rows else 0 for stage in Stage}
        for at in (1, 3, 4)
    )
    moments = {stage: rows[ORDER[stage]][2] for stage in Stage if ORDER[stage] in rows}
    first = {stage: at for stage, at in moments.items() if at is not None}
    return Load(counts, first, with_marks, not_known)


def narrowed(
    choice: Choice, viewer: Viewer, now: datetime, rounds: Iterable[Round] | None = None
) -> tuple[Choice, Load]:
    """Return the choice with what its search finds and with what its texts say, and how much waits
    within it."""
    choice = looked_up(choice, viewer, now, rounds)
    if choice.marked:
        choice = looked_at(choice, viewer, now)
    return choice, load(choice, viewer, now)


def page_of(
    choice: Choice,
    viewer: Viewer,
    now: datetime,
    number: int,
    total: int,
    per_page: int = PER_PAGE,
) -> Page[Row[Any]]:
    """Return a page of what waits: rows of `Idea`, `since`, `stage` (0: reported), the author's
    `address_hash`, and who holds it (`holder_id`, `holder`), None for nobody."""
    if not total:
        return Page([], number, total, per_page)
    stages = [choice.stage] if choice.stage else list(Stage)
    queue = queue_of(choice, viewer, now, stages).subquery()
    order = (queue.c.stage, queue.c.since, queue.c.id)
    ids = select(queue).order_by(*order).offset((number - 1) * per_page).limit(per_page).subquery()
    holder = aliased(Account)
    held = and_(IdeaClaim.idea_id == Idea.id, IdeaClaim.until > now)
    query = (
        select(
            Idea,
            ids.c.since,
            ids.c.stage,
            Account.address_hash,
            IdeaClaim.account_id.label("holder_id"),
            holder.name.label("holder"),
        )
        .join(ids, ids.c.id == Idea.id)
        .outerjoin(Account, Account.id == Idea.author_id)
        .outerjoin(IdeaClaim, held)
        .outerjoin(holder, holder.id == IdeaClaim.account_id)
        .order_by(ids.c.stage, ids.c.since, ids.c.id)
    )
    return Page(db.session.execute(query).all(), number, total, per_page)


def rounds_with_work(viewer: Viewer, also: int | None = None) -> list[Round]:
    """Return the rounds in which something waits, and one more by its id; newest first."""
    waiting = Round.id.in_(select(Idea.round_id).where(Idea.state == State.WAITING))
    reported = Round.id.in_(select(Idea.round_id).join(Report).where(Report.settled_at.is_(None)))
    wanted = waiting | reported if also is None else waiting | reported | (Round.id == also)
    mine = true() if viewer.rounds is None else Round.id.in_(viewer.rounds)
    query = select(Round).where(wanted, mine).order_by(Round.id.desc())
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Item:
    """An idea with who holds it now, until when, whether it has a lineage, and the city's list of
    words that are marked."""

    idea: Idea
    claim: IdeaClaim | None
    holder: str | None
    has_lineage: bool
    words: str


def item_of(idea_id: int, now: datetime) -> Item | None:
    """Return an idea for the page on which it is decided; author and organisation come along."""
    return _item(now, Idea.id == idea_id)


def item_held_by(account_id: int, now: datetime) -> Item | None:
    """Return the idea that a person holds now, of several the one whose claim ends first."""
    return _item(now, IdeaClaim.account_id == account_id)


def _item(now: datetime, wanted: ColumnElement[bool]) -> Item | None:
    holder = aliased(Account)
    related = select(IdeaLineage.id).where(
        or_(IdeaLineage.from_id == Idea.id, IdeaLineage.into_id == Idea.id)
    )
    has_lineage = case((related.exists(), 1), else_=0)
    query = (
        select(Idea, IdeaClaim, holder.name, has_lineage, LISTED_WORDS)
        .outerjoin(Idea.author)
        .outerjoin(Idea.organisation)
        .outerjoin(IdeaClaim, and_(IdeaClaim.idea_id == Idea.id, IdeaClaim.until > now))
        .outerjoin(holder, holder.id == IdeaClaim.account_id)
        .options(contains_eager(Idea.author), contains_eager(Idea.organisation))
        .where(wanted)
        .order_by(IdeaClaim.until, Idea.id)
        .limit(1)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    return Item(row[0], row[1], row[2], bool(row[3]), row[4] or "")


def claimed_by(account_id: int, now: datetime) -> list[IdeaClaim]:
    """Return what a person holds now, what ends first at the head."""
    mine = (IdeaClaim.account_id == account_id, IdeaClaim.until > now)
    query = select(IdeaClaim).where(*mine).order_by(IdeaClaim.until, IdeaClaim.idea_id)
    return list(db.session.scalars(query))


def keys_row(account_id: int) -> WorkbenchKeys | None:
    """Return the keys that a person chose, None for the usual ones."""
    return db.session.get(WorkbenchKeys, account_id)


def held_by_others(ids: Sequence[int], account_id: int, now: datetime) -> frozenset[int]:
    """Return those of the ideas that somebody else holds."""
    others = (IdeaClaim.account_id != account_id, IdeaClaim.until > now)
    query = select(IdeaClaim.idea_id).where(IdeaClaim.idea_id.in_(ids), *others)
    return frozenset(db.session.scalars(query))


def handed_to(units: frozenset[int] | None, rounds: Rounds) -> list[Handover]:
    """Return the questions to these units about ideas of these rounds, None for all: open ones
    first, oldest first, and what was replied to last behind them, at most a hundred."""
    mine = true() if units is None else Handover.unit_id.in_(units)
    there = true() if rounds is None else Idea.round_id.in_(rounds)
    order = (Handover.replied_at.is_not(None), Handover.id)
    query = select(Handover).join(Idea, Idea.id == Handover.idea_id)
    query = query.where(mine, there).order_by(*order).limit(100)
    return list(
        db.session.scalars(query.options(joinedload(Handover.idea), joinedload(Handover.unit)))
    )
