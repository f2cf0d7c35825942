"""Sheets of paper: printed with numbers, typed in by batch, each once, counted at the end."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.rounds.models import Deviation
from participation.weighting import queries
from participation.weighting.models import BallotSheet
from tests.conftest import CheckingClient
from tests.factories import closed, counted_ballots, make_resident, make_round, make_staff
from tests.pages import main_text, tree
from tests.weighting.paper import begin, enter, fields


def test_a_sheet_is_typed_in_once_and_kept_apart_from_its_number(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    assert enter(office, path, "00017").status_code == 302
    assert enter(office, path, "00017").status_code == 302
    assert fields(round_) == [(20, 0, 0)]
    [ballot] = counted_ballots(round_)
    assert (ballot.channel, ballot.batch) == ("paper", 1)
    assert b"00017" not in db.session.query(BallotSheet).one().ref_hash
    assert queries.ballot_count(round_.id) == 1
    assert not [row for row in db.session.query(AuditEntry) if "00017" in str(row.details)]


def test_the_form_is_laid_out_like_the_sheet(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    page = office.get(path)
    names = [
        field.get("name")
        for field in tree(page).iter("input")
        if "points-" in (field.get("name") or "")
    ]
    assert names == ["points-mobility", "points-energy", "points-education"]
    sheet = office.get(f"/paper/{round_.slug}/print?count=2")
    rows = [cell.text for cell in tree(sheet).iter("th")]
    assert rows == ["1 Mobilität", "2 Energie", "3 Bildung"] * 2


def test_a_sheet_with_other_content_needs_the_correction(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    enter(office, path, "1")
    page = enter(office, path, "1", **{"points-energy": "20"})
    assert "ist schon erfasst" in main_text(page)
    assert fields(round_) == [(20, 0, 0)]
    assert enter(office, path, "1", **{"points-energy": "20", "correct": "y"}).status_code == 302
    assert fields(round_) == [(0, 20, 0)]
    assert queries.ballot_count(round_.id) == 1
    other = begin(office, round_)
    page = enter(office, other, "1", **{"points-education": "20", "correct": "y"})
    assert "ist schon erfasst" in main_text(page)


def test_points_have_to_sum_and_a_dash_is_silence(office: CheckingClient) -> None:
    round_ = make_round(no_opinion=True)
    path = begin(office, round_)
    page = enter(office, path, "1", **{"points-mobility": "19"})
    assert "Verteilen Sie noch 1 Punkt." in main_text(page)
    kept = {field.get("name"): field.get("value") for field in tree(page).iter("input")}
    assert (kept["ref"], kept["points-mobility"]) == ("1", "19")
    enter(office, path, "1", **{"points-mobility": "20", "points-energy": "–"})
    assert fields(round_) == [(20, -1, 0)]


def test_a_dash_is_refused_where_silence_is_not_offered(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    page = enter(office, path, "1", **{"points-mobility": "20", "points-energy": "-"})
    assert "„Keine Angabe“ gibt es in dieser Runde nicht." in main_text(page)
    assert fields(round_) == []


@pytest.mark.parametrize("offered", [True, False])
def test_only_sheets_that_offer_silence_ask_for_a_dash(
    office: CheckingClient, offered: bool
) -> None:
    round_ = make_round(no_opinion=offered, goals_points=10)
    for kind in ("ballot", "large", "postcard"):
        text = main_text(office.get(f"/paper/{round_.slug}/print?kind={kind}"))
        assert ("Strich" in text) is offered


def test_a_pick_is_typed_in_with_boxes(office: CheckingClient) -> None:
    round_ = make_round(instrument_kind="pick", instrument_k=2)
    path = begin(office, round_)
    assert enter(office, path, "1", **{"pick-mobility": "1", "pick-energy": "1"}).status_code == 302
    assert fields(round_) == [(1, 1, 0)]


def test_a_batch_is_closed_with_the_count_of_its_sheets(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    enter(office, path, "1")
    page = office.submit(f"{path}/close", f"{path}/close", sheets="2")
    assert "Gezählt sind 2 Bögen, erfasst sind 1." in main_text(page)
    assert office.submit(page, f"{path}/close", sheets="2", although="y").status_code == 302
    assert queries.batches(round_.id)[0].sheets == 2
    assert tree(office.get(path)).find(".//main//form") is None
    assert "gezählt: 2" in main_text(office.get(f"/paper/{round_.slug}/"))


def test_a_closed_batch_takes_no_sheet(office: CheckingClient) -> None:
    round_ = make_round()
    path = begin(office, round_)
    form = office.get(path)
    office.submit(f"{path}/close", f"{path}/close", sheets="0")
    page = office.submit(form, path, ref="1", **{"points-mobility": "20"})
    assert page.status_code == 200
    assert "abgeschlossen" in main_text(page)
    assert fields(round_) == []


def test_late_sheets_need_a_reason_that_is_logged(office: CheckingClient) -> None:
    round_ = make_round(**closed())
    page = office.submit(f"/paper/{round_.slug}/", f"/paper/{round_.slug}/", reason="")
    assert "Geben Sie eine Begründung an" in main_text(page)
    path = begin(office, round_, "Postweg")
    enter(office, path, "1")
    deviation = db.session.query(Deviation).one()
    assert (deviation.kind, deviation.reason) == ("late_paper", "Postweg")
    assert fields(round_) == [(20, 0, 0)]


@pytest.mark.parametrize("kind", ["ballot", "large", "postcard", "<script>"])
def test_sheets_are_numbered_and_have_a_place_for_the_code(
    office: CheckingClient, kind: str
) -> None:
    round_ = make_round(participation=["email", "code"])
    page = office.get(
        f"/paper/{round_.slug}/print", query_string={"kind": kind, "first": 17, "count": 3}
    )
    text = main_text(page)
    assert "Nr. 00017" in text
    assert "Nr. 00019" in text
    assert "Nr. 00020" not in text
    assert "Code aus Ihrem Brief" in text


@pytest.mark.parametrize(
    "query", ["count=0", "count=501", "count=-1", "first=x", "first=99999999999999999999"]
)
def test_a_number_out_of_range_is_refused(office: CheckingClient, query: str) -> None:
    assert office.get(f"/paper/{make_round().slug}/print?{query}").status_code == 400


def test_an_unknown_batch_is_not_found(office: CheckingClient) -> None:
    round_ = make_round()
    assert office.get(f"/paper/{round_.slug}/7").status_code == 404
    assert office.get(f"/paper/{round_.slug}/{2**63}").status_code == 404


def test_a_batch_is_set_aside_with_a_reason_and_stays_stored(
    office: CheckingClient, new_client: Any
) -> None:
    round_ = make_round()
    path = begin(office, round_)
    enter(office, path, "1")
    assert office.get(f"{path}/set-aside").status_code == 403
    admin = new_client(make_staff("admin"))
    assert "Geben Sie eine Begründung an" in main_text(
        admin.submit(f"{path}/set-aside", "/set-aside", reason=" ")
    )
    assert admin.submit(f"{path}/set-aside", "/set-aside", reason="Fremde Bögen").status_code == 302
    assert admin.submit(f"{path}/set-aside", "/set-aside", reason="Noch einmal").status_code == 200
    deviation = db.session.query(Deviation).one()
    assert (deviation.kind, deviation.reason) == ("batch_set_aside", "Fremde Bögen")
    assert fields(round_) == [(20, 0, 0)]


def test_the_office_finds_the_rounds_it_can_type_in(office: CheckingClient) -> None:
    round_, without = make_round(), make_round(weights_opens_at=None, weights_closes_at=None)
    links = [link.get("href") for link in tree(office.get("/paper/")).iter("a")]
    assert f"/paper/{round_.slug}/" in links
    assert f"/paper/{without.slug}/" not in links


@pytest.mark.parametrize("path", ["", "1", "1/close", "1/differences", "print"])
def test_paper_is_for_those_who_enter_it(app: Flask, new_client: Any, path: str) -> None:
    round_ = make_round()
    assert new_client().get(f"/paper/{round_.slug}/{path}").status_code == 302
    for account in (make_resident(), make_staff("planner")):
        assert new_client(account).get(f"/paper/{round_.slug}/{path}").status_code == 403
