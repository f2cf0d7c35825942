"""What planners do with the money of a project: amounts one by one, rates, costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.amounts import Amount
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict
from participation.kernel.partial_dates import PartialDate
from participation.projects.finance import queries as finance_queries
from participation.projects.finance.intake.importing import lock_strategy
from participation.projects.finance.models import (
    Approval,
    CostLine,
    FinanceLine,
)
from participation.projects.finance.planning import queries
from participation.projects.finance.rules import (
    COSTS_LENGTH,
    NOTE_LENGTH,
    Stage,
    amount_problem,
    rate_problem,
    year_problem,
)
from participation.strategy.models import Strategy

_NO_AMOUNT = N_("Geben Sie einen Betrag ein. Ohne Angabe bleibt der Eintrag ganz weg.")
_THERE = N_("Diesen Betrag gibt es schon. Ändern Sie ihn in der Liste des Projekts.")


Noted = TypeVar("Noted", Approval, CostLine)


@dataclass(frozen=True)
class By:
    """Who does something, and the clock it is recorded with."""

    actor: Actor
    clock: Clock


def add_line(
    slug: str,
    project: str,
    *,
    source: str,
    year: int,
    stage: str,
    amount: Amount | None,
    note: str,
    by: By,
) -> FinanceLine:
    """Add an amount to a project.

    A second submission of the same amount finds the first. Raises NotFound, and BadInput for what
    cannot be stored or is there with another amount.
    """
    strategy = lock_strategy(slug)
    owner = queries.project(strategy.id, project)
    payer = finance_queries.source(strategy.id, source)
    told = _checked(amount, year, note)
    if stage not in set(Stage):
        raise BadInput(N_("Wählen Sie eine Stufe."), field="stage")
    key = {"project_id": owner.id, "source_id": payer.id, "year": year, "stage": stage}
    query = select(FinanceLine).filter_by(**key)
    present = db.session.scalar(query)
    if present is not None:
        if (present.cents, present.unit_given, present.note) == (
            told.cents,
            told.unit.value,
            note,
        ):
            return present
        raise BadInput(_THERE, field="amount")
    line = FinanceLine(**key, cents=told.cents, unit_given=told.unit.value, note=note)
    db.session.add(line)
    record_about(strategy, "finance.line_added", by, project=project, source=source, year=year)
    return line


def change_line(
    slug: str,
    project: str,
    line_id: int,
    *,
    version: int,
    amount: Amount | None,
    note: str,
    by: By,
) -> FinanceLine:
    """Give a line another amount or remark. Raises NotFound, BadInput, and Conflict when it is no
    longer the version that was edited."""
    strategy = lock_strategy(slug)
    line = queries.row_of(FinanceLine, queries.project(strategy.id, project).id, line_id)
    told = _checked(amount, line.year, note)
    new = (told.cents, told.unit.value, note)
    if (line.cents, line.unit_given, line.note) == new:
        return line
    if line.version != version:
        raise Conflict()
    line.cents, line.unit_given, line.note = new
    line.version += 1
    record_about(strategy, "finance.line_changed", by, project=project, line=line.id)
    return line


def remove_line(slug: str, project: str, line_id: int, *, version: int, by: By) -> None:
    """Remove a line: nothing is said about it any more. Raises NotFound and Conflict."""
    strategy = lock_strategy(slug)
    line = queries.row_of(FinanceLine, queries.project(strategy.id, project).id, line_id)
    if line.version != version:
        raise Conflict()
    db.session.delete(line)
    details = {"year": line.year, "stage": line.stage, "cents": line.cents}
    record_about(strategy, "finance.line_removed", by, project=project, **details)


def add_approval(
    slug: str,
    project: str,
    *,
    source: str,
    rate: int,
    eligible_costs: str,
    start: PartialDate,
    paper_id: int | None,
    by: By,
) -> Approval:
    """Note that a source pays a rate (in basis points) of eligible costs. A second submission of
    the same finds the first. Raises NotFound and BadInput."""
    strategy = lock_strategy(slug)
    owner = queries.project(strategy.id, project)
    payer = finance_queries.source(strategy.id, source)
    wrong = rate_problem(rate)
    if wrong:
        raise wrong
    if not eligible_costs or len(eligible_costs) > COSTS_LENGTH:
        sentence = N_("Nennen Sie, von welchen Kosten der Satz gilt, mit bis zu %(most)s Zeichen.")
        raise BadInput(sentence, field="eligible_costs", most=COSTS_LENGTH)
    values = {
        "project_id": owner.id,
        "source_id": payer.id,
        "rate": rate,
        "eligible_costs": eligible_costs,
        "from_value": start.value,
        "from_wording": start.wording,
        "paper_id": paper_of(strategy, paper_id),
    }
    row, is_new = _once(Approval, values)
    if is_new:
        told = {"project": project, "source": source, "rate": rate}
        record_about(strategy, "finance.approval_added", by, **told)
    return row


def add_cost(
    slug: str, project: str, *, title: str, year: int, amount: Amount | None, by: By
) -> CostLine:
    """Note what something costs, whoever pays. A second submission of the same finds the first.
    Raises NotFound and BadInput."""
    strategy = lock_strategy(slug)
    owner = queries.project(strategy.id, project)
    if not title:
        raise BadInput(N_("Schreiben Sie, was das kostet."), field="title")
    told = _checked(amount, year, title)
    values = {
        "project_id": owner.id,
        "title": title,
        "year": year,
        "cents": told.cents,
        "unit_given": told.unit.value,
    }
    row, is_new = _once(CostLine, values)
    if is_new:
        record_about(strategy, "finance.cost_added", by, project=project, title=title)
    return row


def remove_approval(slug: str, project: str, approval_id: int, *, by: By) -> None:
    """Remove a rate that was noted by mistake. Raises NotFound."""
    strategy, row = _removed(Approval, slug, project, approval_id)
    record_about(strategy, "finance.approval_removed", by, project=project, rate=row.rate)


def remove_cost(slug: str, project: str, cost_id: int, *, by: By) -> None:
    """Remove costs that were noted by mistake. Raises NotFound."""
    strategy, row = _removed(CostLine, slug, project, cost_id)
    record_about(strategy, "finance.cost_removed", by, project=project, title=row.title)


def _once(table: type[Noted], values: dict[str, Any]) -> tuple[Noted, bool]:
    """Return the row that says this, and whether it is new: a form sent twice finds the first."""
    earlier = db.session.scalar(select(table).filter_by(**values))
    if earlier is not None:
        return earlier, False
    row = table(**values)
    db.session.add(row)
    return row, True


def _removed(table: type[Noted], slug: str, project: str, row_id: int) -> tuple[Strategy, Noted]:
    """Take a row of a project away and return it with the strategy. Raises NotFound."""
    strategy = lock_strategy(slug)
    row = queries.row_of(table, queries.project(strategy.id, project).id, row_id)
    db.session.delete(row)
    return strategy, row


def _checked(amount: Amount | None, year: int, note: str) -> Amount:
    if amount is None:
        raise BadInput(_NO_AMOUNT, field="amount")
    wrong = amount_problem(amount) or year_problem(year)
    if wrong:
        raise wrong
    if len(note) > NOTE_LENGTH:
        sentence = N_("Die Bemerkung ist länger als %(most)s Zeichen. Kürzen Sie sie.")
        raise BadInput(sentence, field="note", most=NOTE_LENGTH)
    return amount


def paper_of(strategy: Strategy, paper_id: int | None) -> int | None:
    """Return a paper's id where it can be chosen for the strategy. Raises BadInput."""
    if paper_id is None:
        return None
    if paper_id not in {paper.id for paper in queries.papers(strategy.id)}:
        raise BadInput(N_("Diese Vorlage gibt es nicht. Wählen Sie eine andere."), field="paper")
    return paper_id


def record_about(strategy: Strategy, action: str, by: By, **details: object) -> None:
    """Write what is new and append to the record what happened."""
    db.session.flush()
    record(
        actor=by.actor,
        action=action,
        subject_kind="strategy",
        subject_id=strategy.slug,
        clock=by.clock,
        **details,
    )
