"""Who may not submit an idea, and forms that are not ours."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db, limiter
from participation.ideas.models import Idea
from tests.factories import make_idea, make_round, make_staff
from tests.ideas.steps import resident_of
from tests.ideas.submitting import filled, preview_of


@pytest.mark.parametrize("role", ["moderator", "planner", "admin"])
def test_staff_submit_nothing(app: Flask, new_client: Any, role: str) -> None:
    round_ = make_round()
    client = new_client(make_staff(role))
    assert client.get(f"/rounds/{round_.slug}/ideas/new").status_code == 403
    assert client.get(f"/rounds/{round_.slug}/ideas/").status_code == 200


def test_a_receipt_is_its_authors_alone(app: Flask, new_client: Any, client: Any) -> None:
    round_ = make_round()
    author = resident_of(round_)
    idea = make_idea(round_, author, state="published")
    path = f"/rounds/{round_.slug}/ideas/{idea.number}/submitted"
    assert new_client(author).get(path).status_code == 200
    assert new_client(resident_of(round_)).get(path).status_code == 404
    assert client.get(path).status_code == 302
    assert new_client(make_staff()).get(path).status_code == 403


def test_a_post_without_the_pages_token_is_refused(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    assert (
        client.post(f"/rounds/{round_.slug}/ideas/new", data=filled(step="submit")).status_code
        == 400
    )
    assert db.session.query(Idea).count() == 0


def test_a_forged_form_token_is_replaced(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    client = new_client(resident_of(round_))
    for token in ("", "x", "'; --", "t\x00" * 20, "x" * 5000):
        assert (
            client.submit(
                preview_of(client, round_.slug), button="step=submit", token=token
            ).status_code
            == 302
        )
    assert db.session.query(Idea).count() == 5


def test_signed_out_writing_is_limited(app: Flask, client: Any) -> None:
    limiter.enabled = True
    round_ = make_round()
    preview = preview_of(client, round_.slug)
    statuses = [client.submit(preview, button="step=submit").status_code for _ in range(201)]
    assert statuses[:200] == [302] * 200
    assert statuses[200] == 429
