"""Ideas that were written on postcards and are typed in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.intake.postcards import card_number, next_number, title_of
from participation.ideas.models import Idea
from participation.ideas.rules import TITLE_LENGTH, Action
from participation.kernel.clock import clock
from participation.moderation.service import decide
from participation.outbox.models import Mail
from participation.rounds.models import Round
from tests.conftest import CheckingClient
from tests.factories import make_round, make_staff
from tests.pages import main_text

CARD = {"number": "00012", "field": "energy", "text": "Sonnenstrom auf Schulen. Das spart Geld."}


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round that collects ideas."""
    return make_round()


@pytest.fixture
def office(client: CheckingClient, round_: Round) -> CheckingClient:
    """A moderator of the round."""
    return client.sign_in(make_staff("moderator"))


def type_in(office: CheckingClient, round_: Round, **values: Any) -> Any:
    """Type a card in."""
    path = f"/paper/{round_.slug}/postcards"
    return office.submit(path, path, **(CARD | values))


def test_a_card_becomes_a_waiting_idea_on_paper_and_the_next_number_is_proposed(
    office: CheckingClient, round_: Round
) -> None:
    answer = type_in(office, round_)
    idea = db.session.query(Idea).one()
    assert (idea.state, idea.channel, idea.field_key, idea.title, idea.author_id) == (
        "waiting",
        "paper",
        "energy",
        "Sonnenstrom auf Schulen",
        None,
    )
    page = office.get(answer.location)
    assert f"Karte 00012: Idee {idea.number} wartet auf die Prüfung." in main_text(page)
    assert 'value="00013"' in page.get_data(as_text=True)
    entry = db.session.query(AuditEntry).filter_by(action="idea.typed_in").one()
    assert (entry.subject_id, entry.details) == (idea.number, {})


def test_the_same_card_twice_becomes_one_idea(office: CheckingClient, round_: Round) -> None:
    type_in(office, round_)
    again = type_in(office, round_)
    assert "ist schon da" in main_text(office.get(again.location))
    assert db.session.query(Idea).count() == 1


@pytest.mark.parametrize("number", ["00012", "12", "0012"])
def test_a_number_that_another_card_has_is_refused_kindly_and_what_was_typed_stays(
    office: CheckingClient, round_: Round, number: str
) -> None:
    type_in(office, round_)
    page = type_in(office, round_, number=number, text="Etwas ganz anderes.")
    idea = db.session.query(Idea).one()
    assert f"Karte 12 ist schon aufgenommen, mit anderem Inhalt: Idee {idea.number}." in (
        main_text(page)
    )
    assert "Etwas ganz anderes." in page.get_data(as_text=True)


def test_a_card_that_came_in_by_a_file_is_known(office: CheckingClient, round_: Round) -> None:
    path = f"/paper/{round_.slug}/ideas"
    rows = "ref;field;title;text\n00012;energy;Sonnenstrom auf Schulen;" + CARD["text"] + "\n"
    office.submit(office.submit(path, path, text=rows), f"{path}/confirm")
    assert "ist schon da" in main_text(office.get(type_in(office, round_).location))
    assert db.session.query(Idea).count() == 1


def test_who_agreed_on_the_card_is_written_to_about_the_decision(
    office: CheckingClient, round_: Round
) -> None:
    type_in(office, round_, email="karte@musterstadt.example", agreed="y")
    idea = db.session.query(Idea).one()
    assert db.session.query(Account).filter_by(is_staff=False).one().id == idea.author_id
    assert db.session.query(Mail).count() == 0
    decider = make_staff("moderator")
    decide(idea.id, Action.PUBLISH, by=decider, version=idea.version, clock=clock)
    db.session.commit()
    assert [mail.kind for mail in db.session.query(Mail)] == ["idea.publish"]


def test_without_the_agreement_no_address_is_kept(office: CheckingClient, round_: Round) -> None:
    page = type_in(office, round_, email="karte@musterstadt.example")
    assert "Ohne Einwilligung auf der Karte" in main_text(page)
    assert (
        db.session.query(Idea).count()
        == db.session.query(Account).filter_by(is_staff=False).count()
    )
    assert "Schreiben Sie die Adresse" in main_text(type_in(office, round_, agreed="y"))


def test_everything_that_is_missing_is_said_at_once(office: CheckingClient, round_: Round) -> None:
    text = main_text(type_in(office, round_, number="", field="", text=""))
    for sentence in ("Nummer der Karte", "Wählen Sie das Handlungsfeld", "Schreiben Sie ab"):
        assert sentence in text
    assert db.session.query(Idea).count() == 0


def test_a_number_is_the_same_with_and_without_leading_zeros() -> None:
    assert [card_number(each) for each in ("00012", " 12 ", "0", "A-7")] == ["12", "12", "0", "A-7"]
    assert [next_number(each) for each in ("00012", "99", "A-7", "")] == ["00013", "100", "", ""]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mehr Bänke.", "Mehr Bänke"),
        ("Mehr Bänke. Und Schatten.", "Mehr Bänke"),
        ("Mehr Bänke\nund Schatten", "Mehr Bänke"),
        ("Warum nicht? Bänke!", "Warum nicht"),
        ("Bank " * 60, " ".join(["Bank"] * 23) + " …"),
        ("x" * 300, "x" * 118 + " …"),
    ],
)
def test_a_card_without_a_title_gets_its_beginning(text: str, title: str) -> None:
    assert title_of(text) == title
    assert len(title) <= TITLE_LENGTH
