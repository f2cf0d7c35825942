"""Milestones are added, changed, moved and deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from participation.extensions import db
from participation.kernel.errors import Conflict, NotFound
from participation.kernel.partial_dates import PartialDate, parse
from participation.projects import queries
from participation.projects.milestones import service as milestone_service
from participation.projects.models import Project
from participation.projects.schedule import Step
from participation.projects.service import InvalidProject
from tests.projects.making import WHO, make_milestone, make_project

pytestmark = pytest.mark.usefixtures("app")
STEP = Step({"de": "Baubeginn"}, parse("2026-12"))


def titles(project: Project) -> list[str]:
    """The German titles in the order set."""
    return [row.title["de"] for row in queries.milestones(project.id)]


def test_a_milestone_comes_back_as_it_was_given() -> None:
    project = make_project()
    step = Step(
        {"de": "Baubeginn", "en": "Start"},
        PartialDate(None, "in der zweiten Phase"),
        PartialDate("2027-Q1", "Anfang 2027"),
    )
    row = milestone_service.add(project.key, step, version=project.version, **WHO)
    assert queries.step_of(row) == step


def test_a_double_click_adds_one_milestone() -> None:
    project = make_project()
    seen = project.version
    for _ in range(2):
        milestone_service.add(project.key, STEP, version=seen, **WHO)
    assert titles(project) == ["Baubeginn"]


def test_of_two_planners_the_second_adds_nothing() -> None:
    project = make_project()
    seen = project.version
    milestone_service.add(project.key, STEP, version=seen, **WHO)
    other = replace(STEP, title={"de": "Bauende"})
    with pytest.raises(Conflict):
        milestone_service.add(project.key, other, version=seen, **WHO)


def test_a_shift_without_a_reason_is_refused() -> None:
    project = make_project()
    shifted = replace(STEP, expected=parse("2027-02"))
    with pytest.raises(InvalidProject) as error:
        milestone_service.add(project.key, shifted, version=project.version, **WHO)
    assert [problem.field for problem in error.value.problems] == ["reason.de"]


def test_the_board_can_ask_for_late_milestones() -> None:
    project = make_project()
    open_ = make_milestone(project, "2026-12", "2027-02")
    done = make_milestone(project, "2026-08", done="2026-10")
    assert (open_.due_on, open_.shifted) == (date(2027, 2, 28), True)
    assert (done.due_on, done.shifted) == (None, False)


def test_milestones_move_and_go() -> None:
    project = make_project()
    rows = [make_milestone(project, title={"de": title}) for title in ("A", "B", "C")]
    milestone_service.move(project.key, rows[2].id, -1, version=project.version, **WHO)
    assert titles(project) == ["A", "C", "B"]
    milestone_service.move(project.key, rows[0].id, -1, version=project.version, **WHO)
    milestone_service.delete(project.key, rows[0].id, version=project.version, **WHO)
    db.session.commit()
    assert titles(project) == ["C", "B"]
    assert [row.position for row in queries.milestones(project.id)] == [0, 1]


def test_a_milestone_of_another_project_is_not_found() -> None:
    project, other = make_project(), make_project()
    row = make_milestone(other, "2027")
    with pytest.raises(NotFound):
        milestone_service.delete(project.key, row.id, version=project.version, **WHO)
