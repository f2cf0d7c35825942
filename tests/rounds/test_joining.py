"""Agreeing to take part in a round, and taking that back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import Conflict
from participation.rounds import queries, service
from participation.rounds.models import Participation
from tests.factories import make_resident, make_round


def test_agreeing_twice_is_one_row_and_withdrawing_can_be_undone(clock: FixedClock) -> None:
    clock.moment = datetime.now(UTC)
    round_, person = make_round(), make_resident()
    ticks: dict[str, Any] = {
        "consent_version": "1",
        "agreed": True,
        "declared": True,
        "of_age": True,
        "clock": clock,
    }
    for wish in (False, True):
        service.join_round(person.id, round_.id, wants_results=wish, **ticks)
        db.session.commit()
    assert db.session.query(Participation).one().wants_results
    service.withdraw_consent(person.id, round_.id, clock=clock)
    db.session.commit()
    assert queries.participation(round_.id, person.id) is None
    service.join_round(person.id, round_.id, wants_results=False, **ticks)
    db.session.commit()
    assert queries.participation(round_.id, person.id) is not None
    with pytest.raises(Conflict):
        service.join_round(
            person.id, round_.id, wants_results=False, **ticks | {"consent_version": "0"}
        )


def test_whoever_takes_consent_back_wants_no_mail_of_the_result(clock: FixedClock) -> None:
    clock.moment = datetime.now(UTC)
    round_, person = make_round(), make_resident()
    service.join_round(
        person.id,
        round_.id,
        consent_version="1",
        agreed=True,
        declared=True,
        of_age=True,
        wants_results=True,
        clock=clock,
    )
    service.withdraw_consent(person.id, round_.id, clock=clock)
    db.session.commit()
    assert not db.session.query(Participation).one().wants_results
