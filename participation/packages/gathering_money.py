"""What a strategy's package tells of money: what the public table shows, and rates that rest on a
public paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from participation.extensions import db
from participation.kernel.amounts import Amount, Unit
from participation.kernel.partial_dates import PartialDate
from participation.packages.contents import ApprovalEntry, LineEntry, LockEntry, SourceEntry
from participation.projects.finance import queries
from participation.projects.finance.models import Approval, FinanceLine
from participation.projects.models import Project


@dataclass(frozen=True)
class MoneyEntries:
    """Sources that something is said about, amounts, rates, and what is locked now."""

    sources: tuple[SourceEntry, ...] = ()
    lines: tuple[LineEntry, ...] = ()
    approvals: tuple[ApprovalEntry, ...] = ()
    locks: tuple[LockEntry, ...] = ()


def money(strategy_id: int, projects: Sequence[Project], papers: Mapping[int, str]) -> MoneyEntries:
    """Return the public money of a strategy; nothing where no project is published, as on its
    page."""
    if not projects:
        return MoneyEntries()
    keys = {project.id: project.key for project in projects}
    sources = {source.id: source for source in queries.sources(strategy_id)}
    of = {source_id: source.key for source_id, source in sources.items()}
    lines = _lines(keys, of)
    approvals = _approvals(keys, of, papers)
    locks = _locks(strategy_id, of, papers)
    named = {line.source for line in lines}
    named |= {approval.source for approval in approvals} | {lock.source for lock in locks}
    return MoneyEntries(
        tuple(
            SourceEntry(source.key, dict(source.title), source.kind.value, source.programme)
            for source in sources.values()
            if source.key in named
        ),
        lines,
        approvals,
        locks,
    )


def _lines(keys: Mapping[int, str], of: Mapping[int, str]) -> tuple[LineEntry, ...]:
    query = select(FinanceLine).where(FinanceLine.project_id.in_(keys)).order_by(FinanceLine.id)
    return tuple(
        LineEntry(
            keys[row.project_id],
            of[row.source_id],
            row.year,
            row.stage,
            Amount(row.cents, Unit(row.unit_given)),
            row.note,
        )
        for row in db.session.scalars(query)
    )


def _approvals(
    keys: Mapping[int, str], of: Mapping[int, str], papers: Mapping[int, str]
) -> tuple[ApprovalEntry, ...]:
    query = select(Approval).where(Approval.project_id.in_(keys), Approval.paper_id.in_(papers))
    return tuple(
        ApprovalEntry(
            keys[row.project_id],
            of[row.source_id],
            row.rate,
            row.eligible_costs,
            PartialDate(row.from_value, row.from_wording),
            papers[row.paper_id or 0],
        )
        for row in db.session.scalars(query.order_by(Approval.id))
    )


def _locks(
    strategy_id: int, of: Mapping[int, str], papers: Mapping[int, str]
) -> tuple[LockEntry, ...]:
    """Return what is locked after all events that everybody may see, with the reason given last:
    what the page says."""
    events = queries.lock_events(strategy_id, public_only=True)
    found = []
    for (source_id, year), lock in queries.locks_of(events).items():
        last = events[source_id, year][-1]
        amount = None if lock.unknown else Amount(lock.cents, Unit(last.unit_given))
        if lock.holds:
            paper = papers.get(last.paper_id or 0, "")
            found.append(LockEntry(of[source_id], year, amount, last.reason, paper))
    return tuple(found)
