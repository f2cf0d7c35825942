"""Editing and withdrawing one's own idea."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea
from participation.web.transactions import begin_write
from tests.factories import make_idea, make_round, make_staff
from tests.ideas.steps import resident_of
from tests.pages import main_text


def test_the_author_edits_while_it_waits(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author, change_asked=True, note="Bitte genauer.")
    path = f"/rounds/{round_.slug}/ideas/{idea.number}"
    client = new_client(author)
    assert "Bitte genauer." in main_text(client.get(path))
    assert client.submit(path + "/edit", title="Genauer").status_code == 302
    stored = db.session.get_one(Idea, idea.id)
    assert stored.title == "Genauer"
    assert not stored.change_asked
    assert new_client(resident_of(round_)).get(path + "/edit").status_code == 404
    assert new_client(make_staff()).get(path + "/edit").status_code == 403


def test_two_tabs_both_see_both_texts_and_nothing_is_lost(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author)
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/edit"
    client = new_client(author)
    one, two = client.get(path), client.get(path)
    client.submit(one, text="Aus dem ersten Fenster.")
    conflict = client.submit(two, text="Aus dem zweiten Fenster.")
    assert conflict.status_code == 409
    assert "Aus dem ersten Fenster." in main_text(conflict)
    assert "Aus dem zweiten Fenster." in main_text(conflict)
    assert client.submit(conflict).status_code == 302
    assert db.session.get_one(Idea, idea.id).text == "Aus dem zweiten Fenster."


@pytest.mark.parametrize("version", ["x", "", "9" * 40, "-1"])
def test_a_forged_version_overwrites_nothing(app: Flask, new_client: Any, version: str) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author)
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/edit"
    assert new_client(author).submit(path, version=version, text="Anders.").status_code == 409
    assert db.session.get_one(Idea, idea.id).version == 1


def test_after_closing_the_edit_page_says_so_and_shows_what_was_typed(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author)
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/edit"
    client = new_client(author)
    form = client.get(path)
    begin_write()
    round_.ideas_closes_at = datetime.now(UTC) - timedelta(seconds=1)
    db.session.commit()
    refused = client.submit(form, text="Zu spät getippt.")
    assert refused.status_code == 409
    assert "Zu spät getippt." in refused.get_data(as_text=True)
    assert client.get(path).status_code == 409


def test_withdrawing_asks_once_more(app: Flask, new_client: Any, client: Any) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author, state="published")
    path = f"/rounds/{round_.slug}/ideas/{idea.number}"
    own = new_client(author)
    assert own.get(path + "/withdraw").status_code == 200
    assert db.session.get_one(Idea, idea.id).state == "published"
    assert own.submit(path + "/withdraw").status_code == 302
    assert client.get(path).status_code == 404
    assert "Zurückgezogen" in main_text(own.get(path))
    assert own.get(path + "/withdraw").status_code == 409
