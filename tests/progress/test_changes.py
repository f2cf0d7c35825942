"""What changed from one report to the next, told from their documents."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from participation.kernel.partial_dates import PartialDate
from participation.progress.changes import StageChange, changes, late
from participation.progress.document import Content, ReportedProject, content_of
from participation.projects.finance.rules import Stage
from participation.projects.rules import State
from participation.projects.schedule import Delay, Step, Unit

DAY_BEFORE, DAY = date(2026, 7, 15), date(2027, 1, 15)


def step(title: str = "Bau", planned: str = "2027-Q4", **values: Any) -> Step:
    """A milestone; dates as texts."""
    dates = {name: PartialDate(values.pop(name)) for name in ("expected", "done") if name in values}
    reason = {"de": values.pop("reason", "")}
    return Step({"de": title}, PartialDate(planned or None), reason=reason, **dates)


def project(key: str = "bus", state: str = "running", **values: Any) -> ReportedProject:
    """A project as a report tells of it."""
    return ReportedProject(key=key, title={"de": key}, state=state, **values)


def content(*projects: ReportedProject, day: date = DAY) -> Content:
    """A report with these projects."""
    return Content(
        2, date(2026, 7, 1), date(2026, 12, 31), date(2027, 2, 28), day, 1, None, "", projects
    )


def before(*projects: ReportedProject) -> Content:
    """The report before it."""
    return content(*projects, day=DAY_BEFORE)


def test_report_that_says_the_same_changed_nothing() -> None:
    one = project(steps=(step(),), text="Alt.")
    found = changes(before(one), content(project(steps=(step(),), text="Neu.")))
    assert (found.projects, found.new, found.gone, found.later) == ((), (), (), 0)


def test_project_that_comes_to_another_state_is_told() -> None:
    found = changes(before(project(state="running")), content(project(state="done")))
    [change] = found.projects
    assert (change.state_before, change.came_to) == ("running", "done")
    assert found.came_to(State.DONE) == 1
    assert found.came_to(State.STOPPED) == 0


def test_project_that_was_done_already_is_not_counted_again() -> None:
    found = changes(before(project(state="done")), content(project(state="done")))
    assert found.came_to(State.DONE) == 0


def test_milestone_that_was_done_since_is_told() -> None:
    done = step(done="2026-11")
    [change] = changes(before(project(steps=(step(),))), content(project(steps=(done,)))).projects
    assert change.done == (done,)
    assert change.moved == ()


def test_milestone_that_is_no_longer_done_is_told() -> None:
    done = step(done="2026-05")
    [change] = changes(before(project(steps=(done,))), content(project(steps=(step(),)))).projects
    assert change.undone == (step(),)


def test_shift_is_told_with_its_length_and_reason() -> None:
    shifted = step(expected="2028-Q2", reason="Die Firma ist insolvent.")
    found = changes(before(project(steps=(step(),))), content(project(steps=(shifted,))))
    [change] = found.projects
    [moved] = change.moved
    assert (moved.before.value, moved.now.value) == ("2027-Q4", "2028-Q2")
    assert moved.delay == Delay(2, Unit.QUARTERS)
    assert moved.step.reason == {"de": "Die Firma ist insolvent."}
    assert found.later == 1


def test_shift_is_counted_from_what_the_report_before_expected() -> None:
    old, new = step(expected="2028-Q2"), step(expected="2028-Q3")
    [change] = changes(before(project(steps=(old,))), content(project(steps=(new,)))).projects
    assert change.moved[0].delay == Delay(1, Unit.QUARTERS)


def test_milestone_that_comes_earlier_is_told_and_not_counted_as_later() -> None:
    old, new = step(expected="2028-Q2"), step(expected="2028-Q1")
    found = changes(before(project(steps=(old,))), content(project(steps=(new,))))
    assert found.projects[0].moved[0].delay is None
    assert found.later == 0


def test_milestone_whose_time_ran_out_in_silence_is_later() -> None:
    missed = step(planned="2026-Q4")
    found = changes(before(project(steps=(missed,))), content(project(steps=(missed,))))
    assert found.projects[0].overdue == (missed,)
    assert found.later == 1


def test_milestone_that_was_overdue_already_is_not_told_again() -> None:
    missed = step(planned="2025-Q4")
    found = changes(before(project(steps=(missed,))), content(project(steps=(missed,))))
    assert found.projects == ()


def test_nothing_is_late_in_a_stopped_project() -> None:
    missed = step(planned="2026-Q4")
    found = changes(
        before(project(steps=(missed,))), content(project(state="stopped", steps=(missed,)))
    )
    assert found.later == 0
    assert found.came_to(State.STOPPED) == 1


def test_dropped_milestone_does_not_disappear_in_silence() -> None:
    [change] = changes(
        before(project(steps=(step("Planung"), step("Bau")))),
        content(project(steps=(step("Planung"), step("Eröffnung")))),
    ).projects
    assert [each.title["de"] for each in change.dropped] == ["Bau"]
    assert [each.title["de"] for each in change.added] == ["Eröffnung"]


def test_two_milestones_of_one_title_are_told_apart_by_their_order() -> None:
    old = project(steps=(step("Bau"), step("Bau")))
    done = step("Bau", done="2026-12")
    [change] = changes(before(old), content(project(steps=(done, step("Bau"))))).projects
    assert (change.done, change.added, change.dropped) == ((done,), (), ())


def test_new_and_gone_projects_are_told_apart_from_changed_ones() -> None:
    found = changes(before(project("bus")), content(project("tram")))
    assert [each.key for each in found.new] == ["tram"]
    assert [each.key for each in found.gone] == ["bus"]
    assert found.projects == ()


def test_money_is_compared_by_stage_and_stages_are_never_added() -> None:
    old = project(money={Stage.PLANNED: 500, Stage.SPENT: 0})
    new = project(money={Stage.PLANNED: 700, Stage.APPROVED: 300})
    assert changes(before(old), content(new)).money == (
        StageChange(Stage.PLANNED, 500, 700),
        StageChange(Stage.APPROVED, None, 300),
        StageChange(Stage.SPENT, 0, None),
    )


def test_sums_go_over_projects_and_a_blank_is_not_zero() -> None:
    both = content(
        project("a", money={Stage.PLANNED: 10**17}), project("b", money={Stage.PLANNED: 1})
    )
    assert both.money == {Stage.PLANNED: 10**17 + 1}


def test_late_projects_of_a_first_report_are_counted() -> None:
    one = content(
        project("a", steps=(step(planned="2026-Q3"),)),
        project("b", steps=(step(),)),
        project("c", state="done", steps=(step(planned="2026-Q3"),)),
    )
    assert late(one) == 1


def test_document_is_read_back_as_it_was_written() -> None:
    whole = content(
        project(
            unit={"de": "Amt"},
            text="Wort",
            steps=(step(expected="2028", reason="Darum."), step("Zwei", "", done="2026-12-01")),
            money={Stage.PLANNED: 10**17},
        )
    )
    assert content_of(json.loads(json.dumps(whole.document()))) == whole
