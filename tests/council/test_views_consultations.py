"""Planners record consultations, results and departures."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.council.models import Consultation, Departure, Paper
from participation.extensions import db
from participation.results.models import Snapshot
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.council.test_oparl import CONSULTATION, ITEM
from tests.factories import make_staff, make_strategy
from tests.pages import main_text, tree
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round, points
from tests.strategy.making import open_consultation, states

DECIDED: dict[str, Any] = {
    "body": "Gemeinderat",
    "role": "decision",
    "authoritative": "y",
    "date": "14.07.2026",
    "outcome": "adopted",
    "votes_wording": "mit großer Mehrheit",
}


@pytest.fixture
def planner(app: Flask, new_client: Any) -> CheckingClient:
    """A planner, signed in."""
    client: CheckingClient = new_client(make_staff("planner"))
    return client


def rows() -> int:
    """How many consultations there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Consultation)) or 0


def new(paper: Paper) -> str:
    return f"/planning/papers/{paper.key}/consultations/new"


def result() -> Snapshot:
    """The published result of a round with enough ballots for its figures."""
    round_ = closed_round()
    cast_all(round_, points(60))
    return published(round_)


def in_consultation() -> tuple[Strategy, str]:
    """A strategy in consultation, and its version as the form names it."""
    strategy = make_strategy()
    return strategy, str(open_consultation(strategy).id)


def test_a_recorded_decision_adopts_the_version_it_is_about(planner: CheckingClient) -> None:
    strategy, version = in_consultation()
    paper = make_paper()
    response = planner.submit(new(paper), **DECIDED, version_id=version, shown="y")
    assert response.location == f"/planning/papers/{paper.key}"
    assert "erfasst und öffentlich. Die Fassung gilt als beschlossen." in main_text(
        planner.get(response.location)
    )
    assert states(strategy) == ["adopted"]


def test_a_decision_that_nobody_could_read_is_refused_and_nothing_is_lost(
    planner: CheckingClient,
) -> None:
    strategy, version = in_consultation()
    paper = make_paper()
    response = planner.submit(new(paper), **DECIDED, version_id=version, text="Wortlaut")
    assert "Kreuzen Sie „Vorlage und Beratung gleich öffentlich zeigen“ an." in main_text(response)
    assert "Wortlaut" in response.get_data(as_text=True)
    assert rows() == 0
    assert states(strategy) == ["consultation"]


def test_what_adopted_a_version_cannot_be_hidden_on_the_pages(planner: CheckingClient) -> None:
    _strategy, version = in_consultation()
    paper = make_paper()
    path = f"/planning/papers/{paper.key}"
    page = planner.get(
        planner.submit(new(paper), **DECIDED, version_id=version, shown="y").location
    )
    assert "Nicht mehr öffentlich zeigen" not in main_text(page)
    row = db.session.scalars(select(Consultation)).one()
    token = tree(planner.get(new(paper))).find(".//main//input[@name='csrf_token']").get("value")
    for hide in (f"{path}/hide", f"{path}/consultations/{row.id}/hide"):
        response = planner.post(hide, data={"csrf_token": token})
        assert "Er bleibt öffentlich." in main_text(planner.get(response.location))
    assert planner.get(f"/council/{paper.key}").status_code == 200


def test_a_double_click_records_one_consultation(planner: CheckingClient) -> None:
    strategy, version = in_consultation()
    page = planner.get(new(make_paper()))
    for _ in range(2):
        assert planner.submit(page, **DECIDED, version_id=version, shown="y").status_code == 302
    assert rows() == 1
    assert states(strategy) == ["adopted"]


def test_adopting_with_changes_asks_for_the_changed_version(planner: CheckingClient) -> None:
    strategy, version = in_consultation()
    paper = make_paper()
    values = DECIDED | {"outcome": "adopted_with_changes", "version_id": version}
    response = planner.submit(new(paper), **values)
    sentence = "Beschlossen mit Änderungen: Legen Sie die geänderte Fassung vor."
    assert sentence in main_text(planner.get(response.location))
    assert states(strategy) == ["consultation"]


def test_a_committee_that_cannot_adopt_is_told_so_and_nothing_is_lost(
    planner: CheckingClient,
) -> None:
    strategy, version = in_consultation()
    values = DECIDED | {"role": "preparation", "authoritative": None, "text": "Wortlaut"}
    response = planner.submit(new(make_paper()), **values, version_id=version)
    assert "Nur ein Gremium, das maßgeblich entscheidet, kann beschließen" in main_text(response)
    assert "Wortlaut" in response.get_data(as_text=True)
    assert rows() == 0
    assert states(strategy) == ["consultation"]


@pytest.mark.parametrize("votes", ["-1", "3,5", "1e3", "３", "10001", "viele", "9" * 30])
def test_votes_that_are_no_number_are_refused_at_their_field(
    planner: CheckingClient, votes: str
) -> None:
    response = planner.submit(new(make_paper()), **DECIDED, votes_for=votes, votes_against="1")
    assert "Tragen Sie eine ganze Zahl von 0 bis 10000 ein." in main_text(response)
    assert rows() == 0


def test_a_draft_is_not_offered(planner: CheckingClient) -> None:
    make_strategy()
    page = tree(planner.get(new(make_paper())))
    (select_,) = [field for field in page.iter("select") if field.get("name") == "version_id"]
    assert [option.get("value") for option in select_.iter("option")] == [""]


def test_a_planned_consultation_gets_its_result_as_a_further_row(planner: CheckingClient) -> None:
    paper = make_paper()
    row = make_consultation(paper, outcome="pending", date_value="2026-07-14")
    path = f"/planning/papers/{paper.key}/consultations/{row.id}/correct"
    page = planner.get(path)
    assert "Ergebnis eintragen" in main_text(page)
    planner.submit(page, outcome="adopted", votes_for="31", votes_against="9")
    assert rows() == 2
    text = main_text(planner.get(f"/planning/papers/{paper.key}"))
    assert "31 Ja, 9 Nein" in text
    assert planner.get(path).status_code == 409, "what was corrected is not corrected again"


def test_two_planners_correct_one_row_and_the_second_is_told(planner: CheckingClient) -> None:
    paper = make_paper()
    row = make_consultation(paper)
    path = f"/planning/papers/{paper.key}/consultations/{row.id}/correct"
    pages = [planner.get(path) for _ in range(2)]
    assert planner.submit(pages[0], text="Erste").status_code == 302
    second = planner.submit(pages[1], text="Zweite")
    assert "Diese Beratung wurde inzwischen berichtigt." in main_text(second)
    assert "Zweite" in second.get_data(as_text=True)
    assert rows() == 2


def test_an_agenda_item_fills_the_form_and_the_outcome_stays_open(
    planner: CheckingClient,
) -> None:
    pasted = json.dumps(ITEM | {"public": False})
    page = planner.submit(new(make_paper()), oparl=pasted, button="step=paste")
    text = main_text(page)
    assert "„Geändert beschlossen“" in text
    assert "Dieser Punkt war nichtöffentlich" in text
    values = {field.get("name"): field.get("value") for field in tree(page).iter("input")}
    assert values["date"] == "2026-07-14"
    assert rows() == 0
    assert "Wählen Sie das Ergebnis der Beratung." in main_text(planner.submit(page))


def test_a_pasted_consultation_fills_role_and_authority(planner: CheckingClient) -> None:
    pasted = json.dumps(CONSULTATION)
    page = planner.submit(new(make_paper()), oparl=pasted, button="step=paste")
    values = DECIDED | {"role": None, "authoritative": None}
    form = {name: value for name, value in values.items() if value is not None}
    planner.submit(page, **form)
    assert db.session.scalars(select(Consultation.oparl_id)).one() == CONSULTATION["id"]


def test_a_consultation_is_shown_after_a_look_at_it(
    planner: CheckingClient, client: CheckingClient
) -> None:
    paper = make_paper(public=True)
    row = make_consultation(paper, text="Wortlaut")
    page = planner.get(f"/planning/papers/{paper.key}/consultations/{row.id}/show")
    assert "Wortlaut" in main_text(page)
    assert "Wortlaut" not in main_text(client.get(f"/council/{paper.key}"))
    planner.submit(page)
    assert "Wortlaut" in main_text(client.get(f"/council/{paper.key}"))
    planner.submit(f"/planning/papers/{paper.key}", action=f"/{row.id}/hide")
    assert "Wortlaut" not in main_text(client.get(f"/council/{paper.key}"))


def test_the_check_page_leaves_out_what_stays_hidden(planner: CheckingClient) -> None:
    paper = make_paper()
    first = make_consultation(paper, text="Erste Angabe")
    second = make_consultation(paper, text="Zweite Angabe", supersedes_id=first.id)
    for path in ("show", f"consultations/{second.id}/show"):
        text = main_text(planner.get(f"/planning/papers/{paper.key}/{path}"))
        assert "Zweite Angabe" in text
        assert "Erste Angabe" not in text
    assert "Erste Angabe" in main_text(planner.get(f"/planning/papers/{paper.key}"))


def test_no_consultation_is_shown_while_its_paper_is_hidden(planner: CheckingClient) -> None:
    paper = make_paper()
    row = make_consultation(paper)
    response = planner.submit(f"/planning/papers/{paper.key}/consultations/{row.id}/show")
    assert "Zeigen Sie zuerst die Vorlage" in main_text(response)


def test_a_departure_stands_beside_its_weight_with_interval_and_caveat(
    planner: CheckingClient, client: CheckingClient
) -> None:
    snapshot = result()
    paper = make_paper(public=True)
    row = make_consultation(paper, public=True)
    path = f"/planning/papers/{paper.key}/consultations/{row.id}/departure"
    assert "Runde" in main_text(planner.get(path))
    page = planner.get(f"{path}?result={snapshot.id}")
    key = snapshot.tables["finding"]["order"][0]
    for _ in range(2):
        assert planner.submit(page, item_key=key, reason="Das Land zahlt.").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Departure)) == 1
    text = main_text(client.get(f"/council/{paper.key}"))
    assert "Das Land zahlt." in text
    assert "Stabilitätsbereich" in text
    assert "Antworten" in text
    assert "freiwillig" in text
    assert "Ergebnisse von Runden binden das Gremium nicht." in text


def test_only_what_a_published_result_holds_can_be_departed_from(planner: CheckingClient) -> None:
    snapshot = result()
    paper = make_paper()
    row = make_consultation(paper)
    path = f"/planning/papers/{paper.key}/consultations/{row.id}/departure"
    page = planner.get(f"{path}?result={snapshot.id}")
    response = planner.submit(page, item_key="no-such-field", reason="Grund")
    assert "Wählen Sie aus der Liste" in main_text(response)
    assert main_text(planner.get(f"{path}?result=4711")) == main_text(planner.get(path))


def test_a_correction_keeps_the_departures_that_are_ticked(planner: CheckingClient) -> None:
    snapshot = result()
    paper = make_paper()
    row = make_consultation(paper)
    path = f"/planning/papers/{paper.key}/consultations/{row.id}"
    order = snapshot.tables["finding"]["order"]
    for key in order[:2]:
        planner.submit(f"{path}/departure?result={snapshot.id}", item_key=key, reason="Grund")
    kept = db.session.scalars(select(Departure.id).order_by(Departure.id)).first()
    planner.submit(f"{path}/correct", text="Wortlaut", departure=[str(kept)])
    db.session.rollback()
    newest = db.session.scalars(select(func.max(Consultation.id))).one()
    carried = select(Departure.item_key).where(Departure.consultation_id == newest)
    assert db.session.scalars(carried).all() == order[:1]
