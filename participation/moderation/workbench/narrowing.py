"""Which ideas of the queue a moderator wants to see, as conditions of a query, and where an idea is
that is asked for by its number and not among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, true

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, State, parse_number
from participation.ideas.similar.finding import finds
from participation.moderation.choosing import Choice, Stage
from participation.moderation.queries import Rounds
from participation.moderation.redaction import looking
from participation.moderation.reports.models import Report
from participation.moderation.workbench.deadlines import due_is, spans_of
from participation.moderation.workbench.models import IdeaClaim
from participation.rounds import queries as round_queries
from participation.rounds.models import Round

FEW = 1000
"""Ideas that a search finds, up to which they are looked up once and by their ids from then on."""


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
    if choice.marked:
        found.append(looking.may_have_marks())
        if choice.clean:
            found.append(Idea.id.not_in(sorted(choice.clean)))
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
    query = select(Idea.id).where(waits(), *conditions(choice, viewer, now)).limit(FEW + 1)
    found = frozenset(db.session.scalars(query))
    return replace(choice, hits=found) if len(found) <= FEW else choice


def looked_at(choice: Choice, viewer: Viewer, now: datetime) -> Choice:
    """Return the choice with which of what waits has marks, for those ideas of which it is not kept
    yet and which wait longest: then it narrows by what they say now."""
    met = conditions(replace(choice, marked=False), viewer, now)
    order = (Idea.submitted_at, Idea.id)
    looks = looking.look(waits(), *met, order=order, most=looking.IN_A_REQUEST)
    marked = frozenset(look.idea_id for look in looks if look.marked)
    clean = frozenset(look.idea_id for look in looks if not look.marked)
    return replace(choice, with_marks=marked, clean=clean)


def _matches(choice: Choice) -> ColumnElement[bool]:
    if choice.hits is not None:
        return Idea.id.in_(sorted(choice.hits))
    parsed = parse_number(choice.q)
    if parsed:
        return _has_number(parsed)
    return finds(choice.folded)


def _has_number(parsed: tuple[int, int]) -> ColumnElement[bool]:
    return and_(Idea.year == parsed[0], Idea.id == parsed[1])


def waits() -> ColumnElement[bool]:
    """Return the condition that an idea waits in any way."""
    return or_(*map(stage_is, Stage))


def stage_is(stage: Stage) -> ColumnElement[bool]:
    """Return the condition that an idea waits this way."""
    if stage is Stage.REPORTED:
        reported = select(Report.idea_id).where(Report.settled_at.is_(None))
        return and_(Idea.state.in_(READABLE_STATES), Idea.id.in_(reported))
    return and_(Idea.state == State.WAITING, Idea.change_asked.is_(stage is Stage.ASKED))


@dataclass(frozen=True)
class Elsewhere:
    """The idea that has the number of a search without being on the list, None where there is none,
    and whether it waits, so that only further filters leave it out."""

    idea: Idea | None = None
    waits: bool = False


def elsewhere(choice: Choice, viewer: Viewer) -> Elsewhere | None:
    """Return where the idea is whose number the search is, None for a search for words."""
    parsed = parse_number(choice.q)
    if parsed is None:
        return None
    mine = true() if viewer.rounds is None else Idea.round_id.in_(viewer.rounds)
    query = select(Idea, case((waits(), 1), else_=0))
    row = db.session.execute(
        query.where(Idea.id == parsed[1], Idea.year == parsed[0], mine)
    ).first()
    return Elsewhere(row[0], bool(row[1])) if row else Elsewhere()
