"""Pages of ideas."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea, IdeaDraft
from participation.rounds.models import Round
from tests.factories import agree, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text

TEXT = "Eine Bank an jeder Haltestelle.\n\nAuch im Schatten."


def resident_of(round_: Round) -> Account:
    account = make_resident()
    agree(account, round_)
    return account


def filled(**more: Any) -> dict[str, Any]:
    return {"title": "Bänke", "text": TEXT, "field": "mobility", "goal": "mobility-1"} | more


def test_an_idea_goes_through_preview_to_a_receipt_and_waits(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    slug = round_.slug
    client = new_client(resident_of(round_))
    preview = client.submit(f"/rounds/{slug}/ideas/new", **filled(), button="step=preview")
    assert "Auch im Schatten." in main_text(preview) and "So wird Ihre Idee aussehen" in main_text(preview)
    assert db.session.query(Idea).count() == 0
    answer = client.submit(preview, button="step=submit")
    assert answer.status_code == 302
    receipt = client.get(answer.location)
    idea = db.session.query(Idea).one()
    assert idea.state == "waiting" and idea.text == TEXT and idea.goal_key == "mobility-1"
    assert idea.number in main_text(receipt)


def test_submit_moderate_published(app: Flask, new_client: Any, client: Any) -> None:
    round_ = make_round()
    slug = round_.slug
    author = new_client(resident_of(round_))
    preview = author.submit(f"/rounds/{slug}/ideas/new", **filled(), button="step=preview")
    author.submit(preview, button="step=submit")
    idea = db.session.query(Idea).one()
    number = idea.number
    assert client.get(f"/rounds/{slug}/ideas/{number}").status_code == 404
    moderator = new_client(make_staff())
    assert moderator.submit("/moderation/", "/publish").status_code == 302
    assert "Bänke" in main_text(client.get(f"/rounds/{slug}/ideas/{number}"))
    assert "Bänke" in main_text(client.get(f"/rounds/{slug}/ideas/"))
