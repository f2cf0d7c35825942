"""Which further field is drawn does not follow from the order in which a person sees the fields."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.derivation import ballot_key, order_of
from participation.weighting.paper import imports
from participation.weighting.rules import Asked, unpack
from tests.factories import counted_ballots, keys, make_round

KEY = b"k" * 32
FIELDS = tuple("abcdefgh")


def test_draw_and_order_of_the_form_agree_no_more_often_than_by_chance() -> None:
    ballots = [ballot_key(KEY, "open", str(number)) for number in range(800)]
    same = sum(
        order_of(KEY, ballot, FIELDS)[0] == order_of(KEY, ballot, FIELDS, "draw")[0]
        for ballot in ballots
    )
    assert 60 < same < 140


def test_draw_meets_every_field_about_as_often() -> None:
    drawn = [
        order_of(KEY, ballot_key(KEY, "open", str(number)), FIELDS, "draw")[0]
        for number in range(800)
    ]
    assert all(60 < drawn.count(field) < 140 for field in range(len(FIELDS)))


def goals_round() -> Round:
    """A round of two levels in which one field of three is top and one is drawn."""
    return make_round(participation=["open"], goals_points=10, goals_top=1, goals_drawn=1)


def first_shown(round_: Round) -> list[bool]:
    """Of each ballot, whether the drawn field is the first one of the rest in the form's order."""
    db.session.rollback()
    round_key = keys().round_key(round_.uid)
    assert round_key is not None
    return list(_first_shown(round_, round_key))


def _first_shown(round_: Round, round_key: bytes) -> Iterable[bool]:
    for ballot in counted_ballots(round_):
        asked = unpack(ballot.answers or b"", queries.layout(round_)).asked
        shown = order_of(round_key, ballot.key, round_.frame.field_keys)
        rest = [field for field in shown if asked[field] is not Asked.TOP]
        yield asked[rest[0]] is Asked.DRAWN


def test_field_drawn_in_the_browser_is_not_the_next_in_the_form(
    app: Flask, new_client: Any
) -> None:
    round_ = goals_round()
    for _ in range(24):
        client = new_client()
        page = client.submit(
            f"/rounds/{round_.slug}/weights", "/weights", **{"points-mobility": "20"}
        )
        client.submit(page, "/review")
    shown_first = first_shown(round_)
    assert len(shown_first) == 24
    assert 0 < sum(shown_first) < 24


def test_field_drawn_for_a_sheet_of_paper_is_not_the_next_in_the_form(
    app: Flask, tmp_path: Path
) -> None:
    round_ = goals_round()
    file = tmp_path / "ballots.csv"
    lines = "".join(f"{number},20,,\n" for number in range(200))
    file.write_text("ref,mobility,energy,education\n" + lines)
    imports.import_file(round_=round_, source=file, channel="paper", actor=SHELL, clock=clock)
    db.session.commit()
    shown_first = first_shown(round_)
    assert len(shown_first) == 200
    assert 50 < sum(shown_first) < 150
