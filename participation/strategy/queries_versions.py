"""Reading the versions of strategies, by number. What is public is decided here: never a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import defer

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.strategy import queries
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy, StrategyLineage, StrategyVersion
from participation.strategy.rules import Frame, from_document
from participation.strategy.rules_versions import Contents, State, frame_digest

NO_VERSION = N_("Diese Fassung gibt es nicht. Vielleicht ist die Adresse unvollständig.")
S = TypeVarTuple("S")
_LIGHT = (defer(StrategyVersion.document), defer(StrategyVersion.concept))
"""What a list of versions needs not read; it is loaded when somebody asks for it."""
_IS_READABLE = StrategyVersion.state.in_((State.ADOPTED, State.CONSULTATION, State.SUPERSEDED))
_STANDING_FIRST = (
    (StrategyVersion.state == State.ADOPTED).desc(),
    StrategyVersion.number.desc(),
)
"""Adopted, else the newest that was not withdrawn."""
_TOO_LARGE = 2**31
"""From here on a number fits no integer column of PostgreSQL."""


def all_versions(strategy_id: int) -> list[StrategyVersion]:
    """Return the versions of a strategy by number, the draft among them: for staff only."""
    return list(db.session.scalars(_of(strategy_id).options(*_LIGHT)))


def public_versions(strategy_id: int) -> list[StrategyVersion]:
    """Return the versions of a strategy that everyone may read, by number."""
    query = _of(strategy_id).where(StrategyVersion.state != State.DRAFT).options(*_LIGHT)
    return list(db.session.scalars(query))


def public_exists() -> ColumnElement[bool]:
    """Return the condition that there is a version which everyone may read."""
    return select(StrategyVersion.id).where(StrategyVersion.state != State.DRAFT).exists()


def public_strategies() -> list[Strategy]:
    """Return the strategies with a version that everyone may read, by slug."""
    public = select(StrategyVersion.strategy_id).where(StrategyVersion.state != State.DRAFT)
    query = select(Strategy).where(Strategy.id.in_(public)).order_by(Strategy.slug)
    return list(db.session.scalars(query))


def version(strategy_id: int, number: int) -> StrategyVersion:
    """Return a version that everyone may read. Raises NotFound, for a draft as for one that is
    missing."""
    public = staff_version(strategy_id, number)
    if public.state == State.DRAFT:
        raise NotFound(NO_VERSION)
    return public


def staff_version(strategy_id: int, number: int) -> StrategyVersion:
    """Return a version, be it a draft. Raises NotFound."""
    query = _of(strategy_id).where(StrategyVersion.number == number)
    row = db.session.scalar(query) if 0 < number < _TOO_LARGE else None
    if row is None:
        raise NotFound(NO_VERSION)
    return row


def current(strategy_id: int) -> StrategyVersion | None:
    """Return the version that is adopted, or None."""
    return db.session.scalar(_of(strategy_id).where(StrategyVersion.state == State.ADOPTED))


def draft(strategy_id: int) -> StrategyVersion | None:
    """Return the draft, or None: then the strategy cannot be edited."""
    return db.session.scalar(_of(strategy_id).where(StrategyVersion.state == State.DRAFT))


def newest(strategy_id: int) -> StrategyVersion:
    """Return the version with the highest number; every strategy has one."""
    return all_versions(strategy_id)[-1]


def newest_of(versions: Sequence[StrategyVersion]) -> StrategyVersion:
    """Return the last version that was not withdrawn, or the last where all were."""
    standing = [row for row in versions if row.state != State.WITHDRAWN]
    return (standing or versions)[-1]


def versions_by_strategy() -> dict[int, list[StrategyVersion]]:
    """Return the versions of all strategies by strategy and number: for staff only."""
    query = select(StrategyVersion).options(*_LIGHT)
    ordered = query.order_by(StrategyVersion.strategy_id, StrategyVersion.number)
    versions: dict[int, list[StrategyVersion]] = {}
    for row in db.session.scalars(ordered):
        versions.setdefault(row.strategy_id, []).append(row)
    return versions


def versions_with_frame(frame: Frame, strategy_id: int | None = None) -> list[StrategyVersion]:
    """Return the public versions with exactly this frame, of one strategy or of all, by strategy
    and number."""
    query = select(StrategyVersion).where(
        StrategyVersion.state != State.DRAFT, StrategyVersion.frame_digest == frame_digest(frame)
    )
    if strategy_id is not None:
        query = query.where(StrategyVersion.strategy_id == strategy_id)
    ordered = query.order_by(StrategyVersion.strategy_id, StrategyVersion.number)
    return list(db.session.scalars(ordered.options(*_LIGHT)))


def frame_of_version(version: StrategyVersion) -> Frame:
    """Return what a version asks for: its document, and for a draft the tables that the editor
    writes."""
    if version.document is not None:
        return from_document(version.document["frame"])
    return queries.frame_of(db.session.get_one(Strategy, version.strategy_id))


def public_frame(strategy_id: int) -> Frame | None:
    """Return the frame of the adopted version, else of the newest that everyone may read and that
    was not withdrawn; None where there is none."""
    query = select(StrategyVersion).where(StrategyVersion.strategy_id == strategy_id)
    return frame_shown(db.session.scalar(_standing_first(query)))


def frame_shown(version: StrategyVersion | None) -> Frame | None:
    """Return the frame of the version that stands, None where none does."""
    return frame_of_version(version) if version is not None else None


def with_standing_version(slug: str) -> Select[Strategy, StrategyVersion]:
    """Return the query whose first row is a strategy with the version that `public_frame` is of;
    the version is None where there is none."""
    readable = and_(StrategyVersion.strategy_id == Strategy.id, _IS_READABLE)
    query = select(Strategy, StrategyVersion).outerjoin(StrategyVersion, readable)
    return query.where(Strategy.slug == slug).order_by(*_STANDING_FIRST)


def strategy_and_public_frame(slug: str) -> tuple[Strategy, Frame]:
    """Return a strategy with its `public_frame` (one statement). Raises NotFound without one."""
    query = select(StrategyVersion, Strategy).join(
        Strategy, Strategy.id == StrategyVersion.strategy_id
    )
    row = db.session.execute(_standing_first(query.where(Strategy.slug == slug))).one_or_none()
    if row is None:
        raise NotFound(queries.NO_STRATEGY)
    return row.Strategy, frame_of_version(row.StrategyVersion)


def lineage_rows(version_id: int) -> list[StrategyLineage]:
    """Return the rows of a version's lineage in the order of their keys."""
    query = select(StrategyLineage).where(StrategyLineage.version_id == version_id)
    ordered = query.order_by(StrategyLineage.from_key, StrategyLineage.to_key)
    return list(db.session.scalars(ordered))


def lineage(version_id: int) -> tuple[Line, ...]:
    """Return a version's lines in the order of their keys."""
    return tuple(_line(row) for row in lineage_rows(version_id))


def lineages(strategy_id: int) -> dict[int, tuple[Line, ...]]:
    """Return the lines of all versions of a strategy by version, the draft among them, each in the
    order of their keys."""
    query = (
        select(StrategyLineage)
        .join(StrategyVersion, StrategyVersion.id == StrategyLineage.version_id)
        .where(StrategyVersion.strategy_id == strategy_id)
        .order_by(StrategyLineage.from_key, StrategyLineage.to_key)
    )
    by_version: dict[int, tuple[Line, ...]] = {}
    for row in db.session.scalars(query):
        line = Line(row.kind, row.from_key, row.to_key)
        by_version[row.version_id] = (*by_version.get(row.version_id, ()), line)
    return by_version


def strategy_of(version_id: int) -> Strategy:
    """Return the strategy that a version belongs to. Raises NotFound."""
    query = select(Strategy).join(StrategyVersion, StrategyVersion.strategy_id == Strategy.id)
    strategy = db.session.scalar(query.where(StrategyVersion.id == version_id))
    if strategy is None:
        raise NotFound(NO_VERSION)
    return strategy


def based_on(version: StrategyVersion) -> StrategyVersion | None:
    """Return the version that a version was begun from, or None for the first one."""
    if version.based_on_id is None:
        return None
    return db.session.get_one(StrategyVersion, version.based_on_id)


def lineage_before(version: StrategyVersion) -> tuple[Line, ...]:
    """Return the lines of all versions on the way to this one, the newest of them first (one
    statement)."""
    rows = db.session.execute(
        select(StrategyVersion.id, StrategyVersion.based_on_id, StrategyLineage)
        .outerjoin(StrategyLineage, StrategyLineage.version_id == StrategyVersion.id)
        .where(StrategyVersion.strategy_id == version.strategy_id)
        .order_by(StrategyLineage.from_key, StrategyLineage.to_key)
    ).all()
    based_on = {version_id: base for version_id, base, _row in rows}
    lines: list[Line] = []
    at = version.based_on_id
    while at is not None:
        lines += [
            _line(row) for version_id, _base, row in rows if version_id == at and row is not None
        ]
        at = based_on[at]
    return tuple(lines)


def contents(version: StrategyVersion) -> Contents:
    """Return all that a version says."""
    return Contents(
        frame=frame_of_version(version),
        preface=version.preface,
        concept=version.concept,
        citations=version.citations,
        lineage=lineage(version.id),
    )


def _standing_first(query: Select[*S]) -> Select[*S]:
    """Return the query for the version that stands: adopted, else the newest not withdrawn."""
    return query.where(_IS_READABLE).order_by(*_STANDING_FIRST).limit(1)


def _of(strategy_id: int) -> Select[StrategyVersion]:
    query = select(StrategyVersion).where(StrategyVersion.strategy_id == strategy_id)
    return query.order_by(StrategyVersion.number)


def _line(row: StrategyLineage) -> Line:
    return Line(row.kind, row.from_key, row.to_key)
