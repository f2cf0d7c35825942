"""Ballots from a file on a page: handed in, looked at, done."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds.models import Deviation, Round
from participation.weighting.models import Ballot, BallotBatch, BallotSheet
from tests.conftest import CheckingClient
from tests.factories import closed, make_round, make_staff
from tests.pages import main_text
from tests.weighting.paper import fields

TWO = "Nummer;Mobilität;energy;Bildung\n1;20;;\n2;10;-;10\n"


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round that is weighted."""
    return make_round()


@pytest.fixture
def office(client: CheckingClient, round_: Round) -> CheckingClient:
    """An administrator."""
    return client.sign_in(make_staff("admin"))


def page_of(round_: Round) -> str:
    """Where a file is handed in."""
    return f"/paper/{round_.slug}/ballots"


def hand_in(office: CheckingClient, round_: Round, text: str, **values: Any) -> Any:
    """Hand in a file."""
    file = (io.BytesIO(text.encode()), "ballots.csv")
    return office.submit(page_of(round_), page_of(round_), file=file, **values)


def confirm(office: CheckingClient, round_: Round, preview: Any) -> Any:
    """Take over what the preview shows."""
    return office.submit(preview, f"{page_of(round_)}/confirm")


def test_a_file_is_looked_at_before_anything_is_stored_and_then_is_a_batch(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, TWO)
    text = main_text(preview)
    assert "Neue Bögen: 2." in text
    assert "Mobilität: 10 · Bildung: 10 · keine Angabe: Energie" in text
    assert db.session.query(Ballot).count() == db.session.query(BallotSheet).count() == 0
    done = confirm(office, round_, preview)
    assert "Neue Bögen: 2, als Stapel 1." in main_text(office.get(done.location))
    assert fields(round_) == [(10, -1, 10), (20, 0, 0)]
    assert [batch.sheets for batch in db.session.query(BallotBatch)] == [2]


def test_the_preview_shows_no_reference_and_the_session_keeps_nothing(
    office: CheckingClient, round_: Round
) -> None:
    text = "ref;mobility;energy;education\nkarla@musterstadt.example;20;;\n"
    preview = hand_in(office, round_, text, channel="email")
    assert "karla" not in preview.get_data(as_text=True)
    with office.session_transaction() as session:
        assert set(session) <= {"_user_id", "_fresh", "csrf_token", "_id", "_permanent", "wrote_at"}
    assert confirm(office, round_, preview).status_code == 302
    assert [ballot.channel for ballot in db.session.query(Ballot)] == ["email"]


def test_every_wrong_line_is_named(office: CheckingClient, round_: Round) -> None:
    text = main_text(hand_in(office, round_, "ref;Mobilität;energy;Bildung\n1;19;;\n2;x;;\n"))
    assert "Zeile 2: Sie haben 19 von 20 Punkten verteilt." in text
    assert "Zeile 3: Spalte „Mobilität“: „x“ ist keine Zahl." in text


def test_confirming_twice_adds_the_ballots_once(office: CheckingClient, round_: Round) -> None:
    preview = hand_in(office, round_, TWO)
    confirm(office, round_, preview)
    again = confirm(office, round_, preview)
    assert "Diese Bögen sind schon da: 2." in main_text(office.get(again.location))
    assert db.session.query(Ballot).count() == 2


def test_who_confirms_what_came_in_partly_meanwhile_sees_what_is_left(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, TWO)
    confirm(office, round_, hand_in(office, round_, "\n".join(TWO.splitlines()[:2])))
    answer = confirm(office, round_, preview)
    assert answer.status_code == 409
    assert "Neue Bögen: 1. Schon da und unverändert: 1." in main_text(answer)
    confirm(office, round_, answer)
    assert db.session.query(Ballot).count() == 2


def test_a_file_after_the_window_needs_a_reason_that_is_logged(office: CheckingClient) -> None:
    late = make_round(**closed())
    page = hand_in(office, late, TWO)
    assert "Geben Sie eine Begründung an" in main_text(page)
    preview = hand_in(office, late, TWO, reason="Die Post kam später.")
    assert "Die Post kam später." in main_text(preview)
    assert confirm(office, late, preview).status_code == 302
    assert [row.reason for row in db.session.query(Deviation)] == ["Die Post kam später."]


def test_where_two_people_type_in_each_sheet_paper_is_not_offered(office: CheckingClient) -> None:
    twice = make_round(paper_double_entry=True)
    page = office.get(page_of(twice))
    assert 'value="paper"' not in page.get_data(as_text=True)
    assert "geben in dieser Runde zwei Personen ein" in main_text(page)


def test_the_empty_template_has_a_column_for_each_field(
    office: CheckingClient, round_: Round
) -> None:
    template = office.get(f"{page_of(round_)}/template.csv").get_data().decode("utf-8-sig")
    assert template == "Kennzeichen;Mobilität;Energie;Bildung\r\n"
    assert "Neue Bögen: 1." in main_text(hand_in(office, round_, template + "1;20;;\r\n"))


def test_only_administrators_get_there(new_client: Any, round_: Round) -> None:
    assert new_client(make_staff("moderator")).get(page_of(round_)).status_code == 403
    assert new_client(make_staff("planner")).get(page_of(round_)).status_code == 403
