"""Where people tick fields, no page speaks of weights or points."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.weighting.codes import service as codes
from tests.conftest import CheckingClient
from tests.factories import agree, make_resident, make_round, make_staff
from tests.pages import main_text, tree
from tests.weighting.visits import close

WEIGHTS = re.compile(r"[Gg]ewicht|[Pp]unkt")
CHOICE = {"pick-mobility": "1", "pick-energy": "1"}
QUESTION: dict[str, Any] = {
    "key": "age",
    "title": {"de": "Alter", "en": "Age"},
    "classes": [
        {"key": key, "title": {"de": key, "en": key}, "share": None} for key in ("young", "old")
    ],
}


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round in which two fields are ticked."""
    return make_round(
        participation=["open", "code", "email"],
        instrument_kind="pick",
        instrument_k=2,
        questions=[QUESTION],
        publish_results_at=datetime.now(UTC) + timedelta(days=60),
    )


def words(page: Any) -> str:
    """What a page says, its title included."""
    title = tree(page).findtext(".//head/title") or ""
    return f"{title} {main_text(page)}"


def handed_in(client: CheckingClient, round_: Round) -> Any:
    """The receipt of a choice."""
    review = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **CHOICE)
    return client.get(client.submit(review, "/weights/review").location)


def test_ballot_pages_speak_of_a_choice(round_: Round, client: CheckingClient) -> None:
    path = f"/rounds/{round_.slug}/weights"
    form = client.get(path)
    review = client.submit(form, "/weights", **CHOICE)
    receipt = client.get(client.submit(review, "/weights/review").location)
    pages = [form, review, receipt, client.get(path)]
    pages += [client.get(f"{path}/withdraw"), client.get(f"{path}/questions")]
    pages += [client.get(f"/rounds/{round_.slug}/code"), client.get(f"/rounds/{round_.slug}/")]
    assert [
        words_of_weights for page in pages if (words_of_weights := WEIGHTS.findall(words(page)))
    ] == []
    assert "Prüfen Sie Ihre Auswahl" in words(review)
    assert "Vielen Dank. Ihre Auswahl ist abgegeben." in words(receipt)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_conflict_speaks_of_a_choice(
    round_: Round, client: CheckingClient, withdrawn: bool
) -> None:
    path = f"/rounds/{round_.slug}/weights"
    old = client.submit(path, "/weights", **{"pick-education": "1", "pick-energy": "1"})
    handed_in(client, round_)
    if withdrawn:
        gone = client.submit(f"{path}/withdraw", "/withdraw")
        assert not WEIGHTS.search(words(client.get(gone.location)))
    page = client.submit(old, "/weights/review")
    assert page.status_code == 409
    assert "Welche Auswahl soll gelten?" in words(page)
    assert not WEIGHTS.search(words(page))


def test_closed_window_speaks_of_a_choice(round_: Round, client: CheckingClient) -> None:
    review = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **CHOICE)
    handed_in(client, round_)
    close(round_)
    late = client.submit(review, "/weights/review")
    assert "Die Auswahl ist beendet" in words(late)
    assert "gewählt" in words(late)
    receipt = client.get(f"/rounds/{round_.slug}/weights/receipt")
    assert not WEIGHTS.search(words(late))
    assert not WEIGHTS.search(words(receipt))


def test_planners_read_how_many_choices_came_in(
    round_: Round, client: CheckingClient, new_client: Any
) -> None:
    handed_in(client, round_)
    planner = new_client(make_staff("planner"))
    assert "Bisher: 1 Stimmabgabe." in words(planner.get("/planning/"))
    close(round_)
    page = words(planner.get(f"/planning/{round_.slug}/"))
    assert "Eingegangen: 1 Stimmabgabe. Das Ergebnis ist noch nicht berechnet." in page
    assert not WEIGHTS.search(page)


def test_own_pages_lead_to_the_choice(round_: Round, new_client: Any) -> None:
    account = make_resident()
    agree(account, round_)
    client = new_client(account)
    handed_in(client, round_)
    assert "Zu meiner Auswahl" in main_text(client.get("/account/"))


def test_codes_pages_speak_of_taking_part(round_: Round, new_client: Any) -> None:
    codes.make_codes(round_id=round_.id, count=1, purpose="", actor=SHELL, clock=clock)
    db.session.commit()
    page = new_client(make_staff("admin")).get(f"/admin/rounds/{round_.slug}/codes")
    assert not WEIGHTS.search(words(page))


def test_points_are_still_weighted(app: Flask, client: CheckingClient) -> None:
    round_ = make_round(participation=["open"])
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **{"points-energy": "20"})
    assert "Prüfen Sie Ihre Gewichtung" in words(page)
