"""Nothing of a dry run comes into the city's database, mails, cookies or counters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.dry_run import mounting
from participation.extensions import Base, client_key, db
from participation.kernel.clock import clock, pretending
from participation.outbox.models import Mail
from participation.web.rate_limits import SqliteStorage
from participation.weighting.models import Ballot
from tests.conftest import CheckingClient
from tests.dry_run.voting import cast_as_resident, hand_in_an_idea
from tests.dry_run.walking import Walk, token
from tests.factories import make_resident

OWN = {"dry_runs", "dry_run_moments"}
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def everything() -> dict[str, list[Any]]:
    """Every row of the city's database."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
        if table.name not in OWN
    }


def test_what_is_done_in_a_dry_run_changes_nothing_in_the_citys_database(
    walk: Walk, app: Flask
) -> None:
    keys = Path(app.config["KEY_FILE"])
    before, keys_before = everything(), keys.read_bytes()
    walk.go("ideas")
    hand_in_an_idea(walk)
    walk.go("weights")
    cast_as_resident(walk)
    inside = mounting.within(token(), lambda: db.session.query(Ballot).count())
    walk.go("result")
    walk.end()
    assert inside == 61
    assert everything() == before
    assert keys.read_bytes() == keys_before


@SQLITE
def test_mails_of_a_dry_run_are_read_there_and_sent_to_nobody(walk: Walk) -> None:
    walk.go("weights")
    sign_in = f"{walk.inside}/sign-in"
    answer = walk.post(sign_in, sign_in, email="ada@example.org")
    assert answer.status_code == 302
    page = walk.get("/desk/mails").text
    link = re.search(r'<a href="([^"]+/sign-in/[^"]+)"', page)
    assert link, page
    assert link[1].startswith(walk.inside)
    assert walk.client.get(link[1]).status_code == 200
    assert db.session.query(Mail).count() == 0


@SQLITE
def test_only_its_own_cookies_go_in_and_come_out_below_its_address(walk: Walk) -> None:
    walk.go("weights")
    answer = walk.be("resident")
    cookies = answer.headers.getlist("Set-Cookie")
    inner = [one for one in cookies if one.startswith("dry-")]
    assert inner
    assert all(f"Path={walk.inside}/" in one for one in inner)
    # Signed out within, and the administrator outside all the same.
    walk.be("visitor")
    assert "Sie sind nicht angemeldet" in walk.get("/").text
    assert walk.client.get(walk.page).status_code == 200


@SQLITE
def test_the_session_of_a_dry_run_opens_nothing_outside(
    walk: Walk, app: Flask, new_client: Any
) -> None:
    walk.go("weights")
    walk.be("moderator")
    stranger: CheckingClient = new_client()
    names = (f"dry-s-{token()[:8]}", "session")
    inner = walk.client.get_cookie(names[0], path=walk.inside + "/")
    assert inner
    for name in names:
        stranger.set_cookie(name, inner.value)
    assert stranger.get("/moderation/").status_code == 302


@SQLITE
def test_pages_are_kept_nowhere_and_found_by_no_search_engine(walk: Walk) -> None:
    walk.go("weights")
    for path in ("/", "/rounds/draft/", "/strategy/", "/api/v1/rounds"):
        headers = walk.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


@SQLITE
def test_the_city_does_not_pretend_while_a_dry_run_does(walk: Walk, client: Any) -> None:
    walk.go("weights")
    assert client.get("/rounds/draft/").status_code == 404
    make_resident()
    assert "Angenommene Zeit" not in client.get("/").text


@SQLITE
def test_requests_of_a_dry_run_are_counted_by_themselves(app: Flask, walk: Walk) -> None:
    walk.go("before")
    keys = set()
    for each in (app, mounting.mounted().app(token())):
        with each.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
            keys.add(client_key())
    assert len(keys) == 2


def test_counters_of_requests_keep_the_time_of_the_machine(tmp_path: Path) -> None:
    storage = SqliteStorage(f"sqlite:///{tmp_path}/limits.sqlite3")
    storage.incr("somebody", 60)
    with pretending(clock.now().replace(year=clock.now().year + 2)):
        storage.incr("somebody else", 60)
    assert storage.get("somebody") == 1
