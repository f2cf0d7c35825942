"""The button that supports an idea."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.ideas.models import Idea, IdeaSupport
from tests.factories import closed, make_idea, make_resident, make_round, make_staff
from tests.ideas.steps import resident_of
from tests.pages import main_text


def test_support_by_button_and_back(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published")
    path = f"/rounds/{round_.slug}/ideas/{idea.number}"
    client = new_client(resident_of(round_))
    client.submit(path, "/support")
    assert db.session.get_one(Idea, idea.id).support == 1
    assert "Nicht mehr unterstützen" in main_text(client.get(path))
    client.submit(path, "/support")
    assert db.session.get_one(Idea, idea.id).support == 0


def test_support_asks_first_for_sign_in_then_for_consent(
    app: Flask, client: Any, new_client: Any
) -> None:
    round_ = make_round()
    idea = make_idea(round_, make_resident(), state="published")
    path = f"/rounds/{round_.slug}/ideas/{idea.number}"
    page = client.get(path)
    assert "Anmelden und unterstützen" in main_text(page)
    assert "csrf_token" not in page.get_data(as_text=True)
    stranger = new_client(make_resident())
    assert stranger.submit(path, "/support").location.startswith(f"/rounds/{round_.slug}/join?")
    assert db.session.query(IdeaSupport).count() == 0


def test_no_support_button_on_ones_own_for_staff_and_after_closing(
    app: Flask, new_client: Any
) -> None:
    round_, over = make_round(), make_round(**closed())
    author = resident_of(round_)
    own, late = (
        make_idea(round_, author, state="published"),
        make_idea(over, None, state="published"),
    )
    for reader, round_of, idea in (
        (author, round_, own),
        (make_staff(), round_, own),
        (resident_of(over), over, late),
    ):
        page = new_client(reader).get(f"/rounds/{round_of.slug}/ideas/{idea.number}")
        assert "/support" not in page.get_data(as_text=True)
