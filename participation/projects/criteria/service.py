"""What planners do with criteria: write them, freeze them, score projects by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Frozen, NotFound
from participation.projects.criteria import queries
from participation.projects.criteria.rules import Criteria, keys, problems, score_problems
from participation.projects.models import CriteriaScore, CriteriaSet
from participation.projects.planning.queries import criteria_sets
from participation.projects.service import InvalidProject, lock, record_about, touch
from participation.projects.service import require_version as require_project_version
from participation.strategy import queries as strategy_queries
from participation.web.transactions import begin_write

FROZEN = N_("Diese Kriterien stehen fest. Beginnen Sie für andere Kriterien eine neue Liste.")
NOT_FROZEN = N_("Bewertet wird erst, wenn die Kriterien feststehen.")


def create(criteria: Criteria, *, strategy: str, actor: Actor, clock: Clock) -> CriteriaSet:
    """Add a set of criteria to a strategy; a second submission of the same one finds the first.

    Raises NotFound for the strategy and InvalidProject with everything that is wrong.
    """
    session = begin_write()
    owner = strategy_queries.get(strategy)
    _check(criteria)
    for row in criteria_sets(owner.id):
        if row.frozen_at is None and queries.criteria_of(row) == criteria:
            return row
    row = CriteriaSet(strategy_id=owner.id, created_at=clock.now(), **_columns(criteria))
    session.add(row)
    session.flush()
    _record(row, strategy, "criteria.created", actor, clock)
    return row


def change(
    set_id: int, criteria: Criteria, *, version: int, strategy: str, actor: Actor, clock: Clock
) -> None:
    """Store other criteria in a set that is not frozen. Raises Frozen, Conflict, NotFound, and
    InvalidProject with everything that is wrong."""
    row = _lock(set_id, strategy)
    if row.frozen_at is not None:
        raise Frozen(FROZEN)
    if row.version != version:
        raise Conflict()
    _check(criteria)
    for name, value in _columns(criteria).items():
        setattr(row, name, value)
    row.version += 1
    db.session.flush()
    _record(row, strategy, "criteria.changed", actor, clock)


def freeze(set_id: int, *, version: int, strategy: str, actor: Actor, clock: Clock) -> bool:
    """Freeze a set for good, so that it can be scored by; return False when it is frozen already.

    Raises Conflict when it was changed since it was looked at, and NotFound.
    """
    row = _lock(set_id, strategy)
    if row.frozen_at is not None:
        return False
    if row.version != version:
        raise Conflict()
    row.frozen_at = clock.now()
    row.version += 1
    db.session.flush()
    _record(row, strategy, "criteria.frozen", actor, clock)
    return True


def score(
    key: str, set_id: int, scores: Mapping[str, int], *, version: int, actor: Actor, clock: Clock
) -> None:
    """Score a project by a frozen set of its strategy; criteria that are left out have no score.

    Raises Conflict when `version` of the project is no longer the present one, BadInput for a score
    that is not possible or a set that is not frozen, NotFound.
    """
    project = lock(key)
    row = db.session.get(CriteriaSet, set_id)
    if row is None or row.strategy_id != project.strategy_id:
        raise NotFound(queries.NO_SET)
    if queries.scores_of(project.id, set_id) == scores:
        return
    require_project_version(project, version)
    if row.frozen_at is None:
        raise BadInput(NOT_FROZEN)
    known = [criterion["key"] for criterion in row.criteria]
    for problem in score_problems(scores, criteria=known, top=row.top):
        raise problem
    own = (CriteriaScore.project_id == project.id, CriteriaScore.set_id == set_id)
    db.session.execute(delete(CriteriaScore).where(*own))
    rows = [
        {"project_id": project.id, "set_id": set_id, "criterion": name, "score": points}
        for name, points in scores.items()
    ]
    if rows:
        db.session.execute(insert(CriteriaScore), rows)
    touch(project)
    record_about(project, "project.scored", actor, clock, set=set_id, scores=dict(scores))


def _lock(set_id: int, strategy: str) -> CriteriaSet:
    session = begin_write()
    owner = strategy_queries.get(strategy)
    query = select(CriteriaSet).where(CriteriaSet.id == set_id, CriteriaSet.strategy_id == owner.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(queries.NO_SET)
    return row


def _check(criteria: Criteria) -> None:
    if errors := problems(criteria):
        raise InvalidProject(errors)


def _columns(criteria: Criteria) -> dict[str, Any]:
    named = zip(keys(criteria.criteria), criteria.criteria, strict=True)
    return {
        "title": dict(criteria.title),
        "criteria": [{"key": key, "title": dict(title)} for key, title in named],
        "top": criteria.top,
    }


def _record(row: CriteriaSet, strategy: str, action: str, actor: Actor, clock: Clock) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="strategy",
        subject_id=strategy,
        clock=clock,
        set=row.id,
    )
