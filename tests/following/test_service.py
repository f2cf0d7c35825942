"""Following, changing how often mails come, stopping."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.following import queries, service
from participation.following.models import Follow, NewsRecipient
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, NotFound
from tests.factories import make_idea, make_resident, make_round
from tests.following.conftest import NOW, follow, tell

CLOCK = FixedClock(NOW)


def test_following_twice_changes_how_often(app: Flask) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_, "weekly")
    follow(account, round_, "at_once")
    assert queries.data_of(account.id) == [
        {"kind": "round", "key": round_.slug, "frequency": "at_once"}
    ]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["round", "idea", "project", "person"])
def test_what_is_not_public_cannot_be_followed(app: Flask, kind: str) -> None:
    account = make_resident()
    draft = make_round(published_at=None)
    idea = make_idea(make_round(), make_resident(), state="waiting")
    key = {"round": draft.slug, "idea": idea.number}.get(kind, "anything")
    with pytest.raises(NotFound):
        service.follow(account, kind, key, frequency="weekly", clock=CLOCK)


def test_number_of_another_year_is_no_idea(app: Flask) -> None:
    idea = make_idea(make_round(), make_resident(), state="published")
    with pytest.raises(NotFound):
        service.follow(
            make_resident(), "idea", f"1999-{idea.id:05}", frequency="weekly", clock=CLOCK
        )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_unknown_frequency_is_refused(app: Flask) -> None:
    with pytest.raises(BadInput):
        service.follow(make_resident(), "round", make_round().slug, frequency="daily", clock=CLOCK)


def test_nobody_follows_more_than_the_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_FOLLOWS", 1)
    account = make_resident()
    follow(account, make_round())
    with pytest.raises(BadInput, match="Beenden Sie zuerst"):
        follow(account, make_round())


@pytest.mark.parametrize("stops", [True, False])
def test_who_stops_or_wants_no_mails_waits_for_none(app: Flask, stops: bool) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    tell("round", round_.slug)
    if stops:
        service.unfollow(account, "round", round_.slug, clock=CLOCK)
    else:
        service.set_frequency(account, "round", round_.slug, frequency="never", clock=CLOCK)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(NewsRecipient)) == 0


def test_stopping_ends_nobody_elses_following(app: Flask) -> None:
    one, other, round_ = make_resident(), make_resident(), make_round()
    follow(one, round_)
    follow(other, round_)
    service.unfollow(one, "round", round_.slug, clock=CLOCK)
    db.session.commit()
    assert [row.account_id for row in db.session.scalars(select(Follow))] == [other.id]


def test_followers_of_a_renamed_subject_follow_it_under_its_new_key(app: Flask) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    service.rename("round", round_.slug, "another-name")
    db.session.commit()
    assert queries.data_of(account.id)[0]["key"] == "another-name"
