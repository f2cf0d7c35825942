"""Writing a checked package into the tables, each rung through its own service where that decides
something."""

from __future__ import annotations

from collections.abc import Mapping

from participation.audit.service import Actor
from participation.city import queries as city_queries
from participation.city import service_units
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import new_token
from participation.packages.contents import LockEntry, Package, ProjectEntry
from participation.packages.storing_record import store_record
from participation.progress import service as progress_service
from participation.projects import service as project_service
from participation.projects.criteria.rules import keys
from participation.projects.finance.models import FinanceLine, Source
from participation.projects.finance.planning import service as finance_service
from participation.projects.finance.planning import service_sources
from participation.projects.finance.planning.service import By
from participation.projects.finance.rules import LockKind
from participation.projects.milestones.service import write_step
from participation.projects.models import (
    CriteriaScore,
    CriteriaSet,
    Milestone,
    ProjectConsultation,
    ProjectGoal,
)
from participation.projects.queries import find as find_project
from participation.strategy import service as strategy_service
from participation.strategy.models import Strategy


def store(package: Package, *, as_record: bool, actor: Actor, clock: Clock) -> Strategy:
    """Add a strategy from its package, all of it within one transaction."""
    first = package.versions[0].contents.frame if as_record else package.frame
    strategy = strategy_service.create(slug=package.slug, frame=first, actor=actor, clock=clock)
    if not as_record:
        _projects(package, strategy, clock)
        return strategy
    for unit in package.units:
        if city_queries.find_unit(unit.key) is None:
            title = dict(unit.title)
            contact = unit.contact
            service_units.add_unit(
                key=unit.key, title=title, contact=contact, actor=actor, clock=clock
            )
    recorded = store_record(package, strategy, actor=actor, clock=clock)
    ids = _projects(package, strategy, clock)
    _criteria(package, strategy, ids, clock)
    db.session.add_all(
        ProjectConsultation(
            project_id=ids[project.draft.key],
            consultation_id=recorded.consultations[each.paper, each.number],
        )
        for project in package.projects
        for each in project.consultations
    )
    db.session.flush()
    for project in package.projects:
        project_service.publish(project.draft.key, actor=actor, clock=clock)
    _money(package, strategy, ids, recorded.papers, By(actor, clock))
    if package.reports is not None:
        progress_service.set_rhythm(
            package.slug, package.reports, version=0, actor=actor, clock=clock
        )
    return strategy


def _projects(package: Package, strategy: Strategy, clock: Clock) -> dict[str, int]:
    """Add the projects, unpublished, and return their ids by key."""
    drafts = [project.draft for project in package.projects]
    ids = project_service.create_all(drafts, strategy_id=strategy.id, clock=clock)
    for project in package.projects:
        _belongings(project, ids[project.draft.key])
    db.session.flush()
    return ids


def _belongings(project: ProjectEntry, project_id: int) -> None:
    for position, step in enumerate(project.milestones):
        milestone = Milestone(project_id=project_id, position=position)
        write_step(milestone, step)
        db.session.add(milestone)
    for key, effect in project.goals:
        db.session.add(ProjectGoal(project_id=project_id, goal_key=key, effect=dict(effect)))
    if project.ideas:
        row = find_project(project.draft.key)
        assert row is not None
        row.idea_references = [
            {"round": idea.round, "number": idea.number} for idea in project.ideas
        ]


def _criteria(package: Package, strategy: Strategy, ids: Mapping[str, int], clock: Clock) -> None:
    sets = []
    for entry in package.criteria:
        told = entry.criteria
        named = zip(keys(told.criteria), told.criteria, strict=True)
        row = CriteriaSet(
            strategy_id=strategy.id,
            title=dict(told.title),
            criteria=[{"key": key, "title": dict(title)} for key, title in named],
            top=told.top,
            created_at=clock.now(),
            frozen_at=entry.frozen,
        )
        db.session.add(row)
        db.session.flush()
        sets.append(row.id)
    for project in package.projects:
        db.session.add_all(
            CriteriaScore(
                project_id=ids[project.draft.key],
                set_id=sets[score.set - 1],
                criterion=score.criterion,
                score=score.points,
            )
            for score in project.scores
        )


def _money(
    package: Package, strategy: Strategy, ids: Mapping[str, int], papers: Mapping[str, int], by: By
) -> None:
    sources: dict[str, int] = {}
    for source in package.sources:
        row = Source(
            strategy_id=strategy.id,
            key=source.key,
            title=dict(source.title),
            kind=source.kind,
            programme=source.programme,
        )
        db.session.add(row)
        db.session.flush()
        sources[source.key] = row.id
    for line in package.lines:
        assert line.amount is not None
        db.session.add(
            FinanceLine(
                project_id=ids[line.project],
                source_id=sources[line.source],
                year=line.year,
                stage=line.stage,
                cents=line.amount.cents,
                unit_given=line.amount.unit.value,
                note=line.note,
            )
        )
        # One by one, so that their ids keep the order of the file.
        db.session.flush()
    for approval in package.approvals:
        finance_service.add_approval(
            strategy.slug,
            approval.project,
            source=approval.source,
            rate=approval.rate,
            eligible_costs=approval.eligible_costs,
            start=approval.start,
            paper_id=papers[approval.paper],
            by=by,
        )
    for lock in package.locks:
        _lock(strategy.slug, lock, papers, by)


def _lock(slug: str, lock: LockEntry, papers: Mapping[str, int], by: By) -> None:
    service_sources.record_lock(
        slug,
        source=lock.source,
        year=lock.year,
        kind=LockKind.PLACED.value,
        amount=lock.amount,
        reason=lock.reason,
        paper_id=papers[lock.paper] if lock.paper else None,
        token=new_token(),
        by=by,
    )
