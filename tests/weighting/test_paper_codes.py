"""Sheets of paper that bear a code: one ballot a code, and a correction that changes no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.codes import service as codes
from tests.conftest import CheckingClient
from tests.factories import make_round
from tests.pages import main_text, tree
from tests.weighting.paper import begin, enter, fields

ENERGY = {"points-energy": "20"}
EDUCATION = {"points-education": "20"}
MOBILITY = {"points-mobility": "20"}
USED = "Mit diesem Code hat schon jemand teilgenommen. Legen Sie den Bogen zur Seite."
WITHDRAWN = "Was mit diesem Code abgegeben war, wurde zurückgezogen. Legen Sie den Bogen zur Seite."


@pytest.fixture
def round_() -> Round:
    """A round that people take part in with a code."""
    return make_round(participation=["code"])


def issue(round_: Round, count: int) -> list[str]:
    """Codes for the round."""
    made = codes.make_codes(round_id=round_.id, count=count, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    return made


def cast_in_browser(client: CheckingClient, round_: Round, code: str) -> None:
    """Cast a ballot with a code on the pages."""
    client.submit(f"/rounds/{round_.slug}/code", "/code", code=code)
    values = {"points-mobility": "", "points-education": "", **ENERGY}
    review = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **values)
    assert client.submit(review, "/review").status_code == 302


def withdraw_in_browser(client: CheckingClient, round_: Round, code: str) -> None:
    """Withdraw the ballot of a code on the pages."""
    client.submit(f"/rounds/{round_.slug}/code", "/code", code=code)
    path = f"/rounds/{round_.slug}/weights/withdraw"
    assert client.submit(path, path).status_code == 302


def test_a_code_counts_on_one_sheet(app: Any, office: CheckingClient, round_: Round) -> None:
    [code] = issue(round_, 1)
    path = begin(office, round_)
    assert enter(office, path, "1", code=code, **MOBILITY).status_code == 302
    assert USED in main_text(enter(office, path, "2", code=code, **MOBILITY))
    assert queries.ballot_count(round_.id) == 1


def test_a_code_counts_on_paper_or_in_a_browser(
    office: CheckingClient, new_client: Any, round_: Round
) -> None:
    [code] = issue(round_, 1)
    cast_in_browser(new_client(), round_, code)
    path = begin(office, round_)
    assert USED in main_text(enter(office, path, "1", code=code, **MOBILITY))
    assert fields(round_) == [(0, 20, 0)]


def test_a_code_that_was_never_issued_is_refused(office: CheckingClient, round_: Round) -> None:
    page = enter(office, begin(office, round_), "1", code="x", **MOBILITY)
    assert "gilt in dieser Runde nicht" in main_text(page)


def test_a_code_whose_ballot_was_withdrawn_is_refused_as_such(
    office: CheckingClient, new_client: Any, round_: Round
) -> None:
    [code] = issue(round_, 1)
    resident = new_client()
    cast_in_browser(resident, round_, code)
    withdraw_in_browser(resident, round_, code)
    page = main_text(enter(office, begin(office, round_), "1", code=code, **MOBILITY))
    assert WITHDRAWN in page
    assert "schon jemand teilgenommen" not in page


def test_a_correction_with_the_code_of_another_sheet_is_refused(
    office: CheckingClient, round_: Round
) -> None:
    first, second = issue(round_, 2)
    path = begin(office, round_)
    enter(office, path, "1", code=first, **MOBILITY)
    enter(office, path, "2", code=second, **MOBILITY)
    page = enter(office, path, "1", code=second, correct="y", **ENERGY)
    assert "Der Bogen „00001“ ist nicht mit diesem Code erfasst." in main_text(page)
    assert fields(round_) == [(20, 0, 0)] * 2


def test_a_refused_correction_keeps_what_was_typed(office: CheckingClient, round_: Round) -> None:
    first, second = issue(round_, 2)
    path = begin(office, round_)
    enter(office, path, "1", code=first, **MOBILITY)
    page = enter(office, path, "1", code=second, correct="y", **ENERGY)
    kept = {field.get("name"): field for field in tree(page).iter("input")}
    typed = {name: kept[name].get("value") for name in ("ref", "code", "points-energy")}
    assert typed == {"ref": "1", "code": second, "points-energy": "20"}
    assert kept["correct"].get("checked") is not None


def test_a_sheet_without_a_code_is_not_corrected_with_one(
    office: CheckingClient, new_client: Any, round_: Round
) -> None:
    on_paper, in_browser, unused = issue(round_, 3)
    path = begin(office, round_)
    enter(office, path, "1", **MOBILITY)
    enter(office, path, "2", code=on_paper, **MOBILITY)
    cast_in_browser(new_client(), round_, in_browser)
    for code in (on_paper, in_browser, unused):
        page = enter(office, path, "1", code=code, correct="y", **{"points-education": "20"})
        assert "ist nicht mit diesem Code erfasst" in main_text(page)
    assert fields(round_) == [(0, 20, 0), (20, 0, 0), (20, 0, 0)]


def test_a_sheet_with_a_code_is_corrected_with_it_alone(
    office: CheckingClient, round_: Round
) -> None:
    [code] = issue(round_, 1)
    path = begin(office, round_)
    enter(office, path, "1", code=code, **MOBILITY)
    page = enter(office, path, "1", correct="y", **ENERGY)
    assert (
        "Der Bogen „00001“ ist mit einem Code erfasst. Schreiben Sie den Code dazu."
        in main_text(page)
    )
    assert fields(round_) == [(20, 0, 0)]
    assert enter(office, path, "1", code=code, correct="y", **ENERGY).status_code == 302
    assert fields(round_) == [(0, 20, 0)]


def test_a_correction_does_not_bring_back_what_was_withdrawn(
    office: CheckingClient, new_client: Any, round_: Round
) -> None:
    [code] = issue(round_, 1)
    path = begin(office, round_)
    enter(office, path, "1", code=code, **MOBILITY)
    withdraw_in_browser(new_client(), round_, code)
    page = enter(office, path, "1", code=code, correct="y", **ENERGY)
    assert "Was auf dem Bogen „00001“ stand, wurde zurückgezogen." in main_text(page)
    assert fields(round_) == []
    assert queries.ballot_count(round_.id) == 0


def test_a_correction_leaves_what_the_person_changed_in_a_browser_since(
    app: Any, office: CheckingClient, new_client: Any, round_: Round
) -> None:
    [code] = issue(round_, 1)
    path = begin(office, round_)
    enter(office, path, "1", code=code, **MOBILITY)
    enter(office, path, "1", code=code, correct="y", **EDUCATION)
    assert fields(round_) == [(0, 0, 20)]
    cast_in_browser(new_client(), round_, code)
    page = enter(office, path, "1", code=code, correct="y", **MOBILITY)
    assert "hat die Person inzwischen selbst geändert. Das gilt." in main_text(page)
    assert fields(round_) == [(0, 20, 0)]


def test_a_sheet_is_corrected_more_than_once(
    app: Any, office: CheckingClient, round_: Round
) -> None:
    path = begin(office, round_)
    enter(office, path, "1", **MOBILITY)
    for values in (ENERGY, EDUCATION, MOBILITY):
        assert enter(office, path, "1", correct="y", **values).status_code == 302
    assert fields(round_) == [(20, 0, 0)]


def test_a_number_counts_once_whatever_its_case(office: CheckingClient, round_: Round) -> None:
    path = begin(office, round_)
    enter(office, path, "A-17", **MOBILITY)
    page = enter(office, path, "a-17", **ENERGY)
    assert "Der Bogen „a-17“ ist schon erfasst." in main_text(page)
    assert fields(round_) == [(20, 0, 0)]


@pytest.mark.parametrize("content", ["20,,", ",20,"])
def test_sheet_with_a_code_in_a_file_is_not_said_to_differ(
    app: Any, office: CheckingClient, round_: Round, tmp_path: Path, content: str
) -> None:
    [code] = issue(round_, 1)
    enter(office, begin(office, round_), "17", code=code, **MOBILITY)
    path = tmp_path / "ballots.csv"
    path.write_text(f"ref,mobility,energy,education\n17,{content}\n")
    arguments = ["ballots", "import", round_.slug, str(path), "--channel", "paper"]
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 1
    assert "Zeile 2: Der Bogen „17“ ist schon mit einem Code erfasst." in done.output
    assert "mit anderem Inhalt" not in done.output
    assert queries.ballot_count(round_.id) == 1
