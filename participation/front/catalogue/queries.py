"""Reading what everybody may download, for the catalogue; what is public is decided as for the
pages. Six statements, however many rounds there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, defer

from participation.answers.models import Answer
from participation.answers.queries import public_answers
from participation.extensions import db
from participation.ideas.models import Idea
from participation.projects.finance.models import FinanceLine
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.results.models import Snapshot
from participation.results.rules import weights_closed
from participation.rounds.models import Round
from participation.strategy.models import Strategy, StrategyVersion
from participation.strategy.rules_versions import State


@dataclass(frozen=True)
class Published:
    """When the first and the last of several things was published."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Result:
    """The newest published version of a round's result, and when the first one was."""

    number: int
    published: Published
    bundle_sha256: str | None


@dataclass(frozen=True)
class RoundFiles:
    """A published round with its public result and answers, where there are any."""

    round: Round
    result: Result | None
    answers: Published | None


@dataclass(frozen=True)
class StrategyFiles:
    """A strategy with what is public of it: whether everybody may read a version, when the first
    one was put forward, when projects were published, and whether there are amounts."""

    strategy: Strategy
    readable: bool
    put_forward: datetime | None
    projects: Published | None
    has_money: bool


def rounds(now: datetime) -> list[RoundFiles]:
    """Return the published rounds by slug, archived ones too, each with what is public of its
    result and answers."""
    query = select(Round).where(Round.published_at.is_not(None)).order_by(Round.slug)
    light = query.options(defer(Round.frame_document), defer(Round.rules_document))
    answered, found = _answers(), _results()
    return [
        RoundFiles(
            round_,
            found.get(round_.id) if _may_show_result(round_, now) else None,
            answered.get(round_.id),
        )
        for round_ in db.session.scalars(light)
    ]


def strategies() -> list[StrategyFiles]:
    """Return the strategies of which anything is public, by slug."""
    put_forward = _put_forward()
    columns = (Project.strategy_id, *_first_and_last(Project.published_at))
    grouped = (
        public_projects()
        .outerjoin(FinanceLine, FinanceLine.project_id == Project.id)
        .with_only_columns(*columns, func.count(FinanceLine.id))
        .group_by(Project.strategy_id)
    )
    rows = db.session.execute(grouped).all()
    projects = {row[0]: Published(row[1], row[2]) for row in rows}
    paid = {row[0] for row in rows if row[3]}
    ids = {*put_forward, *projects}
    query = select(Strategy).where(Strategy.id.in_(ids)).order_by(Strategy.slug)
    return [
        StrategyFiles(
            strategy,
            strategy.id in put_forward,
            put_forward.get(strategy.id),
            projects.get(strategy.id),
            strategy.id in paid,
        )
        for strategy in db.session.scalars(query)
    ]


def _may_show_result(round_: Round, now: datetime) -> bool:
    published = round_.results_published_at is not None
    return published and weights_closed(round_.weights_window, now)


def _results() -> dict[int, Result]:
    """Return the newest published version of every round's result."""
    columns = (Snapshot.round_id, Snapshot.number, Snapshot.published_at, Snapshot.bundle_sha256)
    query = select(*columns).where(Snapshot.published_at.is_not(None)).order_by(Snapshot.number)
    found: dict[int, Result] = {}
    for round_id, number, at, sha256 in db.session.execute(query):
        assert at is not None
        before = found.get(round_id)
        first = before.published.first if before else at
        found[round_id] = Result(number, Published(first, at), sha256)
    return found


def _answers() -> dict[int, Published]:
    columns = (Idea.round_id, *_first_and_last(Answer.published_at))
    query = public_answers().with_only_columns(*columns).group_by(Idea.round_id)
    return {row[0]: Published(row[1], row[2]) for row in db.session.execute(query)}


def _put_forward() -> dict[int, datetime | None]:
    """Return by strategy when the first of the versions that everybody may read was put
    forward."""
    query = (
        select(StrategyVersion.strategy_id, func.min(StrategyVersion.consultation_at))
        .where(StrategyVersion.state != State.DRAFT)
        .group_by(StrategyVersion.strategy_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _first_and_last(column: InstrumentedAttribute[datetime | None]) -> tuple[Any, Any]:
    return func.min(column), func.max(column)
