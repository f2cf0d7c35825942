"""What tests of the ballot's pages share: open a round, cast, look at what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from participation.extensions import db
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting import queries
from participation.weighting.rules import unpack
from tests.conftest import CheckingClient
from tests.factories import counted_ballots, make_round
from tests.pages import main_text, tree

FIRST = {"points-mobility": "12", "points-energy": "8"}


def stored(round_: Round) -> list[tuple[int, ...]]:
    """The points of every ballot that counts."""
    db.session.rollback()
    layout = queries.layout(round_)
    return [unpack(row.answers, layout).fields for row in counted_ballots(round_) if row.answers]


def open_round(**values: Any) -> Round:
    """A round in which a browser is enough."""
    return make_round(participation=["open"], **values)


def cast(client: CheckingClient, round_: Round, **values: str) -> Any:
    """Go through form, review and receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or FIRST))
    assert "noch nicht abgegeben" in main_text(page)
    return client.submit(page, "/review")


def code_of(page: Any) -> str:
    """The receipt's code on a page."""
    codes = [
        element for element in tree(page).iter("code") if element.get("class") == "receipt-code"
    ]
    return "".join("".join(codes[0].itertext()).split())


def close(round_: Round) -> None:
    """Let the window close."""
    begin_write()
    now = datetime.now(UTC)
    round_.weights_opens_at, round_.weights_closes_at = (
        now - timedelta(days=2),
        now - timedelta(minutes=1),
    )
    db.session.commit()
