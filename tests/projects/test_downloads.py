"""Files of projects, milestones and money: the same things as the pages, in every form, and nothing
that is not public."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from frictionless import Package
from openpyxl import load_workbook

from participation.city import service as city_service
from participation.city.models import Unit
from participation.extensions import db
from participation.projects.file import importing
from participation.projects.finance.intake import importing as money
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.factories import make_staff, save
from tests.projects.finance_files import HEAD, publish_all, take
from tests.projects.making import NOW, PLANNER, make_milestone, make_project
from tests.strategy.making import open_consultation

PLACE = "/strategy/region"
SECRET = "Geheimes"


def read(client: CheckingClient, name: str) -> bytes:
    """The bytes of a file that everybody may download."""
    answer = client.get(f"{PLACE}/{name}")
    assert answer.status_code == 200, name
    return answer.get_data()


def rows_of(client: CheckingClient, name: str) -> list[dict[str, str]]:
    """The rows of a file for programs."""
    return list(csv.DictReader(io.StringIO(read(client, name).decode(), newline="")))


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every sheet of a workbook."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture
def world(strategy: Strategy, write: Any) -> Strategy:
    """A published project with milestones and money, and a draft with the same."""
    save(Unit(key="roads", title={"de": "Tiefbauamt"}))
    open_consultation(strategy)
    roof = make_project(
        strategy,
        key="roof",
        title={"de": "=Dach", "en": "Roof"},
        text={"de": "Strom,\nvom „Dach“"},
        unit="roads",
        main_field="energy",
        place="Mitte",
        partners=("Stadtwerke", "Hochschule"),
    )
    make_milestone(roof, "2027-Q1", "2028", title={"de": "Erster Strom"})
    secret = make_project(strategy, published=False, key="geheim", title={"de": SECRET})
    make_milestone(secret, "2027", title={"de": SECRET})
    lines = "roof,regional,,planned,0.10,,\nroof,regional,2027,planned,0.00,,\n"
    more = "roof,private,2027,spent,1234567890123.45,,+1\ngeheim,geheimquelle,2027,called,9.00,,\n"
    take(write(HEAD + lines + more))
    return strategy


FILES = (
    "projects.csv",
    "projects-excel.csv",
    "milestones.csv",
    "milestones-excel.csv",
    "projects.xlsx",
    "datapackage.zip",
    "finance/finance.csv",
    "finance/finance-excel.csv",
    "finance/table.csv?stage=planned",
    "finance/table-excel.csv?stage=spent",
    "finance/finance.xlsx",
)


@pytest.mark.parametrize("name", FILES)
def test_no_file_tells_of_a_draft(client: CheckingClient, world: Strategy, name: str) -> None:
    content = read(client, name)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(each) for each in archive.namelist())
    assert b"geheim" not in content.lower()
    assert b"roof" in content or b"Dach" in content


@pytest.mark.parametrize("name", FILES)
def test_the_same_contents_give_the_same_bytes(
    client: CheckingClient, world: Strategy, name: str
) -> None:
    assert read(client, name) == read(client, name)


@pytest.mark.parametrize("name", FILES)
def test_a_strategy_without_published_projects_has_no_files(
    client: CheckingClient, strategy: Strategy, name: str
) -> None:
    make_project(strategy, published=False)
    assert client.get(f"{PLACE}/{name}").status_code == 404


def test_a_project_is_told_with_its_keys_its_day_and_its_page(
    client: CheckingClient, world: Strategy
) -> None:
    (row,) = rows_of(client, "projects.csv")
    assert row == {
        "key": "roof",
        "title": "'=Dach",
        "kind": "regular",
        "state": "proposed",
        "place": "Mitte",
        "unit": "roads",
        "main_field": "energy",
        "text": "Strom,\nvom „Dach“",
        "partners": "Stadtwerke; Hochschule",
        "published": "2026-11-22",
        "url": "http://localhost/projects/roof",
    }


def test_a_field_that_only_a_draft_of_the_strategy_has_is_not_told(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy, key="roof", main_field="energy")
    assert rows_of(client, "projects.csv")[0]["main_field"] == ""
    open_consultation(strategy)
    assert rows_of(client, "projects.csv")[0]["main_field"] == "energy"


def test_a_partial_date_stands_beside_the_words_of_its_source(
    client: CheckingClient, strategy: Strategy
) -> None:
    milestone = make_milestone(make_project(strategy, key="roof"), "2027-Q1", "2028")
    milestone.planned_wording = "Anfang 2027"
    db.session.commit()
    (row,) = rows_of(client, "milestones.csv")
    told = {name: row[name] for name in ("project", "position", "planned", "planned_wording")}
    assert told == {
        "project": "roof",
        "position": "1",
        "planned": "2027-Q1",
        "planned_wording": "Anfang 2027",
    }
    assert (row["expected"], row["done"], row["reason"]) == ("2028", "", "Es kam etwas dazwischen.")
    head, first, *_rest = sheets(read(client, "projects.xlsx"))["Meilensteine"]
    assert dict(zip(head, first, strict=True))["Geplant"] == "1. Quartal 2027"


def test_a_year_that_is_not_given_is_empty_for_programs_and_words_for_people(
    client: CheckingClient, world: Strategy
) -> None:
    assert [row["year"] for row in rows_of(client, "finance/finance.csv")] == ["", "2027", "2027"]
    excel = read(client, "finance/finance-excel.csv").decode("utf-8-sig").splitlines()
    assert excel[1] == "roof;regional;ohne Jahr;planned;0,10;;"
    lines = sheets(read(client, "finance/finance.xlsx"))["Beträge"]
    assert [row[2] for row in lines[1:4]] == ["ohne Jahr", 2027, 2027]


def test_amounts_are_exact_and_a_blank_is_not_zero(client: CheckingClient, world: Strategy) -> None:
    amounts = [row["amount"] for row in rows_of(client, "finance/finance.csv")]
    assert amounts == ["0.10", "0.00", "1234567890123.45"]
    book = sheets(read(client, "finance/finance.xlsx"))
    assert [row[4] for row in book["Beträge"][1:4]] == [0.1, 0, 1234567890123.45]
    assert book["Tabelle geplant"][1][:4] == ("Mitte", "'=Dach", 0.1, 0.1)
    assert book["Tabelle verausgabt"][1][2:4] == (1234567890123.45, 1234567890123.45)


def test_an_amount_of_more_digits_than_a_spreadsheet_keeps_is_text(
    client: CheckingClient, strategy: Strategy, write: Any
) -> None:
    take(write(HEAD + "a,regional,,planned,123456789012345.67,,\n"))
    publish_all()
    (line,) = [row for row in sheets(read(client, "finance/finance.xlsx"))["Beträge"] if row[4]][1:]
    assert line[4] == "123456789012345,67"


def test_what_looks_like_a_formula_is_text_in_every_file(
    client: CheckingClient, world: Strategy
) -> None:
    book = load_workbook(io.BytesIO(read(client, "projects.xlsx")))
    assert book["Projekte"]["B2"].data_type == "s"
    assert book["Projekte"]["B2"].value == "'=Dach"
    assert rows_of(client, "finance/finance.csv")[2]["note"] == "'+1"


@pytest.mark.parametrize("name", ["projects.csv", "projects-excel.csv"])
def test_the_public_file_of_projects_comes_back_without_a_change(
    client: CheckingClient, world: Strategy, write: Any, name: str
) -> None:
    path = write(read(client, name).decode("utf-8-sig"))
    plan = importing.plan_file("region", path)
    assert (plan.is_empty, plan.same) == (True, 1)


@pytest.mark.parametrize("name", ["finance.csv", "finance-excel.csv"])
def test_the_public_file_of_amounts_comes_back_without_a_change(
    client: CheckingClient, world: Strategy, write: Any, name: str
) -> None:
    path = write(read(client, f"finance/{name}").decode("utf-8-sig"))
    plan = money.plan_file("region", path)
    assert (plan.is_empty, plan.unchanged) == (True, 3)


def test_the_data_package_is_valid_and_its_tables_refer_to_each_other(
    client: CheckingClient, world: Strategy, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(read(client, "datapackage.zip"))) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert [each["name"] for each in package["resources"]] == [
        "projects",
        "milestones",
        "sources",
        "finance",
        "finance_table",
        "finance_table_spent",
    ]
    finance = package["resources"][3]["schema"]
    assert [each["reference"]["resource"] for each in finance["foreignKeys"]] == [
        "projects",
        "sources",
    ]
    hints = {each["name"]: each.get("columnType") for each in finance["fields"]}
    assert hints["amount"] == "value"
    assert hints["year"] == "date:fiscal-year"
    assert "licenses" not in package


def test_the_data_package_names_the_licence_that_the_city_chose(
    client: CheckingClient, world: Strategy
) -> None:
    city_service.change_open_data(
        licence="dl-by-de-2.0", contact="", region_key="", actor=PLANNER, clock=NOW
    )
    db.session.commit()
    with zipfile.ZipFile(io.BytesIO(read(client, "datapackage.zip"))) as archive:
        package = json.loads(archive.read("datapackage.json"))
    (licence,) = package["licenses"]
    assert licence["path"] == "https://www.govdata.de/dl-de/by-2-0"


def test_files_of_staff_say_that_they_hold_drafts(new_client: Any, world: Strategy) -> None:
    planner: CheckingClient = new_client(make_staff("planner"))
    for url, name in (
        ("/planning/projects/region/milestones.csv", "region-with-drafts-milestones.csv"),
        ("/planning/strategies/region/finance/finance.xlsx", "region-with-drafts-finance.xlsx"),
    ):
        answer = planner.get(url)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    notes = sheets(answer.get_data())["Beträge"]
    assert "Enthält auch Entwürfe. Nicht zur Veröffentlichung." in str(notes[-1][0])


def test_the_shell_writes_milestones_beside_projects(
    app: Flask, world: Strategy, tmp_path: Path
) -> None:
    done = app.test_cli_runner().invoke(
        args=["projects", "export", "region", "--to", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} >= {
        "projects.csv",
        "projects-excel.csv",
        "milestones.csv",
        "milestones-excel.csv",
    }
    assert SECRET in (tmp_path / "milestones.csv").read_text("utf-8")


def test_the_pages_offer_the_files_with_their_size(client: CheckingClient, world: Strategy) -> None:
    board = client.get("/projects/").get_data(as_text=True)
    assert 'href="/strategy/region/datapackage.zip"' in board
    assert 'Projekte für Programme (CSV)</a> <span class="note">1 Projekt</span>' in board
    finance = client.get(f"{PLACE}/finance").get_data(as_text=True)
    assert f'href="{PLACE}/finance/finance.xlsx"' in finance
    assert (
        'Alle Stufen und Jahre für Excel (CSV)</a> <span class="note">3 Beträge</span>' in finance
    )
