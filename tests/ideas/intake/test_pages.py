"""Ideas from a file on a page: handed in, looked at, done."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.models import Idea
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.factories import closed, make_round, make_staff
from tests.pages import main_text

HEAD = "Kennzeichen;Handlungsfeld;Ziel;Titel;Idee\n"
TWO = HEAD + "1;Mobilität;;Bänke;Überall Bänke.\n2;Energie;;Sonne;Dächer mit Sonnenstrom.\n"


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round that collects ideas."""
    return make_round()


@pytest.fixture
def office(client: CheckingClient, round_: Round) -> CheckingClient:
    """A moderator of the round."""
    return client.sign_in(make_staff("moderator"))


def page_of(round_: Round) -> str:
    """Where a file is handed in."""
    return f"/paper/{round_.slug}/ideas"


def hand_in(office: CheckingClient, round_: Round, content: bytes | str) -> Any:
    """Hand in a file, or paste rows."""
    path = page_of(round_)
    if isinstance(content, bytes):
        return office.submit(path, path, file=(io.BytesIO(content), "ideen.csv"))
    return office.submit(path, path, text=content)


def confirm(office: CheckingClient, round_: Round, preview: Any) -> Any:
    """Take over what the preview shows."""
    return office.submit(preview, f"{page_of(round_)}/confirm")


def test_a_file_is_looked_at_before_anything_is_stored_and_then_taken_over(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, b"\xef\xbb\xbf" + TWO.encode())
    text = main_text(preview)
    assert "Neue Ideen: 2." in text
    assert "Überall Bänke." in text
    assert db.session.query(Idea).count() == 0
    done = confirm(office, round_, preview)
    assert (done.status_code, done.location) == (302, page_of(round_))
    assert "Neue Ideen: 2. Sie warten auf die Prüfung." in main_text(office.get(done.location))
    ideas = db.session.query(Idea).order_by(Idea.id).all()
    assert [(idea.field_key, idea.state, idea.channel) for idea in ideas] == [
        ("mobility", "waiting", "paper"),
        ("energy", "waiting", "paper"),
    ]
    entry = db.session.query(AuditEntry).filter_by(action="ideas.imported").one()
    assert "Bänke" not in str(entry.details)


def test_a_file_that_an_older_excel_saved_is_read_and_said_to_be_looked_at(
    office: CheckingClient, round_: Round
) -> None:
    text = main_text(hand_in(office, round_, TWO.encode("cp1252")))
    assert "Prüfen Sie die Umlaute" in text
    assert "Überall Bänke." in text


def test_rows_pasted_from_a_spreadsheet_are_read_with_their_blank_cells(
    office: CheckingClient, round_: Round
) -> None:
    rows = "Nummer\tHandlungsfeld\tTitel\tIdee\tZiel\n1\tEnergie\tSonne\tDächer.\t\n"
    assert "Neue Ideen: 1." in main_text(hand_in(office, round_, rows))


def test_every_wrong_line_is_named_and_what_was_pasted_stays(
    office: CheckingClient, round_: Round
) -> None:
    wrong = HEAD + "1;Wasser;;A;b\n2;Energie;;;c\n"
    page = hand_in(office, round_, wrong)
    text = main_text(page)
    assert "Zeile 2: Das Handlungsfeld „Wasser“ gibt es in der Runde nicht." in text
    assert "Zeile 3: " in text
    assert "2;Energie;;;c" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            "Nummer;Handlungsfeld;Titel;Idee\n;Energie;A;b\n",
            "Zeile 2: In „Nummer“ gehören 1 bis 80 Zeichen.",
        ),
        ("Handlungsfeld;Titel;Idee\nEnergie;A;b\n", "Die Spalte „Kennzeichen“ fehlt."),
        ("field;title;text\nEnergie;A;b\n", "Die Spalte „ref“ fehlt."),
    ],
)
def test_a_column_has_one_name_in_what_is_said_of_a_file(
    office: CheckingClient, round_: Round, wrong: str, sentence: str
) -> None:
    assert sentence in main_text(hand_in(office, round_, wrong))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Wählen Sie eine Datei aus"),
        (b"PK\x03\x04", "Excel-Mappe"),
        (HEAD, "keine Idee"),
    ],
)
def test_what_is_no_file_of_ideas_gets_a_sentence(
    office: CheckingClient, round_: Round, content: bytes | str, sentence: str
) -> None:
    assert sentence in main_text(hand_in(office, round_, content))


def test_confirming_twice_adds_the_ideas_once(office: CheckingClient, round_: Round) -> None:
    preview = hand_in(office, round_, TWO)
    confirm(office, round_, preview)
    again = confirm(office, round_, preview)
    assert "Diese Ideen sind schon da: 2." in main_text(office.get(again.location))
    assert db.session.query(Idea).count() == 2


def test_who_confirms_what_came_in_partly_meanwhile_sees_what_is_left_and_loses_nothing(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, TWO)
    confirm(office, round_, hand_in(office, round_, "\n".join(TWO.splitlines()[:2])))
    answer = confirm(office, round_, preview)
    assert answer.status_code == 409
    assert "Neue Ideen: 1. Schon da und unverändert: 1." in main_text(answer)
    assert db.session.query(Idea).count() == 1
    confirm(office, round_, answer)
    assert db.session.query(Idea).count() == 2


def test_a_round_that_was_archived_meanwhile_takes_nothing_and_the_lines_stay(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, TWO)
    begin_write()
    round_.archived_at = round_.published_at
    db.session.commit()
    answer = confirm(office, round_, preview)
    assert answer.status_code == 409
    assert "archiviert" in main_text(answer)
    assert "Dächer mit Sonnenstrom." in answer.get_data(as_text=True)
    assert db.session.query(Idea).count() == 0


def test_after_the_window_staff_are_told_to_add_only_what_was_in_time(
    office: CheckingClient,
) -> None:
    late = make_round(**closed())
    assert "was rechtzeitig da war" in main_text(office.get(page_of(late)))
    preview = hand_in(office, late, TWO)
    assert confirm(office, late, preview).status_code == 302


def test_a_confirmation_without_a_file_is_refused_kindly(
    office: CheckingClient, round_: Round
) -> None:
    preview = hand_in(office, round_, TWO)
    answer = office.submit(preview, f"{page_of(round_)}/confirm", content="nonsense")
    assert answer.status_code == 409
    assert "kam nicht an" in main_text(answer)


def test_the_empty_template_is_read_back_with_the_lines_that_somebody_adds(
    office: CheckingClient, round_: Round
) -> None:
    template = office.get(f"{page_of(round_)}/template.csv").get_data()
    assert template.decode("utf-8-sig").strip() == (
        "Kennzeichen;Handlungsfeld;Ziel;Titel;Idee;Eingegangen;Weg"
    )
    filled = template + b"7;Bildung;Bildung: Ziel 1;T;x;;\r\n"
    assert "Bildung: Ziel 1" in main_text(hand_in(office, round_, filled))


def test_a_moderator_of_another_round_does_not_get_there(new_client: Any, round_: Round) -> None:
    elsewhere = new_client(make_staff("moderator", round_=make_round()))
    assert elsewhere.get(page_of(round_)).status_code == 403
