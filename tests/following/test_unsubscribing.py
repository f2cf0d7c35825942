"""The link in a mail that stops without signing in: signed, for this alone, for a limited time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from participation.accounts.models import Account
from participation.extensions import db
from participation.following import jobs, queries
from participation.following.rules import LINK_LASTS
from participation.following.unsubscribe_links import make_token
from participation.kernel.clock import FixedClock
from participation.outbox import jobs as outbox_jobs
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_round
from tests.following.conftest import NOW, SOON, follow, mails, tell
from tests.outbox.conftest import Mailbox, mailbox  # noqa: F401 (a fixture)
from tests.pages import main_text

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def followed(account_id: int) -> list[str]:
    db.session.rollback()
    return [each["key"] for each in queries.data_of(account_id)]


def link_in(body: str) -> str:
    match = re.search(r"http://localhost(/follow/unsubscribe/\S+)", body)
    assert match
    return match[1]


@pytest.fixture
def follower(app: Flask) -> tuple[int, str, str]:
    """The id of an account that follows two rounds and was mailed about the first; that round's
    slug and the link in the mail."""
    account, first, second = make_resident(), make_round(), make_round(title={"de": "Die andere"})
    follow(account, first)
    follow(account, second)
    tell("round", first.slug)
    jobs.mail_at_once(SOON)
    return account.id, first.slug, link_in(mails()[0].body)


def test_one_click_stops_what_the_mail_was_about_without_session_and_form_token(
    client: CheckingClient, follower: tuple[int, str, str]
) -> None:
    account_id, slug, link = follower
    answer = client.post(link, data=ONE_CLICK)
    assert answer.status_code == 200, "a redirect would not be followed"
    assert slug not in followed(account_id)
    assert len(followed(account_id)) == 1


def test_looking_at_the_page_changes_nothing(
    client: CheckingClient, follower: tuple[int, str, str]
) -> None:
    account_id, slug, link = follower
    page = client.get(link)
    assert "Sie bekommen dann keine E-Mails mehr zu" in main_text(page)
    assert "Die andere" not in main_text(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert slug in followed(account_id)


def test_button_of_the_page_stops(client: CheckingClient, follower: tuple[int, str, str]) -> None:
    account_id, slug, link = follower
    assert "Sie folgen dem nicht mehr" in main_text(client.submit(link))
    assert slug not in followed(account_id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_second_click_says_the_same(client: CheckingClient, follower: tuple[int, str, str]) -> None:
    _account_id, _slug, link = follower
    client.post(link, data=ONE_CLICK)
    assert "Sie folgen dem nicht mehr" in main_text(client.post(link, data=ONE_CLICK))
    assert "Sie folgen dem nicht mehr" in main_text(client.get(link))


def test_old_link_does_not_stop_what_was_followed_again(
    client: CheckingClient, follower: tuple[int, str, str]
) -> None:
    account_id, slug, link = follower
    client.post(link, data=ONE_CLICK)
    db.session.rollback()
    client.sign_in(db.session.get_one(Account, account_id))
    client.submit(f"/follow/round/{slug}", frequency="weekly")
    client.post(link, data=ONE_CLICK)
    assert slug in followed(account_id)


def test_link_of_another_account_stops_nothing_of_mine(
    client: CheckingClient, follower: tuple[int, str, str]
) -> None:
    account_id, slug, _link = follower
    other = make_resident()
    ids = [each.follow.id for each in queries.followed(account_id)]
    client.post(f"/follow/unsubscribe/{make_token(other.id, ids)}", data=ONE_CLICK)
    assert slug in followed(account_id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", ["altered", "other purpose", "too old"])
def test_link_that_is_altered_too_old_or_for_another_purpose_is_refused(
    app: Flask,
    client: CheckingClient,
    follower: tuple[int, str, str],
    change: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account_id, slug, link = follower
    if change == "altered":
        link = link[:-3] + "abc"
    elif change == "other purpose":
        other = URLSafeTimedSerializer(str(app.secret_key), salt="another").dumps([account_id, 1])
        link = f"/follow/unsubscribe/{other}"
    else:
        later = datetime.now(NOW.tzinfo) + LINK_LASTS + timedelta(days=1)
        monkeypatch.setattr("itsdangerous.timed.time.time", later.timestamp)
    for answer in (client.get(link), client.post(link, data=ONE_CLICK)):
        assert answer.status_code == 410
        assert "Mein Bereich" in main_text(answer)
    assert slug in followed(account_id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_link_signed_with_the_key_before_still_works(
    app: Flask, client: CheckingClient, follower: tuple[int, str, str]
) -> None:
    account_id, slug, link = follower
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "n" * 64
    assert client.post(link, data=ONE_CLICK).status_code == 200
    assert slug not in followed(account_id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_mail_reaches_the_server_with_both_headers(
    app: Flask,
    mailbox: Mailbox,  # noqa: F811 (the fixture imported above)
    follower: tuple[int, str, str],
) -> None:
    assert outbox_jobs.send_due(FixedClock(SOON.now())) == 1
    (message,) = mailbox.messages
    link = link_in(message.get_content())
    assert message["List-Unsubscribe"] == f"<http://localhost{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
