"""The list of answers, and the pages on which several are staged, given out and published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from participation.answers import queries, service
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from tests.answers.answering import (
    DECLINED,
    answer,
    make_project,
    make_unit,
    path,
    publish,
    published_idea,
    stage,
    staged_text,
    unit_person,
)
from tests.factories import closed, make_resident, make_round
from tests.front.chains import take_up
from tests.pages import main_text, tree

pytestmark = pytest.mark.usefixtures("app")
TYPED = {"status": "already_done", "text": "Gibt es."}


@pytest.mark.parametrize("page", ["publish", "assign", "statement"])
def test_publishing_and_giving_out_are_for_planners(client: Any, page: str) -> None:
    round_ = make_round()
    published_idea(round_)
    person = unit_person(client)
    assert person.get(path(round_, page)).status_code == 403
    text = person.get(path(round_)).text
    assert f"answers/{page}" not in text


def test_the_list_is_filtered_by_state_field_and_unit(planner: Any) -> None:
    round_ = make_round()
    make_unit("traffic")
    open_, staged, done = (
        published_idea(round_, title=title, field_key=key)
        for title, key in (("Offen", "mobility"), ("Vorn", "energy"), ("Fertig", "energy"))
    )
    stage(staged, Draft(Status.ALREADY_DONE, "Ja.", unit="traffic"))
    stage(done)
    publish(round_, [done.id])
    titles = {"Offen", "Vorn", "Fertig"}
    for query, expected in {
        "": titles,
        "?show=open": {"Offen"},
        "?show=staged": {"Vorn"},
        "?show=published": {"Fertig"},
        "?field=energy": {"Vorn", "Fertig"},
        "?unit=traffic": {"Vorn"},
        "?unit=none&show=open": {"Offen"},
    }.items():
        text = main_text(planner.get(path(round_) + query))
        assert {title for title in titles if f"{title} 20" in text} == expected, query
    assert open_.id


@pytest.mark.parametrize("query", ["show=x", "field=x", "unit=x", "page=9", "page=x"])
def test_a_filter_that_does_not_exist_is_not_found(planner: Any, query: str) -> None:
    round_ = make_round()
    published_idea(round_)
    assert planner.get(f"{path(round_)}?{query}").status_code == 404


def test_units_see_how_far_they_are(planner: Any) -> None:
    due = clock.now().date() - timedelta(days=2)
    round_ = make_round(**closed(30), answers_due=due)
    make_unit("traffic")
    ideas = [published_idea(round_) for _ in range(4)]
    ids = [idea.id for idea in ideas[:3]]
    service.assign(round_.id, ids, "traffic", actor=SHELL, clock=clock)
    db.session.commit()
    answer(ideas[0], Draft(Status.ALREADY_DONE, "Ja.", unit="traffic"))
    stage(ideas[1], Draft(Status.ALREADY_DONE, "Ja.", unit="traffic"))
    text = main_text(planner.get(path(round_)))
    assert "Amt traffic 3 1 1 2" in text
    assert "ohne Fachstelle 1 0 0 1" in text
    assert "3 Ideen ohne Antwort, Frist seit 2 Tagen vorbei" in text


def test_several_ideas_are_answered_together_after_a_look(planner: Any) -> None:
    round_ = make_round()
    one, two, taken = (published_idea(round_) for _ in range(3))
    stage(taken, DECLINED)
    query = "&".join(f"idea={idea.number}" for idea in (one, two, taken))
    form = planner.get(path(round_, f"bulk?{query}"))
    assert "Diese Antwort bekommen 2 Ideen" in main_text(form)
    check = planner.submit(form, **TYPED)
    assert "Prüfen und vormerken" in main_text(check)
    assert staged_text(one) is None
    back = planner.submit(check, button="change=1")
    assert "Gibt es.</textarea>" in back.text
    planner.submit(planner.submit(back), button="confirm=1")
    assert [staged_text(idea) for idea in (one, two, taken)] == [
        "Gibt es.",
        "Gibt es.",
        "Dafür fehlt der Platz.",
    ]


def test_chosen_ideas_are_given_to_a_unit(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    unit = make_unit("traffic")
    planner.submit(path(round_, f"assign?idea={idea.number}"), unit="traffic")
    db.session.rollback()
    assert queries.standings([idea.id])[idea.id].unit_id == unit.id


def test_without_a_choice_the_page_says_what_to_do(planner: Any) -> None:
    round_ = make_round()
    for page in ("bulk", "assign"):
        response = planner.get(path(round_, page))
        assert response.status_code == 404
        assert "Wählen Sie zuerst Ideen" in main_text(response)


def test_what_changed_since_the_check_is_looked_at_again(planner: Any) -> None:
    round_ = make_round()
    stage(published_idea(round_))
    check = planner.get(path(round_, "publish"))
    stage(published_idea(round_), DECLINED)
    page = planner.submit(check)
    assert "Inzwischen hat sich geändert, was veröffentlicht wird." in main_text(page)
    assert "2 Antworten werden veröffentlicht." in main_text(page)
    planner.submit(page)
    assert len(list(queries.public_answers_of(round_.id))) == 2


def test_a_project_that_is_hidden_after_the_check_is_told_before_anything_is_published(
    planner: Any,
) -> None:
    round_ = make_round()
    project = make_project(strategy_id=round_.strategy_id)
    stage(published_idea(round_))
    into = Draft(Status.TAKEN_INTO_PROJECT, "Gern.", project=project.key)
    stage(published_idea(round_), into)
    check = planner.get(path(round_, "publish"))
    project.published_at = None
    db.session.commit()
    page = planner.submit(check)
    assert "Es ist noch nichts veröffentlicht." in main_text(page)
    assert "Das Projekt ist nicht veröffentlicht." in main_text(page)
    assert not list(queries.public_answers_of(round_.id))
    planner.submit(page)
    assert len(list(queries.public_answers_of(round_.id))) == 1


def test_an_answer_that_declines_what_a_project_takes_up_is_told_before_it_goes_out(
    planner: Any,
) -> None:
    round_ = make_round()
    taken, other = published_idea(round_), published_idea(round_)
    take_up(make_project("night-bus"), taken)
    stage(other, DECLINED)
    page = planner.submit(path(round_, taken.number), status="not_followed", text="Kein Geld.")
    hint = "Ein Projekt greift diese Idee auf. Prüfen Sie Antwort und Projekt."
    assert hint in main_text(planner.get(page.location))
    assert main_text(planner.get(path(round_, "publish"))).count(hint) == 1
    shown = planner.get(path(round_, taken.number))
    assert "Projekt und Antwort widersprechen sich" in main_text(shown)
    assert 'href="/projects/night-bus"' in shown.text


def test_a_second_click_on_publish_is_told_that_nothing_is_left(planner: Any) -> None:
    round_ = make_round()
    stage(published_idea(round_))
    check = planner.get(path(round_, "publish"))
    planner.submit(check)
    again = planner.submit(check)
    assert again.status_code == 302
    assert "Es ist keine Antwort mehr vorgemerkt." in main_text(planner.get(again.location))


def test_the_check_names_what_is_held_back_without_its_title(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_, make_resident(), title="Verschwunden")
    stage(idea)
    db.session.execute(update(Idea).values(state="withdrawn"))
    db.session.commit()
    page = planner.get(path(round_, "publish"))
    assert f"Idee {idea.number}: Die Idee ist nicht mehr öffentlich." in main_text(page)
    assert "Verschwunden" not in page.text


def test_the_general_answer_is_published_from_its_page(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    planner.submit(path(round_, "statement"), text="Danke an alle.")
    text = main_text(planner.get(f"/rounds/{round_.slug}/ideas/{idea.number}"))
    assert "Danke an alle." in text


def test_rounds_with_ideas_are_listed(planner: Any) -> None:
    make_round(title={"de": "Leere Runde"})
    published_idea(make_round(title={"de": "Volle Runde"}))
    text = main_text(planner.get("/planning/answers/"))
    assert "Volle Runde" in text
    assert "Leere Runde" not in text


def test_somebody_of_one_unit_is_led_to_its_open_ideas(client: Any) -> None:
    round_ = make_round()
    person = unit_person(client, "traffic")
    mine = published_idea(round_, title="Bus")
    published_idea(round_, title="Schule")
    service.assign(round_.id, [mine.id], "traffic", actor=SHELL, clock=clock)
    db.session.commit()
    link = tree(person.get("/planning/answers/")).find(".//main//div[@class='button-row']/a")
    text = main_text(person.get(link.get("href")))
    assert "Bus" in text
    assert "Schule" not in text


def test_the_list_of_rounds_takes_the_same_statements_however_many_there_are(
    planner: Any, statements: list[str]
) -> None:
    counts = []
    for _step in range(2):
        for _number in range(3):
            published_idea(make_round())
        statements.clear()
        assert planner.get("/planning/answers/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_the_pages_need_a_bounded_number_of_statements(planner: Any, statements: list[str]) -> None:
    round_ = make_round()
    for number in range(12):
        unit = make_unit(f"unit-{number}")
        idea = published_idea(round_)
        stage(idea, Draft(Status.ALREADY_DONE, "Ja.", unit=unit.key))
        if number % 2:
            publish(round_)
            stage(idea, DECLINED)
    for page in (path(round_), path(round_, idea.number), path(round_, "publish")):
        statements.clear()
        assert planner.get(page).status_code == 200
        assert len(statements) <= 10, (page, statements)


def test_one_staged_answer_leads_to_publishing_it_alone(planner: Any) -> None:
    round_ = make_round()
    first, second = published_idea(round_), published_idea(round_)
    for idea in (first, second):
        stage(idea)
    db.session.commit()
    alone = f'href="{path(round_, "publish")}?idea={first.number}"'
    assert alone in planner.get(path(round_, first.number)).text
    assert alone in planner.get(path(round_)).text
    planner.submit(f"{path(round_, 'publish')}?idea={first.number}")
    assert queries.staged(first.id) is None
    assert queries.staged(second.id) is not None


def test_without_a_mail_the_check_says_why(planner: Any) -> None:
    round_ = make_round()
    idea = published_idea(round_)
    stage(idea)
    db.session.execute(update(Idea).where(Idea.id == idea.id).values(author_id=None))
    db.session.commit()
    assert "Hinter keiner steht ein Konto" in main_text(planner.get(path(round_, "publish")))
