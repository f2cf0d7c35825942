"""Letters with codes: addresses and codes as two print runs, or one file for those who confirm what
it is."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput
from participation.web.csvfile import FileRefused, sentences
from participation.web.transactions import commit_now
from participation.weighting.codes import addresses
from participation.weighting.codes import service as codes
from participation.weighting.codes.code_format import parse
from participation.weighting.models import Code, CodeBatch
from tests.factories import make_round, make_staff
from tests.pages import main_text, tree

HEADER = "name;zusatz;strasse;plz;ort\n"
PEOPLE = [f"Name{number:03d};;Weg {number};01234;Musterstadt" for number in range(40)]
LIST = HEADER + "\n".join(PEOPLE)


def upload(client: Any, path: str, text: str, **values: str) -> Any:
    """Hand in a file of addresses."""
    file = (io.BytesIO(text.encode()), "liste.csv")
    return client.submit(path, None, file=file, **values)


def names(page: Any) -> list[str]:
    """The first lines of the addresses on a page."""
    return [(element.text or "").strip() for element in tree(page).iter("address")]


def path_of(round_: Any, what: str) -> str:
    """The path of one of the office's pages about codes."""
    return f"/admin/rounds/{round_.slug}/codes/{what}"


def refusals(text: str, most: int = 2000) -> list[str]:
    """What is wrong with a file."""
    with pytest.raises(FileRefused) as refused:
        addresses.read(text.encode(), most)
    return sentences(refused.value)[1:]


def test_an_address_is_written_in_the_lines_of_an_envelope() -> None:
    text = "Ort;PLZ;Straße;Zusatz;Name\nMusterstadt;01234;Weg 1;c/o Haus;Name Eins\n"
    [address] = addresses.read(text.encode(), 10)
    assert address.lines == ("Name Eins", "c/o Haus", "Weg 1", "01234 Musterstadt")


def test_what_is_missing_too_long_or_there_twice_is_said_with_its_line(app: Flask) -> None:
    text = HEADER + f"A;;Weg 1;1;Ort\n;;Weg 2;1;Ort\nB;;{'x' * 101};1;Ort\nA;;Weg 1;1;Ort\n"
    assert refusals(text) == [
        "Zeile 3: In der Spalte „name“ steht nichts.",
        "Zeile 4: In der Spalte „strasse“ stehen mehr als 100 Zeichen.",
        "Zeile 5: Diese Anschrift steht schon in Zeile 2.",
    ]


def test_no_more_addresses_are_taken_than_there_are_codes_at_once(app: Flask) -> None:
    assert refusals(LIST, most=39) == [
        "Die Datei hat 40 Anschriften. Es gehen 1 bis 39 auf einmal."
    ]
    assert refusals(HEADER) == ["Die Datei hat 0 Anschriften. Es gehen 1 bis 2000 auf einmal."]
    with pytest.raises(BadInput, match="zu groß"):
        addresses.read(b"x" * (addresses.LARGEST + 1), 2000)


def test_addresses_are_printed_shuffled_and_without_any_code(app: Flask, new_client: Any) -> None:
    round_ = make_round(participation=["code"])
    admin = new_client(make_staff("admin"))
    page = upload(admin, path_of(round_, "addresses"), LIST)
    assert page.headers["Cache-Control"] == "no-store"
    in_order = [person.partition(";")[0] for person in PEOPLE]
    assert names(page) != in_order
    assert sorted(names(page)) == in_order
    assert db.session.query(Code).count() == db.session.query(CodeBatch).count() == 0
    assert "40 Anschriften" in main_text(page)


def test_addresses_are_saved_shuffled_and_without_any_code(app: Flask, new_client: Any) -> None:
    round_ = make_round(participation=["code"])
    admin = new_client(make_staff("admin"))
    file = upload(admin, path_of(round_, "addresses"), LIST, save="1")
    rows = list(csv.reader(io.StringIO(file.get_data(as_text=True))))
    assert rows[0] == ["name", "zusatz", "strasse", "plz", "ort"]
    lines = [";".join(row) for row in rows[1:]]
    assert lines != PEOPLE
    assert sorted(lines) == PEOPLE


def test_one_file_with_both_needs_the_word_that_it_is_a_list_of_who_holds_which_ballot(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(participation=["code"])
    admin = new_client(make_staff("admin"))
    path = path_of(round_, "list")
    assert "Liste, wer welchen Stimmzettel hat" in main_text(admin.get(path))
    refused = upload(admin, path, LIST)
    assert "Bestätigen Sie, dass Sie wissen, was diese Datei ist." in main_text(refused)
    assert db.session.query(Code).count() == 0


def test_the_file_with_both_is_streamed_and_its_codes_lead_to_no_place_in_the_list(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(participation=["code"])
    admin = new_client(make_staff("admin"))
    file = upload(admin, path_of(round_, "list"), LIST, meant="y", purpose="Nordstadt")
    assert file.is_streamed
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Accel-Buffering"] == "no"
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True))))
    listed = [parse(row["code"]) for row in rows]
    assert codes.of_round(round_, [code for code in listed if code]) == listed
    assert len(set(listed)) == 40
    assert listed != sorted(code for code in listed if code)
    [entry] = db.session.query(AuditEntry).filter_by(action="codes.listed")
    assert (entry.details["count"], entry.details["purpose"]) == (40, "Nordstadt")
    assert "Name0" not in str(entry.details)


def test_no_code_is_made_from_a_list_that_cannot_be_read_or_for_a_round_that_is_over(
    app: Flask, new_client: Any
) -> None:
    admin = new_client(make_staff("admin"))
    round_ = make_round(participation=["code"])
    page = upload(admin, path_of(round_, "list"), "name;ort\nA;B", meant="y")
    assert "Die Spalte „strasse“ fehlt." in main_text(page)
    opened = admin.get(path_of(round_, "list"))
    round_.weights_closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = admin.submit(opened, None, file=(io.BytesIO(LIST.encode()), "liste.csv"), meant="y")
    assert "kann niemand mehr gewichten" in main_text(page)
    assert db.session.query(Code).count() == 0


def test_the_file_with_both_asked_for_twice_makes_no_second_codes_unasked(
    app: Flask, new_client: Any
) -> None:
    round_, admin = make_round(participation=("code",)), new_client(make_staff("admin"))
    path = path_of(round_, "list")
    opened = admin.get(path)

    def send(page: Any, **values: str) -> Any:
        return upload(admin, page, LIST, meant="y", purpose="Nordstadt", **values)

    assert send(opened).mimetype == "text/csv"
    asked = send(opened)
    assert "schon 40 Codes entstanden" in main_text(asked)
    assert db.session.query(CodeBatch).count() == 1
    assert send(asked, again="y").mimetype == "text/csv"
    assert db.session.query(CodeBatch).count() == 2


def test_of_two_clicks_at_the_same_moment_one_makes_codes(app: Flask) -> None:
    round_id, both = make_round(participation=("code",)).id, Barrier(2)
    db.session.rollback()

    def click(_number: int) -> str:
        with app.app_context():
            both.wait()
            try:
                codes.make_codes(
                    round_id=round_id, count=40, purpose="", actor=SHELL, clock=clock, again=False
                )
                commit_now()
            except BadInput:
                return "asked"
            return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["asked", "made"]
    assert db.session.query(CodeBatch).count() == 1
