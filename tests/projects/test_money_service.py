"""What planners do with money, one thing at a time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.amounts import Amount, Unit
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.kernel.partial_dates import PartialDate
from participation.projects.finance import queries
from participation.projects.finance.models import Approval, CostLine, FinanceLine, LockEvent
from participation.projects.finance.planning import service, service_sources
from participation.projects.finance.planning.service import By
from participation.projects.finance.rules import Lock
from participation.strategy.models import Strategy
from tests.projects.finance_files import MOTION, take
from tests.projects.making import NOW, PLANNER, make_project

BY = By(PLANNER, NOW)


@pytest.fixture
def motion(strategy: Strategy, write) -> Strategy:
    """The amounts of the motion, all drafts."""
    take(write(MOTION))
    return strategy


def add_line(**values: Any) -> FinanceLine:
    defaults: dict[str, Any] = {
        "source": "municipal",
        "year": 2022,
        "stage": "planned",
        "amount": Amount(500, Unit.EURO),
        "note": "",
        "by": BY,
    }
    line = service.add_line("region", "ki-xc", **defaults | values)
    db.session.commit()
    return line


def lock(**values: Any) -> LockEvent:
    defaults: dict[str, Any] = {
        "source": "regional",
        "year": 2022,
        "kind": "placed",
        "amount": Amount(500),
        "reason": "Bis zum Bericht.",
        "paper_id": None,
        "token": str(hash(repr(values))),
        "by": BY,
    }
    event = service_sources.record_lock("region", **defaults | values)
    db.session.commit()
    return event


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_line_is_added_once_however_often_it_is_sent(motion: Strategy) -> None:
    assert add_line().id == add_line().id
    assert count(FinanceLine) == 13
    query = select(func.count()).where(AuditEntry.action == "finance.line_added")
    assert db.session.scalar(query) == 1


@pytest.mark.parametrize("year", [0, 2022])
def test_a_second_amount_for_the_same_line_is_refused_also_without_a_year(
    motion: Strategy, year: int
) -> None:
    add_line(year=year, stage="spent")
    with pytest.raises(BadInput, match="gibt es schon"):
        add_line(year=year, stage="spent", amount=Amount(501))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": None}, "amount"),
        ({"amount": Amount(-1)}, "amount"),
        ({"year": 22}, "year"),
        ({"stage": "guessed"}, "stage"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_line_that_cannot_be_names_its_field(
    motion: Strategy, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        add_line(**values)
    assert refused.value.field == field


def test_a_project_of_another_strategy_gets_no_line(motion: Strategy) -> None:
    make_project(key="elsewhere")
    with pytest.raises(NotFound):
        service.add_line(
            "region",
            "elsewhere",
            source="regional",
            year=0,
            stage="planned",
            amount=Amount(1),
            note="",
            by=BY,
        )


def test_of_two_planners_the_second_overwrites_nothing(motion: Strategy) -> None:
    line = add_line()
    change: dict[str, Any] = {"version": line.version, "note": "", "by": BY}
    service.change_line("region", "ki-xc", line.id, amount=Amount(600), **change)
    db.session.commit()
    with pytest.raises(Conflict):
        service.change_line("region", "ki-xc", line.id, amount=Amount(700), **change)
    db.session.rollback()
    with pytest.raises(Conflict):
        service.remove_line("region", "ki-xc", line.id, version=1, by=BY)
    db.session.rollback()
    assert db.session.get_one(FinanceLine, line.id).cents == 600


def test_the_same_change_sent_twice_is_one_change(motion: Strategy) -> None:
    line = add_line()
    for _ in range(2):
        service.change_line(
            "region", "ki-xc", line.id, version=1, amount=Amount(600), note="", by=BY
        )
        db.session.commit()
    assert db.session.get_one(FinanceLine, line.id).version == 2


def test_a_line_that_is_removed_is_no_zero(motion: Strategy) -> None:
    line = add_line()
    service.remove_line("region", "ki-xc", line.id, version=1, by=BY)
    db.session.commit()
    assert count(FinanceLine) == 12


def test_a_lock_is_placed_released_and_corrected_by_further_events(motion: Strategy) -> None:
    source_id = queries.source(motion.id, "regional").id
    lock()
    lock(kind="released", amount=Amount(200))
    assert queries.locks_of(queries.lock_events(motion.id)) == {(source_id, 2022): Lock(300)}
    lock(kind="corrected", amount=None)
    assert queries.locks_of(queries.lock_events(motion.id)) == {
        (source_id, 2022): Lock(unknown=True)
    }
    assert count(LockEvent) == 3


def test_a_release_above_the_lock_is_refused_and_not_kept(motion: Strategy) -> None:
    lock()
    with pytest.raises(BadInput) as refused:
        lock(kind="released", amount=Amount(501))
    db.session.rollback()
    assert refused.value.field == "amount"
    assert count(LockEvent) == 1


def test_a_lock_form_that_is_sent_twice_is_one_event(motion: Strategy) -> None:
    assert lock(token="same").id == lock(token="same").id
    assert count(LockEvent) == 1


def test_an_event_of_a_lock_is_never_changed_or_deleted(motion: Strategy) -> None:
    event = lock()
    event.reason = "Anders."
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.get_one(LockEvent, event.id))
    with pytest.raises(RuntimeError):
        db.session.flush()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "stolen"}, "kind"),
        ({"kind": "released"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"paper_id": 99}, "paper"),
        ({"year": 1}, "year"),
        ({"amount": Amount(-1)}, "amount"),
    ],
)
def test_an_event_that_cannot_be_names_its_field(
    motion: Strategy, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        lock(**values)
    assert refused.value.field == field


def test_a_rate_keeps_its_costs_its_start_and_is_noted_once(motion: Strategy) -> None:
    for _ in range(2):
        service.add_approval(
            "region",
            "ki-xc",
            source="regional",
            rate=6500,
            eligible_costs="Personal und Sachmittel",
            start=PartialDate("2022-Q1", "ab Frühjahr"),
            paper_id=None,
            by=BY,
        )
        db.session.commit()
    row = db.session.scalars(select(Approval)).one()
    assert (row.rate, row.from_value, row.from_wording) == (6500, "2022-Q1", "ab Frühjahr")
    service.remove_approval("region", "ki-xc", row.id, by=BY)
    assert count(Approval) == 0


def test_a_rate_without_its_costs_is_refused(motion: Strategy) -> None:
    with pytest.raises(BadInput) as refused:
        service.add_approval(
            "region",
            "ki-xc",
            source="regional",
            rate=6500,
            eligible_costs="",
            start=PartialDate(),
            paper_id=None,
            by=BY,
        )
    assert refused.value.field == "eligible_costs"


def test_costs_stand_apart_from_who_pays_them(motion: Strategy) -> None:
    for _ in range(2):
        service.add_cost("region", "ki-xc", title="Gebäude", year=2022, amount=Amount(5), by=BY)
        db.session.commit()
    assert count(CostLine) == 1
    assert count(FinanceLine) == 12
    service.remove_cost("region", "ki-xc", db.session.scalars(select(CostLine.id)).one(), by=BY)
    assert count(CostLine) == 0


def test_a_source_is_changed_by_one_at_a_time(app: Flask, motion: Strategy) -> None:
    values: dict[str, Any] = {
        "new_key": "region-1",
        "title": {"de": "Regionalverband"},
        "kind": "regional",
        "programme": "Kofinanzierung",
        "by": BY,
    }
    service_sources.save_source("region", "regional", version=1, **values)
    db.session.commit()
    with pytest.raises(Conflict):
        service_sources.save_source("region", "region-1", version=1, **values)
    db.session.rollback()
    stored = queries.source(motion.id, "region-1")
    assert (stored.programme, stored.version) == ("Kofinanzierung", 2)


def test_a_strategy_has_at_most_forty_sources(strategy: Strategy) -> None:
    def add(number: int) -> None:
        service_sources.save_source(
            "region",
            None,
            new_key=f"s-{number}",
            title={"de": "Quelle"},
            kind="state",
            programme="",
            version=0,
            by=BY,
        )

    for number in range(40):
        add(number)
    with pytest.raises(BadInput, match="höchstens"):
        add(40)
