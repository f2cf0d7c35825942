"""What planners do with sources of money: name them, lock and release them."""

from __future__ import annotations

from sqlalchemy import select

from participation.extensions import db
from participation.kernel.amounts import Amount
from participation.kernel.errors import N_, BadInput, Conflict
from participation.projects.finance import queries as finance_queries
from participation.projects.finance.intake.importing import lock_strategy
from participation.projects.finance.models import LockEvent, Source
from participation.projects.finance.planning import queries
from participation.projects.finance.planning.service import By, paper_of, record_about
from participation.projects.finance.rules import (
    REASON_LENGTH,
    LockKind,
    LockStep,
    SourceKind,
    amount_problem,
    lock_after,
    source_problems,
    too_many_sources,
    year_problem,
)
from participation.strategy.rules import Texts, normal_texts


class InvalidSource(BadInput):
    """Everything that is wrong with a source at once, each problem with its field."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        super().__init__(problems[0].message, field=problems[0].field, **problems[0].values)


def save_source(
    slug: str,
    key: str | None,
    *,
    new_key: str,
    title: Texts,
    kind: str,
    programme: str,
    version: int,
    by: By,
) -> Source:
    """Add a source (key None) or change one. Raises NotFound, InvalidSource, and Conflict when it
    is no longer the version that was edited."""
    strategy = lock_strategy(slug)
    others = {row.key for row in queries.source_rows(strategy.id)} - {key or ""}
    title = normal_texts(title)
    wrong = source_problems(new_key, title, kind, programme, others)
    if too_many := too_many_sources(len(others) + 1):
        wrong.append(too_many)
    if wrong:
        raise InvalidSource(wrong)
    if key is None:
        row = Source(strategy_id=strategy.id, key=new_key, title={}, kind=kind, version=0)
        db.session.add(row)
    else:
        row = finance_queries.source(strategy.id, key)
        if row.version != version:
            raise Conflict()
    row.key, row.title, row.kind, row.programme = new_key, dict(title), kind, programme
    row.version += 1
    record_about(strategy, "finance.source_saved", by, source=new_key, source_kind=SourceKind(kind))
    return row


def record_lock(
    slug: str,
    *,
    source: str,
    year: int,
    kind: str,
    amount: Amount | None,
    reason: str,
    paper_id: int | None,
    token: str,
    by: By,
) -> LockEvent:
    """Append an event to the lock of a source and year; without an amount all of it is meant.

    A second submission of the same form finds the first. Raises NotFound, and BadInput for what
    does not fit what is locked now.
    """
    strategy = lock_strategy(slug)
    earlier = db.session.scalar(select(LockEvent).where(LockEvent.token == token))
    if earlier is not None:
        return earlier
    payer = finance_queries.source(strategy.id, source)
    _check_lock(year, kind, amount, reason)
    events = finance_queries.lock_events(strategy.id).get((payer.id, year), [])
    cents = amount.cents if amount else None
    lock_after([*finance_queries.steps_of(events), LockStep(LockKind(kind), cents)])
    event = LockEvent(
        token=token,
        source_id=payer.id,
        year=year,
        kind=kind,
        cents=cents,
        unit_given=amount.unit.value if amount else "",
        reason=reason,
        paper_id=paper_of(strategy, paper_id),
        at=by.clock.now(),
        recorded_by=by.actor.label,
    )
    db.session.add(event)
    record_about(strategy, f"finance.lock_{kind}", by, source=source, year=year, cents=cents)
    return event


def _check_lock(year: int, kind: str, amount: Amount | None, reason: str) -> None:
    if kind not in set(LockKind):
        raise BadInput(N_("Wählen Sie, was mit der Sperre geschieht."), field="kind")
    wrong = year_problem(year) or (amount_problem(amount) if amount else None)
    if wrong:
        raise wrong
    if not reason or len(reason) > REASON_LENGTH:
        sentence = N_("Geben Sie eine Begründung mit bis zu %(most)s Zeichen an.")
        raise BadInput(sentence, field="reason", most=REASON_LENGTH)
