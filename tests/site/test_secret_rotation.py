"""A new SECRET_KEY: what was signed with the old one stays good as long as it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from participation.app import create_app
from participation.extensions import db
from tests.conftest import CheckingClient, settings
from tests.factories import make_resident

OLD, NEW = "o" * 32, "n" * 32


Browser = Callable[..., CheckingClient]


@pytest.fixture
def browser(app: Flask, tmp_path: Path) -> Iterator[Browser]:
    """Return a function that gives a browser before an installation with these secrets; all of them
    share the test's database."""
    made: list[Flask] = []

    def make(secret: str, *earlier: str) -> CheckingClient:
        given = {"SECRET_KEY": secret, "SECRET_KEY_FALLBACKS": list(earlier)}
        given |= {"KEY_FILE": app.config["KEY_FILE"]}
        made.append(create_app(settings(tmp_path, app.config["DATABASE_URL"], **given)))
        made[-1].test_client_class = CheckingClient
        client = made[-1].test_client()
        assert isinstance(client, CheckingClient)
        return client

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()


def move(cookies_of: CheckingClient, to: CheckingClient) -> CheckingClient:
    """Let the same browser stand before the other installation."""
    for cookie in cookies_of._cookies.values() if cookies_of._cookies else ():
        to.set_cookie(cookie.key, cookie.value)
    return to


@pytest.fixture
def before(browser: Browser) -> CheckingClient:
    return browser(OLD).sign_in(make_resident())


def test_a_session_survives_a_new_secret(browser: Browser, before: CheckingClient) -> None:
    after = move(before, browser(NEW, OLD))
    assert after.get("/account/").status_code == 200


def test_a_form_opened_before_can_be_sent_after(browser: Browser, before: CheckingClient) -> None:
    page = before.get("/account/")
    after = move(before, browser(NEW, OLD))
    assert after.submit(page, "/sign-out").status_code == 302


def test_a_secret_that_is_no_longer_named_ends_its_sessions(
    browser: Browser, before: CheckingClient
) -> None:
    after = move(before, browser(NEW))
    assert after.get("/account/").location.startswith("/sign-in")


def test_what_is_signed_now_is_signed_with_the_new_secret(
    browser: Browser, before: CheckingClient
) -> None:
    after = move(before, browser(NEW, OLD))
    form = after.get("/account/")
    with after.session_transaction() as session:
        session["touched"] = True
    alone = move(after, browser(NEW))
    assert alone.get("/account/").status_code == 200
    assert alone.submit(form, "/sign-out").status_code == 302
