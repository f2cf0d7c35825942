"""Storing the points for the goals of a field."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask

from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.rounds.models import Round
from participation.weighting import queries, service
from participation.weighting.rules import Answers, Asked
from participation.weighting.voters import Voter
from tests.factories import keys, make_round
from tests.weighting.casting import cast, key, take_back


def test_the_stored_ballot_keeps_why_goals_were_asked(app: Flask) -> None:
    round_ = make_round(goals_points=10, goals_top=1, goals_drawn=1)
    round_key = keys().round_key(round_.uid)
    assert round_key
    voter = Voter(round_, round_key, "open", key(round_))  # type: ignore[arg-type]
    assert voter.layout.two_levels
    answers = Answers((20, 0, 0), (Asked.TOP, Asked.DRAWN, Asked.NOT), ((7, 3), (-3, -3), (-2, -2)))
    cast(round_, answers)
    ballot = queries.get(round_.id, key(round_))
    assert ballot is not None
    assert ballot.answers(voter.layout) == answers


BALLOT = Answers((20, 0, 0), (Asked.TOP, Asked.DRAWN, Asked.NOT), ((7, 3), (-3, -3), (-2, -2)))


def goals_round() -> Round:
    """A round of two levels."""
    return make_round(goals_points=10, goals_top=1, goals_drawn=1)


def cast_goals(round_: Round, field: int, values: Sequence[int] | None) -> service.Cast:
    """Cast the points for a field's goals and commit."""
    done = service.cast_goals(
        round_id=round_.id,
        key=key(round_),
        channel="open",
        field=field,
        values=values,
        base_version=1,
        clock=clock,
    )
    db.session.commit()
    return done


@pytest.mark.parametrize(
    ("field", "values", "goals"),
    [
        (0, (1, 9), ((1, 9), (-3, -3), (-2, -2))),
        (0, None, ((-3, -3), (-3, -3), (-2, -2))),
        (1, (5, 5), ((7, 3), (5, 5), (-2, -2))),
    ],
)
def test_goals_of_a_top_and_of_a_drawn_field_make_a_new_version(
    app: Flask, field: int, values: Sequence[int] | None, goals: tuple[tuple[int, ...], ...]
) -> None:
    round_ = goals_round()
    cast(round_, BALLOT)
    assert cast_goals(round_, field, values).version == 2
    ballot = queries.get(round_.id, key(round_))
    assert ballot is not None
    answers = ballot.answers(queries.layout(round_))
    assert answers == Answers(BALLOT.fields, BALLOT.asked, goals)


def test_goals_that_are_not_asked_are_refused(app: Flask) -> None:
    round_ = goals_round()
    cast(round_, BALLOT)
    with pytest.raises(BadInput, match="werden Sie nicht gefragt"):
        cast_goals(round_, 2, (5, 5))


def test_goals_of_a_round_that_weights_only_fields_are_refused(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    with pytest.raises(BadInput, match="werden Sie nicht gefragt"):
        cast_goals(round_, 0, (5, 5))


@pytest.mark.parametrize("withdrawn", [False, True])
def test_goals_need_a_ballot(app: Flask, withdrawn: bool) -> None:
    round_ = goals_round()
    if withdrawn:
        cast(round_, BALLOT)
        take_back(round_)
    with pytest.raises(Conflict, match="Zu Ihnen ist nichts gespeichert"):
        cast_goals(round_, 0, (5, 5))
