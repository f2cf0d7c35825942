"""Reading the queue as a moderator chose it, and everything that stands beside an idea."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
from participation.ideas.rules import READABLE_STATES, State, parse_number
from participation.ideas.similar.finding import finds
from participation.moderation.queries import Rounds
from participation.moderation.redaction.queries import LISTED_WORDS
from participation.moderation.reports.models import Report
from participation.moderation.workbench.choosing import Choice, Stage
from participation.moderation.workbench.deadlines import due_is, spans_of
from participation.moderation.workbench.models import (
    Handover,
    IdeaClaim,
    WorkbenchKeys,
)
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.paging import Page

PER_PAGE = 50
FEW = 1000
"""Ideas that a search finds, up to which they are looked up once and by their ids from then on."""
ORDER = {Stage.REPORTED: 0, Stage.NEW: 1, Stage.ASKED: 2}


@dataclass(frozen=True)
class Viewer:
    """Who works on the queue: account, address, and the rounds they moderate."""

    account_id: int
    address_hash: str
    rounds: Rounds


def conditions(choice: Choice, viewer: Viewer, now: datetime) -> list[ColumnElement[bool]]:
    """Return what an idea has to meet to be shown; how it waits is left to `stage_is`."""
    found: list[ColumnElement[bool]] = [
        true() if viewer.rounds is None else Idea.round_id.in_(viewer.rounds)
    ]
    if choice.round_slug:
        found.append(Idea.round_id.in_(select(Round.id).where(Round.slug == choice.round_slug)))
    if choice.field_key:
        found.append(Idea.field_key == choice.field_key)
    if choice.language:
        spoken = select(Account.id).where(Account.language == choice.language)
        unknown = and_(Idea.author_id.is_(None), literal(choice.language == "de"))
        found.append(Idea.author_id.in_(spoken) | unknown)
    if choice.mine:
        mine = (IdeaClaim.account_id == viewer.account_id, IdeaClaim.until > now)
        found.append(Idea.id.in_(select(IdeaClaim.idea_id).where(*mine)))
    if choice.due:
        spans = choice.spans
        if spans is None:
            spans = spans_of(choice.due, round_queries.without_frames(), now)
        found.append(due_is(spans))
    if choice.q:
        found.append(_matches(choice))
    return found


def looked_up(
    choice: Choice, viewer: Viewer, now: datetime, rounds: Iterable[Round] | None = None
) -> Choice:
    """Return the choice with what its end of the time to decide means, in the rounds where
    something waits, and with what its search finds of what waits, where that is little.

    Then the texts are looked through once, and not by each query: the next idea, too, is found at
    once where only few of many are meant.
    """
    if choice.due:
        rounds = round_queries.without_frames() if rounds is None else rounds
        choice = replace(choice, spans=spans_of(choice.due, rounds, now))
    if not choice.q or parse_number(choice.q):
        return choice
    waits = or_(*map(stage_is, Stage))
    query = select(Idea.id).where(waits, *conditions(choice, viewer, now)).limit(FEW + 1)
    found = frozenset(db.session.scalars(query))
    return replace(choice, hits=found) if len(found) <= FEW else choice


def _matches(choice: Choice) -> ColumnElement[bool]:
    if choice.hits is not None:
        return Idea.id.in_(sorted(choice.hits))
    parsed = parse_number(choice.q)
    if parsed:
        return and_(Idea.id == parsed[1], Idea.year == parsed[0])
    return finds(choice.folded)


def stage_is(stage: Stage) -> ColumnElement[bool]:
    """Return the condition that an idea waits this way."""
    if stage is Stage.REPORTED:
        reported = select(Report.idea_id).where(Report.settled_at.is_(None))
        return and_(Idea.state.in_(READABLE_STATES), Idea.id.in_(reported))
    return and_(Idea.state == State.WAITING, Idea.change_asked.is_(stage is Stage.ASKED))


def since(stage: Stage) -> ColumnElement[Any]:
    """Return the column by which ideas of a stage are in order, beside their ids."""
    if stage is not Stage.REPORTED:
        return Idea.submitted_at.expression
    first = select(func.min(Report.at)).where(
        Report.idea_id == Idea.id, Report.settled_at.is_(None)
    )
    return first.scalar_subquery()


def queue_of(choice: Choice, viewer: Viewer, now: datetime, stages: list[Stage]) -> Select[Any]:
    """Return the query of ideas that wait in one of these ways, by id, and since when."""
    met = conditions(choice, viewer, now)
    each = [
        select(
            Idea.id.label("id"), literal(ORDER[stage]).label("stage"), since(stage).label("since")
        ).where(stage_is(stage), *met)
        for stage in stages
    ]
    both = union_all(*each).subquery()
    return select(both.c.id, both.c.stage, both.c.since)


@dataclass(frozen=True)
class Load:
    """How many ideas wait in which way, within all filters but the way, and since when."""

    counts: dict[Stage, int]
    first: dict[Stage, datetime]

    @property
    def oldest(self) -> datetime | None:
        """Since when the first of them has waited."""
        return min(self.first.values(), default=None)

    def of(self, stage: Stage | None) -> Load:
        """Return how many wait this way alone, None for every way."""
        if stage is None:
            return self
        counts = {each: count if each is stage else 0 for each, count in self.counts.items()}
        return Load(counts, {each: at for each, at in self.first.items() if each is stage})

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def load(choice: Choice, viewer: Viewer, now: datetime) -> Load:
    """Return how much waits."""
    queue = queue_of(choice, viewer, now, list(Stage)).subquery()
    query = select(queue.c.stage, func.count(), func.min(queue.c.since)).group_by(queue.c.stage)
    rows = {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
    counts = {stage: rows.get(ORDER[stage], (0, None))[0] for stage in Stage}
    moments = {stage: rows[ORDER[stage]][1] for stage in Stage if ORDER[stage] in rows}
    return Load(counts, {stage: at for stage, at in moments.items() if at is not None})


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


def held_by_others(ids: Sequence[int], viewer: Viewer, now: datetime) -> frozenset[int]:
    """Return those of the ideas that somebody else holds."""
    others = (IdeaClaim.account_id != viewer.account_id, IdeaClaim.until > now)
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
