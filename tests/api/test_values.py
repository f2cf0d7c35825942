"""Amounts, dates, texts and moments as programs get them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.projects.finance.models import FinanceLine, Source
from participation.strategy.models import Strategy
from tests.answers.answering import DECLINED, answer, published_idea
from tests.api.reading import Program, text_of
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import closed, make_resident, make_round, make_strategy, save
from tests.organisations.making import make_organisation
from tests.projects.making import make_milestone, make_project
from tests.strategy.making import begin_next_draft, open_consultation, rename_field


@pytest.fixture
def program(client: CheckingClient) -> Program:
    return Program(client)


def pay(strategy: Strategy, project: Any, source: str, cents: int, **values: Any) -> None:
    """An amount of a project; the source is made when it is named first."""
    row = db.session.query(Source).filter_by(strategy_id=strategy.id, key=source).one_or_none()
    if row is None:
        kind = "private" if source == "private" else "EU"
        title = {"de": source}
        row = save(Source(strategy_id=strategy.id, key=source, title=title, kind=kind))
    defaults = {"stage": "planned", "year": 0}
    given = defaults | values
    save(FinanceLine(project_id=project.id, source_id=row.id, cents=cents, **given))


def amounts(found: Any) -> dict[str, Any]:
    return {each["source"]: each["amount"] for each in found["sums"]["sources"]}


def test_nothing_said_is_null_and_nothing_paid_is_zero(app: Flask, program: Program) -> None:
    strategy = make_strategy()
    bus, roof = make_project(strategy, key="bus"), make_project(strategy, key="roof")
    pay(strategy, bus, "eu", 0)
    pay(strategy, roof, "private", 123_45)
    path = f"/strategies/{strategy.slug}/finance"
    rows = {each["project"]: each for each in program.get(f"{path}/projects")["items"]}
    assert amounts(rows["bus"]) == {"eu": "0.00", "private": None}
    assert amounts(rows["roof"]) == {"eu": None, "private": "123.45"}
    assert amounts(program.get(path)) == {"eu": "0.00", "private": "123.45"}


def test_amounts_are_exact_where_numbers_of_programs_are_not(app: Flask, program: Program) -> None:
    strategy = make_strategy()
    pay(strategy, make_project(strategy), "eu", 99_999_999_999_999_999)
    found = program.get(f"/strategies/{strategy.slug}/finance")
    assert found["sums"]["total"] == "999999999999999.99"


def test_stages_are_never_added(app: Flask, program: Program) -> None:
    strategy = make_strategy()
    project = make_project(strategy)
    pay(strategy, project, "eu", 100)
    pay(strategy, project, "eu", 50, stage="spent", year=2027)
    path = f"/strategies/{strategy.slug}/finance"
    totals = {stage: program.get(f"{path}?stage={stage}") for stage in ("planned", "spent")}
    assert {stage: each["sums"]["total"] for stage, each in totals.items()} == {
        "planned": "1.00",
        "spent": "0.50",
    }
    lines = program.get(f"{path}/lines")["items"]
    assert [(each["stage"], each["year"]) for each in lines] == [("planned", None), ("spent", 2027)]


def test_dates_keep_the_precision_and_the_words_of_their_source(
    app: Flask, program: Program
) -> None:
    paper = make_paper(public=True, date_value="2020-Q4", date_wording="Ende des Jahres")
    make_consultation(paper, public=True, date_value=None, date_wording="in der letzten Sitzung")
    found = program.get(f"/papers/{paper.key}")
    assert found["paper"]["date"] == {"value": "2020-Q4", "wording": "Ende des Jahres"}
    [held] = found["consultations"]
    assert held["date"] == {"value": None, "wording": "in der letzten Sitzung"}
    assert held["votes"] is None


def test_a_milestone_says_how_late_it_is(app: Flask, program: Program) -> None:
    project = make_project(key="bus")
    make_milestone(project, "2026-12", "2027-02")
    [milestone] = program.get("/projects/bus")["milestones"]
    assert milestone["delay"] == {"number": 2, "unit": "months", "overdue": False}
    assert milestone["done"] is None


def test_moments_are_told_no_finer_than_on_the_pages(app: Flask, program: Program) -> None:
    at = datetime(2026, 3, 1, 10, 17, 42, 123456, tzinfo=UTC)
    round_ = make_round(**closed())
    idea = published_idea(round_, make_resident(), submitted_at=at, published_at=at)
    found = program.get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert found["idea"]["submitted"] == "2026-03-01"
    assert [step["when"]["value"] for step in found["way"][:2]] == ["2026-03-01", "2026-03-01"]
    assert ":17" not in text_of(found)


def test_the_row_of_an_idea_stands_in_its_public_number_alone(app: Flask, program: Program) -> None:
    round_ = make_round(**closed())
    idea = published_idea(round_, make_resident())
    answer(idea, DECLINED)
    found = program.get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert not {"id", "author_id", "version", "shuffle", "token", "channel"} & set(found["idea"])
    assert found["idea"]["answer"]["status"] == "not_followed"
    assert found["idea"]["answer"]["text"] == DECLINED.text


def test_an_idea_of_somebody_without_a_name_has_no_author(app: Flask, program: Program) -> None:
    round_ = make_round()
    known = published_idea(round_, make_resident(pseudonym="Amsel", pseudonym_folded="amsel"))
    unknown = published_idea(round_)
    authors = {
        each["number"]: each["author"]
        for each in program.get(f"/rounds/{round_.slug}/ideas")["items"]
    }
    assert authors == {known.number: "Amsel", unknown.number: None}


def test_two_versions_say_what_differs(app: Flask, program: Program) -> None:
    strategy = make_strategy()
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "mobility", "transport")
    open_consultation(strategy)
    path = f"/strategies/{strategy.slug}"
    versions = program.get(path)["versions"]
    assert [each["changes"] is None for each in versions] == [True, False]
    found = program.get(f"{path}/diff/1/2")
    changed = {each["after"]["key"] for each in found["items"] if each["after"] and each["added"]}
    gone = {each["before"]["key"] for each in found["items"] if each["removed"]}
    assert (changed, gone) == ({"transport"}, {"mobility"})


def test_partners_are_named_without_their_members(app: Flask, program: Program) -> None:
    make_organisation(make_resident(pseudonym="Amsel", pseudonym_folded="amsel"), name="Verein")
    [found] = program.get("/partners")["items"]
    assert (found["name"], found["kind"]) == ("Verein", "university")
    assert "Amsel" not in text_of(found)
    assert "@" not in text_of(found)


def test_another_name_of_a_project_leads_to_it(app: Flask, client: CheckingClient) -> None:
    make_project(key="night-bus", aliases=("Nachtlinie",))
    response = client.get("/api/v1/projects/nachtlinie")
    assert response.status_code == 302
    assert response.location == "http://localhost/api/v1/projects/night-bus"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
