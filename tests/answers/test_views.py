"""The page on which planners and units answer one idea."""

from __future__ import annotations

from typing import Any

import pytest

from participation.answers import queries
from participation.answers.models import Assignment
from participation.answers.rules import Draft, Status
from participation.kernel.clock import clock
from tests.answers.answering import (
    DECLINED,
    answer,
    make_project,
    make_unit,
    path,
    published_idea,
    stage,
    staged_text,
    unit_person,
)
from tests.factories import make_idea, make_round, make_staff, save
from tests.pages import main_text

# What these pages ask of the database, the tests of service and publishing ask of both kinds.
pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
]
TYPED = {"status": "already_done", "text": "Gibt es."}


def test_a_planner_answers_an_idea_from_the_list_to_the_public_page(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_, title="Nachtbus")
    page = planner.get(path(round_))
    assert "Nachtbus" in main_text(page)
    planner.submit(path(round_, idea.number), **TYPED)
    assert staged_text(idea) == "Gibt es."
    check = planner.get(path(round_, "publish"))
    assert "1 Antwort wird veröffentlicht." in main_text(check)
    none = "Zu eigenen Ideen geht keine E-Mail hinaus: Hinter keiner steht ein Konto."
    assert none in main_text(check)
    planner.submit(check)
    public = planner.get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert "Die Stadt antwortet Das gibt es schon. Gibt es." in main_text(public)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    page = planner.submit(path(round_, idea.number), status="in_review", text="Wir prüfen.")
    text = main_text(page)
    assert "Schreiben Sie, bis wann die Stadt prüft" in text
    assert "Wir prüfen." in page.text
    assert staged_text(idea) is None


def test_the_form_begins_with_what_was_published_last(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    answer(idea, DECLINED)
    page = planner.get(path(round_, idea.number))
    assert "Dafür fehlt der Platz.</textarea>" in page.text
    assert "Neue Antwort" in main_text(page)


def test_of_two_who_answer_at_once_the_second_sees_the_first_and_keeps_the_text(
    planner: Any,
) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    form = planner.get(path(round_, idea.number))
    stage(idea, DECLINED)
    page = planner.submit(form, **TYPED)
    text = main_text(page)
    assert "hat sich inzwischen geändert" in text
    assert "Vorgemerkt ist jetzt diese Antwort wird nicht aufgenommen" in text
    assert "Gibt es.</textarea>" in page.text
    assert staged_text(idea) == "Dafür fehlt der Platz."
    planner.submit(page)
    assert staged_text(idea) == "Gibt es."


@pytest.mark.parametrize("state", ["waiting", "removed", "withdrawn"])
def test_an_idea_that_is_not_public_has_no_page_here(planner: Any, state: str) -> None:
    round_ = make_round()
    idea = make_idea(round_, state=state, title="Geheim")
    assert planner.get(path(round_, idea.number)).status_code == 404
    assert "Geheim" not in planner.get(path(round_)).text


def test_draft_projects_are_neither_offered_nor_taken(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    make_project("shown", strategy_id=round_.strategy_id, title={"de": "Sichtbar"})
    make_project("secret", published=False, strategy_id=round_.strategy_id, title={"de": "Geheim"})
    form = planner.get(path(round_, idea.number))
    assert "Sichtbar" in form.text
    assert "Geheim" not in form.text
    page = planner.post(
        path(round_, idea.number),
        data={
            "csrf_token": form.text.split('name="csrf_token" value="')[1].split('"')[0],
            "seen": "0",
            "status": "taken_into_project",
            "project": "secret",
        },
    )
    assert "Das Projekt „secret“ gibt es nicht, oder es ist noch nicht" in main_text(page)
    assert "Geheim" not in page.text


def test_a_staged_answer_is_deleted_again(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    stage(idea)
    planner.submit(path(round_, idea.number), action="discard")
    assert staged_text(idea) is None


def test_a_unit_answers_in_its_own_name(client: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    person = unit_person(client)
    make_unit("other", title={"de": "Anderes Amt"})
    page = person.get(path(round_, idea.number))
    assert "Anderes Amt" not in page.text
    person.submit(page, **TYPED)
    row = queries.staged(idea.id)
    assert row is not None
    assert row.unit is not None
    assert row.unit.key == "traffic"


def test_a_unit_sees_what_another_one_staged_and_cannot_change_it(client: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    make_unit("other")
    stage(idea, Draft(Status.ALREADY_DONE, "Fremd.", unit="other"))
    person = unit_person(client)
    page = person.get(path(round_, idea.number))
    assert "Für diese Idee antwortet eine andere Fachstelle." in main_text(page)
    assert "Antwort vormerken" not in page.text


def test_what_a_unit_typed_while_planners_staged_stays_to_be_copied(client: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    person = unit_person(client)
    form = person.get(path(round_, idea.number))
    stage(idea, DECLINED)
    page = person.submit(form, **TYPED)
    text = main_text(page)
    assert "Ihre Antwort ist nicht vorgemerkt" in text
    assert "Die Planung hat schon eine Antwort auf diese Idee vorgemerkt." in text
    assert "Gibt es." in text
    assert "Dafür fehlt der Platz." in text
    assert staged_text(idea) == "Dafür fehlt der Platz."


@pytest.mark.parametrize("more", ["", "?" * 5000])
def test_what_a_unit_typed_for_the_idea_of_another_one_stays_to_be_copied(
    client: Any, more: str
) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    other = make_unit("other")
    person = unit_person(client)
    form = person.get(path(round_, idea.number))
    save(Assignment(idea_id=idea.id, unit_id=other.id, assigned_at=clock.now()))
    page = person.submit(form, status="already_done", text=f"Gibt es.{more}")
    assert "Für diese Idee antwortet eine andere Fachstelle." in main_text(page)
    assert "Gibt es." in main_text(page)
    assert staged_text(idea) is None


def test_an_auditor_reads_and_writes_nothing(client: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    stage(idea)
    auditor = client.sign_in(make_staff("auditor"))
    for page in (path(round_), path(round_, idea.number), path(round_, "publish")):
        text = auditor.get(page).text
        assert "<button" not in text.partition("<main")[2].partition("</main>")[0]
