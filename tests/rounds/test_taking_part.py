"""What is kept of a consent, and whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import NotFound, WindowClosed
from participation.rounds import queries, service
from participation.rounds.models import Participation, Round
from tests.factories import agree, make_resident, make_round

NOW = datetime(2026, 11, 27, 15, 34, 56, 789, tzinfo=UTC)
START_OF_DAY = datetime(2026, 11, 26, 23, tzinfo=UTC)
OPEN = {
    f"{window}_{end}_at": NOW + timedelta(days=days)
    for window in ("ideas", "weights")
    for end, days in (("opens", -1), ("closes", 1))
}
TICKS: dict[str, Any] = {
    "consent_version": "1",
    "agreed": True,
    "declared": True,
    "of_age": True,
    "wants_results": True,
}


def join(round_: Round, account_id: int, now: datetime = NOW, **ticks: Any) -> Participation:
    return service.join_round(account_id, round_.id, clock=FixedClock(now), **TICKS | ticks)


def test_a_consent_is_kept_with_the_beginning_of_its_day_in_the_city(app: Flask) -> None:
    round_, person = make_round(**OPEN), make_resident()
    kept = join(round_, person.id)
    assert kept.consented_at == START_OF_DAY
    service.withdraw_consent(person.id, round_.id, clock=FixedClock(NOW))
    assert kept.withdrawn_at == START_OF_DAY
    again = join(round_, person.id, NOW + timedelta(days=1) - timedelta(hours=1))
    assert (again.consented_at, again.withdrawn_at) == (START_OF_DAY + timedelta(days=1), None)


def test_a_consent_is_of_one_person_to_one_round(app: Flask) -> None:
    rounds = [make_round(**OPEN) for _ in range(3)]
    people = [make_resident() for _ in range(3)]
    for round_ in rounds:
        for person in people:
            agree(person, round_)
    service.withdraw_consent(people[1].id, rounds[1].id, clock=FixedClock(NOW))
    kept = join(rounds[1], people[1].id)
    assert (kept.round_id, kept.account_id) == (rounds[1].id, people[1].id)
    wishes = db.session.execute(
        select(Participation.round_id, Participation.account_id).where(Participation.wants_results)
    ).all()
    assert [tuple(wish) for wish in wishes] == [(rounds[1].id, people[1].id)]
    newcomer = make_resident()
    assert join(rounds[1], newcomer.id).account_id == newcomer.id


def test_whoever_takes_no_part_has_nothing_to_take_back(app: Flask) -> None:
    round_, person = make_round(), make_resident()
    service.withdraw_consent(person.id, round_.id, clock=FixedClock(NOW))
    assert queries.participation(round_.id, person.id) is None


def test_nobody_joins_a_round_that_is_over(app: Flask) -> None:
    round_, person = make_round(**OPEN), make_resident()
    with pytest.raises(WindowClosed):
        join(round_, person.id, NOW + timedelta(days=1))


def test_of_all_missing_ticks_the_first_of_the_page_is_the_error(app: Flask) -> None:
    round_, person = make_round(**OPEN), make_resident()
    with pytest.raises(service.MissingTicks) as refusal:
        join(round_, person.id, agreed=False, declared=False, of_age=False)
    places = [(problem.field, problem.values) for problem in refusal.value.problems]
    assert places == [("agreed", {}), ("declared", {}), ("of_age", {"age": 16})]
    assert refusal.value.field == "agreed"


def test_a_round_asks_only_for_the_ticks_it_needs(app: Flask) -> None:
    round_ = make_round(**OPEN, declaration={}, minimum_age=None)
    kept = join(round_, make_resident().id, declared=False, of_age=False)
    assert (kept.declared, kept.of_age) == (False, False)


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_changes_of_a_round_hold_its_lock_alone_and_ballots_share_it(
    app: Flask, statements: list[str], exclusive: bool
) -> None:
    round_id = make_round().id
    statements.clear()
    service.lock_round(round_id, exclusive=exclusive)
    locks = [text for text in statements if "advisory" in text]
    assert len(locks) == 1
    assert ("_shared(" in locks[0]) is not exclusive


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_round_is_locked_shared_unless_said_otherwise(app: Flask, statements: list[str]) -> None:
    round_id = make_round().id
    statements.clear()
    service.lock_round(round_id)
    assert any("_shared(" in text for text in statements)


def test_the_locked_round_is_the_one_asked_for(app: Flask) -> None:
    numbers = [make_round().id for _ in range(3)]
    assert [service.lock_round(number).id for number in numbers] == numbers
    with pytest.raises(NotFound):
        service.lock_round(numbers[-1] + 1)
