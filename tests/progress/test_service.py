"""What planners and units do for reports before they are published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.kernel.errors import BadInput, Conflict, Forbidden, Frozen, NotFound
from participation.progress import gathering, queries, service
from participation.progress.rules import Rhythm
from participation.progress.service import Reporter
from participation.strategy.models import Strategy
from tests.factories import make_strategy
from tests.progress.making import (
    FIRST,
    PLANNER,
    SECOND,
    WHO,
    begin,
    make_unit,
    publish,
    published,
    write,
)
from tests.projects.making import make_project


def test_rhythm_without_a_first_day_is_a_rhythm(strategy: Strategy) -> None:
    service.set_rhythm("region", Rhythm(6), version=0, **WHO)
    assert queries.rhythms() == {strategy.id: Rhythm(6)}


def test_same_rhythm_again_changes_nothing(strategy: Strategy) -> None:
    service.set_rhythm("region", Rhythm(6), version=0, **WHO)
    assert service.set_rhythm("region", Rhythm(6), version=0, **WHO).version == 1
    assert db.session.query(AuditEntry).filter_by(action="reports.rhythm_set").count() == 1


def test_of_two_rhythms_at_once_the_second_is_a_conflict(strategy: Strategy) -> None:
    service.set_rhythm("region", Rhythm(6), version=0, **WHO)
    with pytest.raises(Conflict):
        service.set_rhythm("region", Rhythm(12), version=0, **WHO)


def test_rhythm_of_no_months_is_refused(strategy: Strategy) -> None:
    with pytest.raises(BadInput):
        service.set_rhythm("region", Rhythm(0), version=0, **WHO)


def test_report_is_drawn_up_for_every_published_project(strategy: Strategy) -> None:
    one = make_project(strategy, key="roof")
    make_project(strategy, published=False)
    make_project(make_strategy(slug="other"))
    report = begin(strategy)
    later = make_project(strategy, key="tram")
    drawn = gathering.drawn_up(report)
    assert [entry.project.key for entry in drawn] == [one.key, later.key]
    assert [entry.text for entry in drawn] == ["", ""]


def test_reports_of_a_strategy_are_numbered_from_one(strategy: Strategy) -> None:
    make_project(strategy)
    other = begin(make_strategy(slug="other"))
    first = published(strategy)
    second = begin(strategy, SECOND)
    assert (first.number, second.number, other.number) == (1, 2, 1)


def test_beginning_twice_finds_the_first(strategy: Strategy) -> None:
    assert begin(strategy).id == begin(strategy).id


def test_another_report_waits_until_the_begun_one_is_published(strategy: Strategy) -> None:
    begin(strategy)
    with pytest.raises(Conflict):
        service.begin("region", SECOND, **WHO)


def test_period_of_a_begun_report_changes_with_its_version(strategy: Strategy) -> None:
    report = begin(strategy)
    assert service.change_period("region", 1, SECOND, version=1, **WHO)
    assert not service.change_period("region", 1, SECOND, version=1, **WHO)
    with pytest.raises(Conflict):
        service.change_period("region", 1, FIRST, version=1, **WHO)
    assert (report.period_to, report.version) == (SECOND.last_day, 2)


def test_unit_writes_about_its_own_projects(strategy: Strategy) -> None:
    unit = make_unit()
    project = make_project(strategy, unit=unit.key)
    report = begin(strategy)
    write(report, project, "Fertig gebaut.", by=Reporter(PLANNER, frozenset({unit.id})))
    assert queries.entries(report.id)[project.id].text == "Fertig gebaut."


@pytest.mark.parametrize("owned", [True, False])
def test_unit_does_not_write_about_projects_of_others_or_of_none(
    strategy: Strategy, owned: bool
) -> None:
    unit, other = make_unit(), make_unit("green")
    project = make_project(strategy, unit=other.key if owned else None)
    report = begin(strategy)
    with pytest.raises(Forbidden):
        write(report, project, "Fremd.", by=Reporter(PLANNER, frozenset({unit.id})))
    assert queries.entries(report.id) == {}


def test_of_two_who_write_the_second_is_a_conflict(strategy: Strategy) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    write(report, project, "Eins.")
    with pytest.raises(Conflict):
        write(report, project, "Zwei.")
    assert queries.entries(report.id)[project.id].text == "Eins."
    write(report, project, "Zwei.", seen=1)
    assert queries.entries(report.id)[project.id].text == "Zwei."


def test_same_text_again_changes_nothing(strategy: Strategy) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    write(report, project, "Eins.")
    assert write(report, project, "Eins.").version == 1


def test_nothing_is_written_about_drafts_or_projects_of_other_strategies(
    strategy: Strategy,
) -> None:
    report = begin(strategy)
    for project in (make_project(strategy, published=False), make_project(make_strategy(slug="x"))):
        with pytest.raises(NotFound):
            write(report, project, "Nein.")


def test_published_report_takes_no_more_texts_or_other_periods(strategy: Strategy) -> None:
    project = make_project(strategy)
    report = published(strategy)
    with pytest.raises(Frozen):
        write(report, project, "Zu spät.")
    with pytest.raises(Frozen):
        service.change_period("region", 1, SECOND, version=1, **WHO)
    with pytest.raises(Frozen):
        service.discard("region", 1, **WHO)


def test_discarded_report_is_gone_with_its_texts(strategy: Strategy) -> None:
    project = make_project(strategy)
    write(begin(strategy), project, "Weg damit.")
    service.discard("region", 1, **WHO)
    db.session.commit()
    assert queries.begun(strategy.id) is None
    with pytest.raises(NotFound):
        service.discard("region", 1, **WHO)


def test_correction_begins_with_period_and_texts_of_the_corrected_report(
    strategy: Strategy,
) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    write(report, project, "Falsch.")
    publish(report)
    correction = service.begin_correction("region", 1, "Der Text war falsch.", **WHO)
    assert (correction.number, correction.corrects_id) == (2, report.id)
    assert service.period_of(correction) == FIRST
    assert queries.entries(correction.id)[project.id].text == "Falsch."


def test_report_is_corrected_by_one_other_report(strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    first = service.begin_correction("region", 1, "Falsch.", **WHO)
    assert service.begin_correction("region", 1, "Falsch.", **WHO).id == first.id
    with pytest.raises(Conflict):
        service.begin_correction("region", 1, "Anders falsch.", **WHO)
    publish(first)
    with pytest.raises(Conflict):
        service.begin_correction("region", 1, "Falsch.", **WHO)


def test_correction_can_be_begun_while_the_next_report_is_written(strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    begin(strategy, SECOND)
    assert service.begin_correction("region", 1, "Falsch.", **WHO).number == 3


def test_begun_report_cannot_be_corrected(strategy: Strategy) -> None:
    begin(strategy)
    with pytest.raises(NotFound):
        service.begin_correction("region", 1, "Falsch.", **WHO)


def test_last_due_day_counts_no_corrections(strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    correction = service.begin_correction("region", 1, "Falsch.", **WHO)
    late = replace(FIRST, due=date(2030, 1, 1))
    service.change_period("region", 2, late, version=correction.version, **WHO)
    publish(correction)
    assert queries.last_due(strategy.id) == FIRST.due
