"""Projects are begun, changed, published and taken from state to state; nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.city.models import Unit
from participation.extensions import db
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.projects import queries, service
from participation.projects.models import Project, StateChange
from participation.projects.service import InvalidProject
from tests.factories import make_strategy, save
from tests.projects.making import NOW, WHO, draft, make_project

pytestmark = pytest.mark.usefixtures("app")
NOTE = {"de": "Der Gemeinderat hat zugestimmt."}


def refused(error: pytest.ExceptionInfo[InvalidProject]) -> list[str | None]:
    """The form fields that are named as wrong."""
    return [problem.field for problem in error.value.problems]


def test_a_new_project_is_no_public_one() -> None:
    project = make_project(published=False)
    assert db.session.scalars(queries.public_projects()).all() == []
    with pytest.raises(NotFound):
        queries.get_public(project.key)


def test_the_same_draft_twice_makes_one_project() -> None:
    slug, same = make_strategy().slug, draft()
    one, two = (service.create(same, strategy=slug, **WHO) for _ in range(2))
    assert one.id == two.id


def test_a_key_belongs_to_one_project_of_all_strategies() -> None:
    project = make_project()
    with pytest.raises(InvalidProject) as error:
        service.create(draft(key=project.key), strategy=make_strategy().slug, **WHO)
    assert refused(error) == ["key"]


def test_an_alias_is_no_other_projects_name() -> None:
    make_project(aliases=("KI im Bau",))
    with pytest.raises(InvalidProject) as error:
        make_project(aliases=("KI-im-Bau",))
    assert refused(error) == ["aliases"]


def test_a_unit_that_is_switched_off_stays_where_it_was_and_is_not_taken_anew() -> None:
    unit = save(Unit(key="roads", title={"de": "Tiefbauamt"}))
    project = make_project(unit="roads")
    unit.active = False
    db.session.commit()
    kept = replace(queries.draft_of(project), place="Mitte")
    assert service.change(project.key, kept, version=project.version, **WHO)
    with pytest.raises(InvalidProject) as error:
        make_project(unit="roads")
    assert refused(error) == ["unit"]


def test_publishing_twice_publishes_once() -> None:
    project = make_project(published=False)
    assert [service.publish(project.key, **WHO) for _ in range(2)] == [True, False]
    published = select(AuditEntry).where(AuditEntry.action == "project.published")
    assert len(db.session.scalars(published).all()) == 1


def test_of_two_planners_the_second_overwrites_nothing() -> None:
    project = make_project()
    seen, before = project.version, queries.draft_of(project)
    service.change(project.key, replace(before, place="Mitte"), version=seen, **WHO)
    with pytest.raises(Conflict):
        service.change(project.key, replace(before, place="Süd"), version=seen, **WHO)
    assert queries.get(project.key).place == "Mitte"


def test_storing_the_same_again_changes_nothing() -> None:
    project = make_project()
    seen = project.version
    assert not service.change(project.key, queries.draft_of(project), version=seen, **WHO)
    assert queries.get(project.key).version == seen


@pytest.mark.parametrize("change", [{"key": "other"}, {"state": "running"}])
def test_key_and_state_of_a_published_project_are_not_edited(change: dict[str, str]) -> None:
    project = make_project()
    other = replace(queries.draft_of(project), **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidProject) as error:
        service.change(project.key, other, version=project.version, **WHO)
    assert refused(error) == list(change)


def test_a_new_state_comes_with_a_sentence() -> None:
    project = make_project()
    service.change_state(project.key, "decided", NOTE, version=project.version, **WHO)
    row = queries.last_state_change(project.id)
    assert row is not None
    assert (row.state, row.note, row.changed_at) == ("decided", NOTE, NOW.now())
    assert queries.get(project.key).state == "decided"


def test_a_double_click_changes_the_state_once() -> None:
    project = make_project()
    seen = project.version
    for _ in range(2):
        service.change_state(project.key, "decided", NOTE, version=seen, **WHO)
    assert len(db.session.scalars(select(StateChange)).all()) == 1


@pytest.mark.parametrize(
    ("state", "note", "field"),
    [("proposed", NOTE, "state"), ("paused", NOTE, "state"), ("done", {}, "note.de")],
)
def test_a_state_change_without_state_or_sentence_is_refused(
    state: str, note: dict[str, str], field: str
) -> None:
    project = make_project()
    with pytest.raises(BadInput) as error:
        service.change_state(project.key, state, note, version=project.version, **WHO)
    assert error.value.field == field


def test_a_draft_has_no_public_states() -> None:
    project = make_project(published=False)
    with pytest.raises(NotFound):
        service.change_state(project.key, "done", NOTE, version=project.version, **WHO)


def test_the_record_names_a_project_by_its_key(app: Flask) -> None:
    project = make_project()
    query = select(AuditEntry.action).where(AuditEntry.subject_id == project.key)
    assert set(db.session.scalars(query)) == {"project.created", "project.published"}
    assert db.session.get(Project, project.id) is not None


def test_a_project_is_found_by_the_place_that_a_file_gave_it() -> None:
    project = make_project()
    service.give_place(project, "Nordstadt")
    assert "nordstadt" in queries.get(project.key).folded
