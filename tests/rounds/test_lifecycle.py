"""The steps of a round: publishing, extending, archiving and bringing back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, WindowClosed
from participation.rounds import lifecycle, queries
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.configuration.document import rules_hash
from participation.rounds.models import Deviation, Round
from participation.rounds.rules import Window
from participation.strategy import queries as strategy_queries
from tests.factories import keys
from tests.rounds.making import BEFORE, CLOSES, INSTANT, OPENS, SETTINGS, made


def extend(round_: Round, which: str, closes: datetime, clock: FixedClock) -> None:
    lifecycle.extend_window(
        round_.id, which, closes, reason="Post kam spät", actor=SHELL, clock=clock
    )


def test_publishing_takes_a_copy_hashes_the_rules_and_makes_the_key(clock: FixedClock) -> None:
    round_ = made(clock)
    assert round_.published_at == BEFORE
    assert round_.frame.document() == strategy_queries.frame_of(round_.strategy).document()
    assert round_.rules_document is not None
    assert round_.rules_hash == rules_hash(round_.rules_document)
    assert keys().round_key(round_.uid) is not None
    assert round_.rules_document["frame"]["fields"][0]["key"] == "mobility"


def test_a_round_without_a_window_is_not_published(clock: FixedClock) -> None:
    round_ = made(clock, replace(SETTINGS, ideas=Window(), weights=Window()), published=False)
    with pytest.raises(InvalidSettings) as caught:
        lifecycle.publish(round_.id, actor=SHELL, clock=clock)
    assert caught.value.field == "windows"


def test_an_open_window_is_extended_and_the_rules_stay(clock: FixedClock) -> None:
    round_ = made(clock)
    before = round_.rules_hash
    clock.moment = CLOSES - INSTANT
    later = CLOSES + timedelta(days=3)
    lifecycle.extend_window(
        round_.id, "weights", later, reason="Post kam spät", actor=SHELL, clock=clock
    )
    db.session.commit()
    assert round_.weights_closes_at == later
    assert round_.ideas_closes_at == CLOSES
    assert round_.rules_hash == before
    (deviation,) = queries.deviations(round_.id)
    assert (deviation.kind, deviation.reason, deviation.details["window"]) == (
        "window_extended",
        "Post kam spät",
        "weights",
    )


def test_ideas_are_not_taken_past_the_date_by_which_they_are_answered(clock: FixedClock) -> None:
    round_ = made(clock, replace(SETTINGS, answers_due=date(2027, 3, 25)))
    clock.moment = OPENS
    with pytest.raises(BadInput) as caught:
        extend(round_, "ideas", CLOSES + timedelta(days=4), clock)
    assert caught.value.field == "closes"
    db.session.rollback()
    extend(round_, "ideas", CLOSES + timedelta(days=3), clock)
    assert round_.ideas_closes_at == CLOSES + timedelta(days=3)


def test_ballots_are_taken_past_the_date_by_which_ideas_are_answered(clock: FixedClock) -> None:
    round_ = made(clock, replace(SETTINGS, answers_due=date(2027, 3, 25)))
    clock.moment = OPENS
    extend(round_, "weights", CLOSES + timedelta(days=30), clock)
    assert round_.weights_closes_at == CLOSES + timedelta(days=30)


@pytest.mark.parametrize(
    ("now", "closes", "reason", "error"),
    [
        (CLOSES, CLOSES + timedelta(days=1), "Grund", WindowClosed),
        (OPENS, CLOSES, "Grund", BadInput),
        (OPENS, CLOSES - timedelta(days=1), "Grund", BadInput),
        (OPENS, CLOSES + timedelta(days=1), "  ", BadInput),
        (OPENS, CLOSES + timedelta(days=1), "x" * 1001, BadInput),
        (BEFORE, CLOSES + timedelta(days=1), "Grund", BadInput),
    ],
)
def test_a_window_is_never_shortened_reopened_or_extended_without_reason(
    clock: FixedClock, now: datetime, closes: datetime, reason: str, error: type[Exception]
) -> None:
    round_ = made(clock)
    clock.moment = now
    with pytest.raises(error):
        lifecycle.extend_window(
            round_.id, "weights", closes, reason=reason, actor=SHELL, clock=clock
        )
    db.session.rollback()
    assert round_.weights_closes_at == CLOSES
    assert db.session.query(Deviation).count() == 0


# ---------------------------------------------------------------- files
