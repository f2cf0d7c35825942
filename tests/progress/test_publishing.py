"""Publishing a report: once, whole, and never changed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, update

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.errors import BadInput, Conflict
from participation.progress import publishing, queries, service
from participation.progress.models import ProgressReport, ReportEntry
from participation.projects.finance.models import FinanceLine, Source
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.strategy.models import Strategy
from participation.strategy.rules_versions import digest
from tests.factories import save
from tests.progress.making import (
    PLANNER,
    SECOND,
    WHO,
    begin,
    come_to,
    make_unit,
    publish,
    published,
    write,
)
from tests.projects.making import NOW, make_milestone, make_project


def pay(project: Project, cents: int, stage: Stage = Stage.PLANNED, year: int = 2027) -> None:
    """Let a source pay for a project."""
    source = db.session.query(Source).first() or save(
        Source(strategy_id=project.strategy_id, key="land", title={"de": "Land"}, kind="state")
    )
    save(
        FinanceLine(project_id=project.id, source_id=source.id, year=year, stage=stage, cents=cents)
    )


def test_published_report_holds_texts_state_milestones_and_money(strategy: Strategy) -> None:
    project = make_project(strategy, key="roof", unit=make_unit().key, state="running")
    make_milestone(project, "2027-Q1", expected="2027-Q2", reason="Lieferung.")
    pay(project, 500)
    pay(project, 250, year=2028)
    pay(project, 7, Stage.SPENT)
    report = begin(strategy)
    write(report, project, "Das Dach ist bestellt.")
    [told] = queries.content(publish(report)).projects
    assert (told.key, told.state, told.text) == ("roof", "running", "Das Dach ist bestellt.")
    assert told.unit == {"de": "Amt traffic"}
    assert [(step.expected.value, step.reason["de"]) for step in told.steps] == [
        ("2027-Q2", "Lieferung.")
    ]
    assert told.money == {Stage.PLANNED: 750, Stage.SPENT: 7}


def test_digest_is_that_of_the_document(strategy: Strategy) -> None:
    make_project(strategy)
    report = published(strategy)
    assert report.document is not None
    assert report.digest == digest(report.document)


def test_what_happens_later_changes_nothing_in_a_published_report(strategy: Strategy) -> None:
    project = make_project(strategy, state="running")
    before = queries.content(published(strategy))
    come_to(project, "done")
    make_project(strategy)
    assert queries.content(queries.get_public(strategy.id, 1)) == before


def test_drafts_are_in_no_report(strategy: Strategy) -> None:
    make_project(strategy, key="roof")
    make_project(strategy, key="secret", published=False)
    document = published(strategy).document
    assert "secret" not in str(document)


def test_second_click_has_no_effect(strategy: Strategy) -> None:
    make_project(strategy)
    report = begin(strategy)
    seen = publishing.check(report, NOW).seen
    assert publishing.publish("region", 1, seen=seen, **WHO)
    db.session.commit()
    assert not publishing.publish("region", 1, seen=seen, **WHO)
    assert db.session.query(AuditEntry).filter_by(action="report.published").count() == 1


def test_what_changed_since_the_check_is_not_published_unseen(strategy: Strategy) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    seen = publishing.check(report, NOW).seen
    write(report, project, "Nachgereicht.")
    with pytest.raises(Conflict):
        publishing.publish("region", 1, seen=seen, **WHO)
    db.session.rollback()
    assert queries.of_strategy(strategy.id) == []


def test_report_on_no_project_is_refused(strategy: Strategy) -> None:
    begin(strategy)
    with pytest.raises(BadInput):
        publishing.publish("region", 1, seen=None, **WHO)


def test_changes_are_told_since_the_report_before(strategy: Strategy) -> None:
    project = make_project(strategy, state="running")
    published(strategy)
    come_to(project, "done")
    report = published(strategy, SECOND)
    content = queries.content(report)
    found = publishing.compared(report, content)
    assert content.since == 1
    assert found is not None
    assert [(one.key, one.came_to) for one in found.projects] == [(project.key, "done")]


def test_correction_is_compared_with_what_the_corrected_report_was(strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    published(strategy, SECOND)
    publish(service.begin_correction("region", 2, "Falsch.", **WHO))
    content = queries.content(queries.get_public(strategy.id, 3))
    assert (content.corrects, content.since, content.reason) == (2, 1, "Falsch.")


def test_next_report_is_compared_with_the_correction(strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    publish(service.begin_correction("region", 1, "Falsch.", **WHO))
    assert queries.content(published(strategy, SECOND)).since == 2


def test_corrected_report_keeps_its_document(strategy: Strategy) -> None:
    make_project(strategy)
    before = published(strategy).digest
    publish(service.begin_correction("region", 1, "Falsch.", **WHO))
    assert queries.get_public(strategy.id, 1).digest == before


@pytest.mark.parametrize("name", ["reason", "number", "document", "published_at", "digest"])
def test_no_column_of_a_published_report_can_be_changed(strategy: Strategy, name: str) -> None:
    make_project(strategy)
    report = published(strategy)
    values: dict[str, Any] = {"reason": "x", "number": 9, "document": {}, "digest": "x"}
    setattr(report, name, values.get(name))
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()


def test_published_report_and_its_entries_cannot_be_deleted(strategy: Strategy) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    entry = write(report, project, "Wort.")
    publish(report)
    for thing in (report, entry):
        db.session.delete(thing)
        with pytest.raises(RuntimeError, match="never"):
            db.session.flush()
        db.session.rollback()


def test_entries_of_a_published_report_are_neither_changed_nor_added(strategy: Strategy) -> None:
    one, two = make_project(strategy), make_project(strategy)
    report = begin(strategy)
    entry = write(report, one, "Wort.")
    publish(report)
    entry.text = "Anderes Wort."
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()
    db.session.rollback()
    db.session.add(
        ReportEntry(report_id=report.id, project_id=two.id, text="Neu.", written_at=NOW.now())
    )
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()


@pytest.mark.parametrize("table", [ProgressReport, ReportEntry])
def test_statements_that_pass_by_the_rows_are_refused(app: object, table: type[Any]) -> None:
    for statement in (delete(table), update(table).values(version=2)):
        with pytest.raises(RuntimeError, match="row by row"):
            db.session.execute(statement)


def test_entries_of_a_project_come_from_current_published_reports(strategy: Strategy) -> None:
    project = make_project(strategy)
    first = begin(strategy)
    write(first, project, "Falsch.")
    publish(first)
    correction = service.begin_correction("region", 1, "Falsch.", **WHO)
    write(correction, project, "Richtig.", seen=1)
    publish(correction)
    second = begin(strategy, SECOND)
    write(second, project, "Noch nicht öffentlich.")
    assert [row.text for row in queries.entries_of_project(project.id)] == ["Richtig."]
    publish(second)
    assert [row.number for row in queries.entries_of_project(project.id)] == [3, 2]


def test_record_names_who_published_what(strategy: Strategy) -> None:
    make_project(strategy)
    report = published(strategy)
    [entry] = db.session.query(AuditEntry).filter_by(action="report.published")
    assert (entry.subject_id, entry.details["number"]) == ("region", 1)
    assert entry.details["digest"] == report.digest
    assert report.published_by == PLANNER.label
