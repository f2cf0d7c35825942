"""The rounds of the demo as they are built: states, days, ideas, ballots, results, people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts import queries as account_queries
from participation.answers import publishing
from participation.answers import queries as answer_queries
from participation.city import queries as city_queries
from participation.demo import (
    service,
)
from participation.demo.open_round import BALLOTS_IN_BROWSERS
from participation.demo.rules import ROLES, SLUGS, staff_address
from participation.demo.typed_sheets import WHOLE
from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.errors import NotReady
from participation.moderation import queries as moderation_queries
from participation.moderation.models import Decision
from participation.results.models import Snapshot
from participation.rounds import queries as round_queries
from participation.rounds.models import Participation
from participation.rounds.rules import RoundState, state
from participation.weighting import queries as weighting_queries
from participation.weighting.named import queries as named_queries
from participation.weighting.paper import queries as paper_queries
from participation.weighting.paper.queries import Progress
from participation.weighting.rules import unpack
from tests.demo.conftest import NOW
from tests.factories import counted_ballots


def test_there_is_a_round_in_each_state_and_one_of_organisations(city: Flask) -> None:
    states = {slug: state(round_queries.get(slug).windows, NOW) for slug in service.slugs()}
    assert states == {
        SLUGS.open: RoundState.OPEN,
        SLUGS.closed: RoundState.CLOSED,
        SLUGS.coming: RoundState.COMING,
        SLUGS.partners: RoundState.OPEN,
        SLUGS.preliminary: RoundState.CLOSED,
    }
    assert [slug for slug in SLUGS if round_queries.get(slug).is_named] == [SLUGS.partners]


def test_each_round_was_made_and_joined_on_its_day_in_the_past(city: Flask) -> None:
    today = NOW.astimezone(ZoneInfo("Europe/Berlin")).date()

    def days_ago(moment: datetime) -> int:
        return (today - moment.astimezone(ZoneInfo("Europe/Berlin")).date()).days

    rounds = {slug: round_queries.get(slug) for slug in service.slugs()}
    made = [days_ago(rounds[slug].created_at) for slug in SLUGS]
    assert made == [9, 64, 8, 9, 119]
    for slug, day in ((SLUGS.open, 7), (SLUGS.closed, 61)):
        of_round = select(Participation.consented_at).where(
            Participation.round_id == rounds[slug].id
        )
        assert {days_ago(moment) for moment in db.session.scalars(of_round)} == {day}


def test_the_closed_round_has_its_105_ideas_all_decided_by_the_moderator(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.closed)
    states = Counter(db.session.scalars(select(Idea.state).where(Idea.round_id == round_.id)))
    assert states == {"published": 94, "rejected": 11}
    decided = (
        select(func.count(func.distinct(Decision.idea_id)))
        .join(Idea, Idea.id == Decision.idea_id)
        .where(Idea.round_id == round_.id)
    )
    assert db.session.scalar(decided) == 105
    moderator = account_queries.staff_by_address(staff_address("moderator"))
    assert moderator is not None
    assert set(db.session.scalars(select(Decision.by_id))) == {moderator.id}


def test_the_closed_round_has_100_ballots_with_51_47_and_43(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.closed)
    layout = weighting_queries.layout(round_)
    ballots = [unpack(ballot.answers or b"", layout).fields for ballot in counted_ballots(round_)]
    chosen = [sum(column) for column in zip(*ballots, strict=True)]
    assert len(ballots) == weighting_queries.ballot_count(round_.id) == 100
    assert chosen == [51, 47, 43, 26, 25, 21, 24, 20, 23, 20]
    assert round_.frame.field_keys[:3] == ("mobility", "digital-administration", "infrastructure")


def test_most_ideas_of_the_closed_round_are_answered_and_some_are_late(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.closed)
    assert answer_queries.count(round_.id) == answer_queries.Count(94, 83, 4, stated=False)
    statuses = Counter(f.answer.status for f in answer_queries.public_answers_of(round_.id))
    several = ("already_done", "not_followed", "partly", "taken_into_project")
    assert min(statuses[status] for status in several) > 5
    assert len(publishing.staged_batch(round_.id).ready) == 3


def test_the_result_of_the_closed_round_is_published(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.closed)
    snapshot = db.session.scalars(select(Snapshot).where(Snapshot.round_id == round_.id)).one()
    assert snapshot.ballots == 100
    assert snapshot.published_at == round_.results_published_at
    closes = round_.weights_window.closes
    assert closes is not None
    assert round_.results_published_at is not None
    assert closes < round_.results_published_at < NOW


def test_the_open_round_looks_alive_and_a_moderator_has_something_to_do(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.open)
    load = moderation_queries.load()
    assert (load.waiting, load.reported) == (5, 1)
    states = Counter(db.session.scalars(select(Idea.state).where(Idea.round_id == round_.id)))
    assert states == {"published": 19, "waiting": 5}
    in_browsers = BALLOTS_IN_BROWSERS + 10
    assert weighting_queries.ballot_count(round_.id) == in_browsers + len(WHOLE) >= 40
    [batch] = paper_queries.open_batches(frozenset({round_.id}))
    assert batch.progress == Progress(len(WHOLE) + 1, invalid=1, single=1, differing=1)
    latest = db.session.scalar(select(func.max(Idea.submitted_at)))
    assert latest
    assert latest < NOW


def test_there_is_one_member_of_staff_per_role(city: Flask) -> None:
    roles = [grant.role for account in account_queries.staff() for grant in account.grants]
    assert sorted(roles) == sorted(ROLES)


def test_the_unit_account_acts_for_one_of_three_units(city: Flask) -> None:
    account = account_queries.staff_by_address(staff_address("unit"))
    assert account is not None
    own = account_queries.unit_ids(account.id)
    units = city_queries.units()
    assert [unit.key for unit in units if unit.id in own] == ["verkehr"]
    assert len(units) == 3


def test_who_handed_in_an_idea_that_is_not_answered_yet_can_be_written_to(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.closed)
    query = select(Idea).where(Idea.round_id == round_.id, Idea.author_id.is_not(None))
    ideas = list(db.session.scalars(query))
    assert len(ideas) == 4
    assert not any(answer_queries.public_answer(idea.id) for idea in ideas)


def test_the_partner_has_cast_a_named_ballot_and_handed_in_an_idea(city: Flask) -> None:
    round_ = round_queries.get(SLUGS.partners)
    assert named_queries.count(round_.id) == 1
    [idea] = db.session.scalars(select(Idea).where(Idea.round_id == round_.id))
    assert idea.organisation is not None
    assert idea.organisation.name == "Hochschule an der Aue (Vorführung)"
    assert idea.state == "published"
    with pytest.raises(NotReady):
        named_queries.public_ballots(round_, NOW)


def test_of_two_rounds_that_asked_the_same_the_larger_has_an_example_with_shares_of_the_city(
    city: Flask,
) -> None:
    refused = {}
    for slug in (SLUGS.preliminary, SLUGS.closed):
        query = select(Snapshot).where(Snapshot.round_id == round_queries.get(slug).id)
        snapshot = db.session.scalars(query).one()
        refused[snapshot.tables["notes"]["n"]] = snapshot.tables["notes"]["raking"]["refused"]
    assert refused == {320: None, 100: "few_ballots"}
