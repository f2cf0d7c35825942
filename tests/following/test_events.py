"""What rounds tell those who follow them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.audit.service import Actor
from participation.extensions import db
from participation.following import jobs, queries
from participation.kernel.clock import FixedClock, clock
from participation.rounds import editing, lifecycle
from participation.rounds.rules import Window
from tests.factories import agree, make_resident, make_round
from tests.following.conftest import follow, mails
from tests.results.test_publishing import counted, published

LATER = FixedClock(datetime.now(UTC) + timedelta(hours=1))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_followers_hear_of_a_result_and_nobody_hears_of_it_twice(app: Flask) -> None:
    round_ = counted()
    follower, both = make_resident("follows@example.org"), make_resident("both@example.org")
    agree(both, round_, wants_results=True)
    follow(follower, round_)
    follow(both, round_)
    published(round_)
    jobs.mail_at_once(LATER)
    told = {mail.to: mail for mail in mails()}
    assert sorted(mail.to for mail in mails()) == ["both@example.org", "follows@example.org"]
    assert f"http://localhost/rounds/{round_.slug}/results" in told["follows@example.org"].body


def test_followers_hear_that_a_round_is_extended(app: Flask) -> None:
    round_ = make_round()
    follow(make_resident(), round_)
    closes = round_.weights_closes_at
    assert closes is not None
    lifecycle.extend_window(
        round_.id,
        "weights",
        closes + timedelta(days=7),
        reason="Wegen der Ferien.",
        actor=Actor(None, "Test"),
        clock=clock,
    )
    db.session.commit()
    jobs.mail_at_once(LATER)
    (mail,) = mails()
    assert "- Die Runde ist verlängert." in mail.body


def test_followers_keep_following_a_round_that_gets_another_address(app: Flask) -> None:
    opens = datetime.now(UTC) + timedelta(days=3)
    window = Window(opens, opens + timedelta(days=5))
    round_ = make_round(ideas=window, weights=window)
    account = make_resident()
    follow(account, round_)
    settings = replace(round_.settings, slug="another-address")
    editing.change(round_.id, settings, actor=Actor(None, "Test"), clock=clock)
    db.session.commit()
    assert [each["key"] for each in queries.data_of(account.id)] == ["another-address"]
