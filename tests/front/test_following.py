"""What 'Mein Bereich' says of what a person follows, and how it ends."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from participation.extensions import db
from participation.following import queries, service
from participation.following.models import Follow, NewsRecipient
from participation.kernel.clock import clock
from participation.web.transactions import begin_write
from tests.factories import agree, make_idea, make_resident, make_round
from tests.following.conftest import follow, tell
from tests.pages import main_text


def test_what_one_follows_is_listed_and_stopped_with_one_button(
    app: Flask, new_client: Any
) -> None:
    account, round_ = make_resident(), make_round(title={"de": "Runde Nord"})
    follow(account, round_, "weekly")
    browser = new_client(account)
    page = browser.get("/account/")
    assert "Runde Nord" in main_text(page)
    assert "Gesammelt, montags" in main_text(page)
    answer = browser.submit(page, action=f"/follow/round/{round_.slug}/stop")
    assert answer.location == "/account/"
    assert queries.data_of(account.id) == []


def test_removed_idea_that_one_follows_is_not_named(app: Flask, new_client: Any) -> None:
    account = make_resident()
    idea = make_idea(make_round(), make_resident(), state="published", title="Geheimer Titel")
    service.follow(account, "idea", idea.number, frequency="weekly", clock=clock)
    db.session.commit()
    begin_write().merge(idea).state = "removed"
    db.session.commit()
    page = main_text(new_client(account).get("/account/"))
    assert f"Eine Idee, die nicht öffentlich ist ({idea.number})" in page
    assert "Geheimer Titel" not in page


def test_my_data_names_what_i_follow(app: Flask, new_client: Any) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    follow(make_resident(), make_round())
    data = json.loads(new_client(account).get("/account/data.json").get_data(as_text=True))
    assert data["follows"] == [{"kind": "round", "key": round_.slug, "frequency": "at_once"}]


def test_leaving_a_round_stops_following_it(app: Flask, new_client: Any) -> None:
    account, round_, other = make_resident(), make_round(), make_round()
    agree(account, round_)
    follow(account, round_)
    follow(account, other)
    new_client(account).submit(f"/account/rounds/{round_.slug}/leave")
    assert [each["key"] for each in queries.data_of(account.id)] == [other.slug]


def test_deleted_account_follows_nothing_and_waits_for_no_news(app: Flask, new_client: Any) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    tell("round", round_.slug)
    new_client(account).submit("/account/delete", sure="y")
    db.session.rollback()
    for table in (Follow, NewsRecipient):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_pages_kept_for_everyone_say_nothing_of_who_follows(app: Flask, new_client: Any) -> None:
    app.config["KEEP_PAGES"] = True
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    mine = main_text(new_client(account).get(f"/rounds/{round_.slug}/"))
    assert mine == main_text(new_client(make_resident()).get(f"/rounds/{round_.slug}/"))
    assert "Dieser Runde folgen" in mine
