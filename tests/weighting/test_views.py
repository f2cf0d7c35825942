"""The ballot's pages, as a browser without scripts sees them."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.models import Ballot, BallotDay
from tests.conftest import CheckingClient
from tests.factories import agree, closed, make_resident, make_round, make_staff
from tests.pages import main_text, tree

FIRST = {"points-mobility": "12", "points-energy": "8"}


def stored(round_: Round) -> list[tuple[int, ...]]:
    """The points of every ballot that counts."""
    db.session.rollback()
    layout = queries.layout(round_)
    return [ballot_.fields for row in db.session.query(Ballot) if (ballot_ := _said(row, layout)) is not None]


def _said(row: Ballot, layout: Any) -> Any:
    return queries.Stored(row.version, row.answers).answers(layout)


def open_round(**values: Any) -> Round:
    """A round in which a browser is enough."""
    return make_round(participation=["open"], **values)


def cast(client: CheckingClient, round_: Round, **values: str) -> Any:
    """Go through form, review and receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or FIRST))
    assert "noch nicht abgegeben" in main_text(page)
    return client.submit(page, "/review")


def test_a_ballot_goes_from_the_form_through_its_review_to_a_receipt(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    answer = cast(client, round_)
    assert answer.status_code == 302
    page = client.get(answer.location)
    assert "Vielen Dank" in main_text(page)
    assert stored(round_) == [(12, 8, 0)]
    assert queries.ballot_count(round_.id) == 1
    [day] = db.session.query(BallotDay)
    assert (day.channel, day.ballots) == ("open", 1)
