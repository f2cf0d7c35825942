"""Typing sheets of paper in, for tests."""

from __future__ import annotations

from typing import Any

from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.rules import unpack
from tests.conftest import CheckingClient
from tests.factories import counted_ballots
from tests.pages import main_text


def begin(office: CheckingClient, round_: Round, reason: str = "") -> str:
    """Begin a batch and return its page."""
    answer = office.submit(f"/paper/{round_.slug}/", f"/paper/{round_.slug}/", reason=reason)
    assert answer.status_code == 302, main_text(answer)
    return str(answer.location)


def enter(office: CheckingClient, path: str, ref: str, **values: Any) -> Any:
    """Type a sheet in."""
    return office.submit(path, path, ref=ref, **(values or {"points-mobility": "20"}))


def fields(round_: Round) -> list[tuple[int, ...]]:
    """What the ballots say, sorted."""
    layout = queries.layout(round_)
    ballots = counted_ballots(round_)
    return sorted(unpack(ballot.answers, layout).fields for ballot in ballots if ballot.answers)
