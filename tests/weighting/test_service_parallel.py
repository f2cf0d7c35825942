"""Ballots at the same moment: one of them counts, and none is lost silently."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from flask import Flask

from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock, clock
from participation.rounds.models import Round
from participation.rounds.service import lock_round
from participation.weighting import queries, service
from participation.weighting.models import Ballot
from participation.weighting.rules import Answers
from tests.factories import make_round
from tests.weighting.casting import ONE, OTHER, cast, key, outcome_elsewhere


def test_the_clock_is_read_after_the_lock_is_held(app: Flask) -> None:
    round_ = make_round()

    class Watching(Clock):
        def now(self) -> datetime:
            assert db.session().info.get("writing")
            return super().now()

    assert cast(round_, at=Watching()).fresh


def test_a_ballot_that_waited_for_the_lock_past_the_closing_is_refused(app: Flask) -> None:
    round_ = make_round()
    round_id, ballot, closes = round_.id, key(round_), round_.weights_closes_at
    assert closes is not None
    moving = FixedClock(closes - timedelta(seconds=1))

    with ThreadPoolExecutor(1) as pool:
        lock_round(round_id, exclusive=True)
        waiting = pool.submit(outcome_elsewhere, app, round_id, ballot, moving)
        moving.moment = closes
        db.session.commit()
        assert waiting.result() == "closed"


def test_a_round_that_closes_earlier_while_a_ballot_waits_refuses_it(app: Flask) -> None:
    round_ = make_round()
    round_id, ballot = round_.id, key(round_)

    with ThreadPoolExecutor(1) as pool:
        held = lock_round(round_id, exclusive=True)
        waiting = pool.submit(outcome_elsewhere, app, round_id, ballot)
        held.weights_closes_at = clock.now() - timedelta(minutes=1)
        held.weights_opens_at = clock.now() - timedelta(days=1)
        db.session.commit()
        assert waiting.result() == "closed"


def in_parallel(app: Flask, round_: Round, jobs: list[tuple[Answers, int, str]]) -> list[str]:
    """Cast in as many threads as there are jobs; return what became of each."""
    round_id = round_.id
    ballots = [(key(round_, proof), answers, base) for answers, base, proof in jobs]
    db.session.commit()

    def run(job: tuple[bytes, Answers, int]) -> str:
        with app.app_context():
            try:
                done = service.cast(
                    round_id=round_id,
                    key=job[0],
                    channel="open",
                    answers=job[1],
                    base_version=job[2],
                    clock=clock,
                )
                db.session.commit()
            except service.OtherBallot:
                return "other"
            return "fresh" if done.fresh else "repeat"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, ballots))


def test_fifty_parallel_casts_of_one_key_are_one_ballot(app: Flask) -> None:
    round_ = make_round()
    outcomes = in_parallel(app, round_, [(ONE, 0, "token")] * 50)
    assert sorted(set(outcomes)) == ["fresh", "repeat"]
    assert outcomes.count("fresh") == 1
    assert db.session.query(Ballot).count() == 1
    assert queries.ballot_count(round_.id) == 1


def test_parallel_changes_of_one_ballot_lose_none_silently(app: Flask) -> None:
    round_ = make_round()
    cast(round_)
    jobs = [(Answers((20 - share, share, 0)), 1, "token") for share in range(1, 11)]
    outcomes = in_parallel(app, round_, jobs)
    assert outcomes.count("fresh") == 1
    assert outcomes.count("other") == 9
    assert queries.ballot_count(round_.id) == 1


def test_of_two_tabs_with_different_ballots_one_is_told_of_the_other(app: Flask) -> None:
    round_ = make_round()
    outcomes = in_parallel(app, round_, [(ONE, 0, "token"), (OTHER, 0, "token")])
    assert sorted(outcomes) == ["fresh", "other"]
    assert queries.ballot_count(round_.id) == 1


def test_fifty_people_at_the_same_moment_are_fifty_ballots(app: Flask) -> None:
    round_ = make_round()
    outcomes = in_parallel(app, round_, [(ONE, 0, str(person)) for person in range(50)])
    assert outcomes == ["fresh"] * 50
    assert queries.ballot_count(round_.id) == 50
