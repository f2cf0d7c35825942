"""What readers see of answers on the pages of ideas and rounds: the city's answer, the way of an
idea, how many answers are missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.answers import publishing
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from tests.answers.answering import (
    DECLINED,
    DONE,
    answer,
    make_paper,
    make_project,
    make_unit,
    published_idea,
    stage,
)
from tests.factories import closed, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text

# What these pages ask of the database, the tests of service and publishing ask of both kinds.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TODAY = clock.now().date()


def read(client: Any, idea: Any, language: str = "de") -> str:
    """What the idea's page says."""
    page = client.get(f"/rounds/{idea.round.slug}/ideas/{idea.number}?lang={language}")
    return main_text(page).replace("\xa0", " ")


def steps(text: str) -> str:
    """What the page says of the idea's way."""
    return text.partition("Der Weg dieser Idee")[2]


def test_an_idea_without_an_answer_names_the_time_limit(app: Flask, client: Any) -> None:
    due = TODAY + timedelta(days=30)
    text = steps(read(client, published_idea(make_round(answers_due=due))))
    assert "Eingereicht" in text
    assert "Geprüft und veröffentlicht" in text
    assert f"noch nicht, fällig bis zum {due.day}." in text
    assert "als Nächstes" in text


def test_an_idea_that_waits_too_long_says_since_when(app: Flask, client: Any) -> None:
    round_ = make_round(**closed(40), answers_due=TODAY - timedelta(days=3))
    assert "noch nicht, Frist seit 3 Tagen vorbei" in read(client, published_idea(round_))


def test_without_a_time_limit_none_is_made_up(app: Flask, client: Any) -> None:
    text = read(client, published_idea(make_round()))
    assert "noch nicht; diese Runde nennt keine Frist" in text
    assert "Die Stadt antwortet" not in text


def test_the_city_answers_by_its_unit_and_never_by_a_person(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    make_unit("traffic", title={"de": "Amt für Verkehr", "en": "Traffic Office"})
    answer(idea, Draft(Status.NOT_FOLLOWED, "Dafür fehlt der Platz.", unit="traffic"))
    text = read(client, idea)
    assert "Die Stadt nimmt diese Idee nicht auf. Dafür fehlt der Platz." in text
    assert "Amt für Verkehr, " in text
    assert "Befehlszeile" not in text
    english = read(client, idea, "en")
    assert "Traffic Office" in english
    assert "The city does not take this idea up." in english


def test_a_declined_idea_is_promised_nothing(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    answer(idea, DECLINED)
    text = steps(read(client, idea))
    assert "Beantwortet" in text
    for promise in ("Projekt", "Rat", "als Nächstes", "jetzt", "offen"):
        assert promise not in text


def test_an_idea_that_becomes_a_project_leads_to_it(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    project = make_project(title={"de": "Nachtlinie Aue"})
    answer(idea, Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    text = read(client, idea)
    assert "Diese Idee wird Teil eines Projekts." in text
    assert "Projekt jetzt In Vorbereitung Nachtlinie Aue" in steps(text)


def test_a_project_that_is_not_public_is_not_named(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    project = make_project(title={"de": "Nachtlinie Aue"})
    answer(idea, Draft(Status.TAKEN_INTO_PROJECT, project=project.key))
    project.published_at = None
    db.session.commit()
    text = read(client, idea)
    assert "Nachtlinie" not in text
    assert "zurzeit nicht veröffentlicht" in text


def test_a_paper_that_is_not_public_is_not_named(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    paper = make_paper()
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    assert "Rat als Nächstes noch nicht" in read(client, idea)
    paper.public = False
    db.session.commit()
    text = read(client, idea)
    assert "Vorlage 2027-118" not in text
    assert "es gibt noch keine öffentliche Vorlage" in text


def test_a_review_says_until_when(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    answer(idea, Draft(Status.IN_REVIEW, review_by="2099-03"))
    text = read(client, idea)
    assert "Die Stadt prüft diese Idee bis März 2099." in text
    assert "Beantwortet" not in steps(text)


def test_who_is_competent_is_named(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    answer(idea, Draft(Status.NOT_COMPETENT, competent="der Landkreis"))
    assert "Zuständig ist: der Landkreis." in read(client, idea)


def test_a_correction_says_that_it_is_one(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    answer(idea)
    assert "ersetzt eine frühere" not in read(client, idea)
    answer(idea, DECLINED)
    text = read(client, idea)
    assert "Diese Antwort ersetzt eine frühere." in text
    assert "Das gibt es seit letztem Jahr." not in text


@pytest.mark.parametrize("role", ["planner", "unit", None])
def test_a_staged_answer_is_on_nobodys_page(app: Flask, client: Any, role: str | None) -> None:
    idea = published_idea(make_round())
    stage(idea)
    if role:
        client.sign_in(make_staff(role))
    text = read(client, idea)
    assert "seit letztem Jahr" not in text
    assert "Die Stadt antwortet" not in text


def test_a_general_statement_is_shown_where_there_is_no_answer(app: Flask, client: Any) -> None:
    round_ = make_round()
    own, none = published_idea(round_), published_idea(round_)
    answer(own)
    publishing.state_generally(round_.id, "Danke für alle.", actor=SHELL, clock=clock)
    db.session.commit()
    assert "Danke für alle." not in read(client, own)
    text = read(client, none)
    assert "Zu dieser Idee gibt es keine eigene Antwort." in text
    assert "Danke für alle." in text


@pytest.mark.parametrize("unanswered", [0, 1])
def test_a_general_statement_is_for_those_that_have_no_answer_at_all(
    app: Flask, client: Any, unanswered: int
) -> None:
    round_ = make_round()
    until = (TODAY + timedelta(days=30)).isoformat()
    answer(published_idea(round_), Draft(Status.IN_REVIEW, "Wir prüfen.", review_by=until))
    for _ in range(unanswered):
        published_idea(round_)
    publishing.state_generally(round_.id, "Danke für alle.", actor=SHELL, clock=clock)
    db.session.commit()
    said = main_text(client.get(f"/rounds/{round_.slug}/"))
    assert "1 Idee prüft die Stadt noch." in said
    assert ("Für die übrigen gibt es eine allgemeine Antwort." in said) is bool(unanswered)


def test_an_own_idea_that_waits_is_promised_no_answer_yet(app: Flask, client: Any) -> None:
    author = make_resident()
    idea = make_idea(make_round(), author)
    client.sign_in(author)
    text = steps(read(client, idea))
    assert "Eingereicht" in text
    assert "Prüfung jetzt" in text
    assert "Antwort der Stadt" not in text


def test_a_text_of_an_answer_is_shown_as_text(app: Flask, client: Any) -> None:
    idea = published_idea(make_round())
    answer(idea, Draft(Status.ALREADY_DONE, "<script>alert(1)</script> **fett**"))
    page = client.get(f"/rounds/{idea.round.slug}/ideas/{idea.number}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **fett**" in page


@pytest.mark.parametrize("path", ["/rounds/{}/", "/rounds/{}/ideas/"])
def test_after_the_time_limit_the_page_counts_what_is_missing(
    app: Flask, client: Any, path: str
) -> None:
    round_ = make_round(**closed(40), answers_due=TODAY - timedelta(days=1))
    answer(published_idea(round_))
    answer(published_idea(round_), Draft(Status.IN_REVIEW, review_by="2099"))
    published_idea(round_)
    make_idea(round_)
    text = main_text(client.get(path.format(round_.slug)))
    assert "2 Ideen ohne Antwort, Frist seit 1 Tag vorbei" in text
    assert "1 von 3 Ideen sind beantwortet. 1 Idee prüft die Stadt noch." in text
    publishing.state_generally(round_.id, "Danke für alle.", actor=SHELL, clock=clock)
    db.session.commit()
    text = main_text(client.get(path.format(round_.slug)))
    assert "2 Ideen ohne eigene Antwort, Frist seit 1 Tag vorbei" in text


@pytest.mark.parametrize("path", ["/rounds/{}/", "/rounds/{}/ideas/"])
def test_before_the_time_limit_the_page_counts_what_is_answered(
    app: Flask, client: Any, path: str
) -> None:
    round_ = make_round(answers_due=TODAY + timedelta(days=60))
    answer(published_idea(round_))
    published_idea(round_)
    text = main_text(client.get(path.format(round_.slug)))
    assert "1 von 2 Ideen sind beantwortet. Die Frist endet am" in text
    assert "vorbei" not in text


def test_a_round_without_time_limit_and_answers_says_nothing_about_them(
    app: Flask, client: Any
) -> None:
    round_ = make_round()
    stage(published_idea(round_), DONE)
    assert "beantwortet" not in main_text(client.get(f"/rounds/{round_.slug}/ideas/"))


def test_all_answered_late_is_late_no_more(app: Flask, client: Any) -> None:
    round_ = make_round(**closed(40), answers_due=TODAY - timedelta(days=9))
    answer(published_idea(round_))
    text = main_text(client.get(f"/rounds/{round_.slug}/"))
    assert "vorbei" not in text
    assert "1 von 1 Idee ist beantwortet." in text
