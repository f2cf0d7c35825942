"""The published answers of a round in every form, and nothing that is staged."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from frictionless import Package
from openpyxl import load_workbook

from participation.answers import publishing
from participation.answers.files import importing
from participation.answers.rules import Draft, Status
from participation.audit.service import SHELL
from participation.city import service as city_service
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import clock
from participation.rounds.models import Round
from tests.answers.answering import (
    DECLINED,
    PLANNER,
    answer,
    make_project,
    make_unit,
    published_idea,
    stage,
)
from tests.conftest import CheckingClient
from tests.factories import make_round

PAGE = "/rounds/closed"
FILES = ("answers.csv", "answers.csv?format=excel", "answers.xlsx", "answers.zip")
SECRET = "Vorgemerktes"


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round with two answers that are published and one that is staged."""
    round_ = make_round(slug="closed")
    make_unit("traffic")
    make_project("night-bus")
    first = Draft(Status.TAKEN_INTO_PROJECT, "=Gern.", unit="traffic", project="night-bus")
    answer(published_idea(round_), first)
    answer(published_idea(round_), Draft(Status.IN_REVIEW, review_by="2099-Q1"))
    stage(published_idea(round_), Draft(Status.NOT_FOLLOWED, SECRET))
    return round_


def read(client: CheckingClient, name: str) -> bytes:
    """The bytes of a file that everybody may download."""
    answer = client.get(f"{PAGE}/{name}")
    assert answer.status_code == 200
    return answer.get_data()


def rows_of(client: CheckingClient) -> list[dict[str, str]]:
    """The rows of the file for programs."""
    return list(csv.DictReader(io.StringIO(read(client, "answers.csv").decode(), newline="")))


@pytest.mark.parametrize("name", FILES)
def test_no_file_tells_of_a_staged_answer(client: CheckingClient, round_: Round, name: str) -> None:
    content = read(client, name)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(each) for each in archive.namelist())
    assert SECRET.encode() not in content
    assert b"Gern." in content


@pytest.mark.parametrize("name", FILES)
def test_the_same_answers_give_the_same_bytes(
    client: CheckingClient, round_: Round, name: str
) -> None:
    assert read(client, name) == read(client, name)


def test_an_answer_is_told_with_its_idea_its_day_and_its_page(
    client: CheckingClient, round_: Round
) -> None:
    first, second = rows_of(client)
    idea = db.session.query(Idea).order_by(Idea.id).first()
    assert idea is not None
    assert (first["status"], first["unit"], first["project"], first["text"]) == (
        "taken_into_project",
        "traffic",
        "night-bus",
        "'=Gern.",
    )
    assert (first["title"], first["url"]) == (
        idea.title,
        f"http://localhost/rounds/closed/ideas/{idea.number}",
    )
    assert len(first["published"]) == len("2026-11-22")
    assert second["by"] == "2099-Q1"


def test_the_workbook_says_it_in_words(client: CheckingClient, round_: Round) -> None:
    book = load_workbook(io.BytesIO(read(client, "answers.xlsx")))
    head, first, second, *_rest = book["Antworten"].iter_rows(values_only=True)
    assert dict(zip(head, first, strict=True))["Antwort"] == "wird Teil eines Projekts"
    assert dict(zip(head, second, strict=True))["Bis wann, oder wer"] == "1. Quartal 2099"


def test_what_was_downloaded_is_taken_in_without_a_change(
    client: CheckingClient, round_: Round, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    for name in FILES[:2]:
        path.write_bytes(read(client, name))
        plan = importing.plan(round_, path, by=PLANNER, clock=clock)
        assert (len(plan.changes), plan.known) == (0, 2)


def test_the_data_package_is_valid_and_holds_the_general_statement(
    client: CheckingClient, round_: Round, tmp_path: Path
) -> None:
    publishing.state_generally(
        round_.id, "Alle übrigen lesen wir im Herbst.", actor=SHELL, clock=clock
    )
    city_service.change_open_data(
        licence="cc-by-4.0", contact="", region_key="", actor=SHELL, clock=clock
    )
    db.session.commit()
    with zipfile.ZipFile(io.BytesIO(read(client, "answers.zip"))) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert package["description"].endswith("Alle übrigen lesen wir im Herbst.")
    assert package["licenses"][0]["name"] == "cc-by-4.0"


def test_the_page_of_ideas_offers_the_files_with_their_size(
    client: CheckingClient, round_: Round
) -> None:
    page = client.get(f"{PAGE}/ideas/").get_data(as_text=True)
    assert 'href="/rounds/closed/answers.xlsx"' in page
    assert '<span class="note">2 Antworten</span>' in page


def test_without_an_answer_the_page_of_ideas_offers_no_files(client: CheckingClient) -> None:
    stage(published_idea(make_round(slug="closed")), DECLINED)
    assert "answers.xlsx" not in client.get(f"{PAGE}/ideas/").get_data(as_text=True)
