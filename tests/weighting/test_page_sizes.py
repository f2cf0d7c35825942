"""The length of a page that shows a ballot does not tell what the ballot says."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from participation.rounds.models import Round
from participation.weighting.presenter import padded
from tests.conftest import CheckingClient
from tests.factories import make_round
from tests.pages import tree
from tests.weighting.visits import close

KEYS = ("mobility", "energy", "education")
BALLOTS = (
    ("20", "0", "0"),
    ("0", "0", "20"),
    ("7", "7", "6"),
    ("1", "18", "1"),
    ("", "", "20"),
    ("20", None, None),
    ("10", "10", None),
)
"""Points for the three fields; None is no opinion."""


def typed(ballot: tuple[str | None, ...], prefix: str = "points-") -> dict[str, str]:
    """What a browser sends for a ballot."""
    return {
        f"{prefix}{key}" if value is not None else f"{prefix}{key}-none": value
        or ("1" if value is None else "")
        for key, value in zip(KEYS, ballot, strict=True)
    }


def reviewed(client: CheckingClient, round_: Round, values: dict[str, str], language: str) -> Any:
    """The review page of a ballot."""
    page = client.get(f"/rounds/{round_.slug}/weights?lang={language}")
    answer = client.submit(page, "/weights", **values)
    assert tree(answer).find(f".//form[@action='/rounds/{round_.slug}/weights/review']") is not None
    return answer


@pytest.mark.parametrize("language", ["de", "en"])
def test_review_has_one_size_whatever_the_points(
    app: Flask, new_client: Any, language: str
) -> None:
    round_ = make_round(participation=["open"], no_opinion=True)
    sizes = {
        reviewed(new_client(), round_, typed(ballot), language).content_length for ballot in BALLOTS
    }
    assert len(sizes) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_review_has_one_size_whatever_the_choice(
    app: Flask, new_client: Any, language: str
) -> None:
    round_ = make_round(
        participation=["open"], instrument_kind="pick", instrument_k=2, instrument_exactly=False
    )
    choices: list[dict[str, str]] = [
        {"pick-mobility": "1"},
        {"pick-education": "1"},
        {"pick-mobility": "1", "pick-energy": "1"},
    ]
    sizes = {reviewed(new_client(), round_, choice, language).content_length for choice in choices}
    assert len(sizes) == 1


def test_receipt_has_one_size_whatever_the_points(app: Flask, new_client: Any) -> None:
    round_ = make_round(participation=["open"], no_opinion=True, goals_points=10)
    sizes = set()
    for ballot in (("20", "0", "0"), ("7", "7", "6"), ("10", "10", None)):
        client = new_client()
        page = reviewed(client, round_, typed(ballot), "de")
        answer = client.submit(page, "/weights/review")
        sizes.add(client.get(answer.location).content_length)
    assert len(sizes) == 1


POINTS: tuple[dict[str, str], ...] = (
    typed(("20", "", "")),
    typed(("7", "7", "6")),
    typed(("10", "10", None)),
)
CHOICES: tuple[dict[str, str], ...] = (
    {"pick-mobility": "1"},
    {"pick-education": "1"},
    {"pick-mobility": "1", "pick-energy": "1"},
)
INSTRUMENTS: list[Any] = [
    pytest.param({"no_opinion": True}, POINTS, id="points"),
    pytest.param(
        {"instrument_kind": "pick", "instrument_k": 2, "instrument_exactly": False},
        CHOICES,
        id="pick",
    ),
]


@pytest.mark.parametrize(("settings", "ballots"), INSTRUMENTS)
@pytest.mark.parametrize("withdrawn", [False, True], ids=["stored", "withdrawn"])
def test_conflict_has_one_size_whatever_both_ballots_say(
    app: Flask,
    new_client: Any,
    settings: dict[str, Any],
    ballots: tuple[dict[str, str], ...],
    withdrawn: bool,
) -> None:
    round_ = make_round(participation=["open"], **settings)
    sizes = set()
    for stored, offered in permutations(ballots, 2):
        client = new_client()
        old = reviewed(client, round_, offered, "de")
        client.submit(reviewed(client, round_, stored, "de"), "/weights/review")
        if withdrawn:
            path = f"/rounds/{round_.slug}/weights/withdraw"
            client.submit(path, path)
        page = client.submit(old, "/weights/review")
        assert page.status_code == 409
        assert "no-transform" in page.headers["Cache-Control"]
        sizes.add(page.content_length)
    assert len(sizes) == 1


@pytest.mark.parametrize(("settings", "ballots"), INSTRUMENTS)
def test_withdrawal_has_one_size_whatever_the_ballot_says(
    app: Flask, new_client: Any, settings: dict[str, Any], ballots: tuple[dict[str, str], ...]
) -> None:
    round_ = make_round(participation=["open"], **settings)
    sizes = set()
    for ballot in ballots:
        client = new_client()
        client.submit(reviewed(client, round_, ballot, "de"), "/weights/review")
        page = client.get(f"/rounds/{round_.slug}/weights/withdraw")
        assert "no-transform" in page.headers["Cache-Control"]
        sizes.add(page.content_length)
    assert len(sizes) == 1


def test_no_proxy_may_compress_a_page_with_a_ballot(app: Flask, client: CheckingClient) -> None:
    round_ = make_round(participation=["open"])
    page = reviewed(client, round_, typed(("20", "0", "0")), "de")
    assert "no-transform" in page.headers["Cache-Control"]
    receipt = client.get(client.submit(page, "/weights/review").location)
    assert "no-transform" in receipt.headers["Cache-Control"]
    assert "no-store" in receipt.headers["Cache-Control"]


@pytest.mark.parametrize("text", ["", "x", "ä" * 40, "x" * 93, "x" * 94, "x" * 250])
def test_padding_fills_up_to_a_multiple_of_the_room(text: str) -> None:
    result = padded(Markup("{}").format(text), 100)
    assert len(result.encode()) % 100 == 0
    assert result.startswith(text)


def test_form_has_one_size_whatever_was_typed_or_is_stored(app: Flask, new_client: Any) -> None:
    round_ = make_round(participation=["open"], no_opinion=True)
    path, sizes = f"/rounds/{round_.slug}/weights", set()
    for ballot in BALLOTS:
        client = new_client()
        page = reviewed(client, round_, typed(ballot), "de")
        client.submit(page, "/weights/review")
        form = client.get(path)
        assert "no-transform" in form.headers["Cache-Control"]
        sizes.add(form.content_length)
    assert len(sizes) == 1


def test_form_of_goals_has_one_size_whichever_field_they_belong_to(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(participation=["open"], goals_points=10)
    sizes = set()
    for ballot in (("20", "0", "0"), ("7", "7", "6"), ("0", "10", "10")):
        client = new_client()
        client.submit(reviewed(client, round_, typed(ballot), "de"), "/weights/review")
        for key in KEYS:
            form = client.get(f"/rounds/{round_.slug}/weights/goals/{key}")
            if form.status_code == 200:
                assert "no-transform" in form.headers["Cache-Control"]
                sizes.add(form.content_length)
    assert len(sizes) == 1


def test_ballot_that_came_too_late_is_shown_in_one_size(app: Flask, new_client: Any) -> None:
    round_ = make_round(participation=["open"], no_opinion=True)
    client = new_client()
    page = client.get(f"/rounds/{round_.slug}/weights")
    close(round_)
    answers = [client.submit(page, "/weights", **typed(ballot)) for ballot in BALLOTS]
    assert {answer.status_code for answer in answers} == {409}
    assert len({answer.content_length for answer in answers}) == 1
