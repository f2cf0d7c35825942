"""Following, and news, when an older backup is restored."""

from __future__ import annotations

from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.following import jobs, queries, service
from participation.front import service_account
from participation.kernel.clock import clock
from participation.web.transactions import commit_now
from tests.factories import agree, make_resident, make_round
from tests.following.conftest import SOON, follow, mails, tell
from tests.ops.erasing import Shell


def reloaded(number: int) -> Account:
    """An account after the session was closed by a command."""
    return db.session.get_one(Account, number)


def test_news_that_was_mailed_since_is_not_mailed_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    tell("round", round_.slug)
    shell("backup", "create", copy)
    assert "News deleted: 1" in shell("backup", "restore", copy, "--yes")
    assert jobs.mail_at_once(SOON) == 0
    assert mails() == []


def test_who_stopped_following_since_does_not_follow_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    account, round_, other = make_resident(), make_round(), make_round()
    number, slug, kept = account.id, round_.slug, other.slug
    follow(account, round_)
    follow(account, other)
    shell("backup", "create", copy)
    service.unfollow(reloaded(number), "round", slug, clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert [each["key"] for each in queries.data_of(number)] == [kept]


def test_who_wanted_no_more_mails_since_gets_none(app: Flask, shell: Shell, copy: str) -> None:
    account, round_ = make_resident(), make_round()
    number, slug = account.id, round_.slug
    follow(account, round_)
    shell("backup", "create", copy)
    service.set_frequency(reloaded(number), "round", slug, frequency="never", clock=clock)
    commit_now()
    shell("backup", "restore", copy, "--yes")
    assert queries.data_of(number) == []


def test_who_left_a_round_and_followed_it_again_still_follows_it(
    app: Flask, shell: Shell, copy: str
) -> None:
    account, round_ = make_resident(), make_round()
    number, round_id, slug = account.id, round_.id, round_.slug
    agree(account, round_)
    follow(account, round_)
    shell("backup", "create", copy)
    service_account.leave_round(reloaded(number), round_id, clock=clock)
    commit_now()
    service.follow(reloaded(number), "round", slug, frequency="weekly", clock=clock)
    commit_now()
    for _ in range(2):
        shell("backup", "restore", copy, "--yes")
        assert [each["key"] for each in queries.data_of(number)] == [slug]
    db.session.rollback()
