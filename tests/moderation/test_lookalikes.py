"""A moderator sees beside an idea what is like it, and goes on to a rejection or a merge."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.moderation.models import Decision
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text


def test_an_idea_that_there_is_already_leads_to_the_rejection_filled_in(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    there = make_idea(round_, state="published", title="Licht auf dem Spielplatz")
    idea = make_idea(round_, title="Spielplatzbeleuchtung")
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{idea.number}")
    html = page.get_data(as_text=True)
    assert "<mark>Licht</mark>" in html
    assert f"/moderation/{idea.number}/merge?into={there.number}" in html
    filled = moderator.get(f"/moderation/{idea.number}?same={there.number}")
    assert moderator.submit(filled, "/reject").status_code == 302
    decision = db.session.query(Decision).one()
    assert (decision.reason, decision.duplicate_of_id) == ("duplicate", there.id)


def test_where_nothing_is_alike_the_page_says_so(app: Flask, new_client: Any) -> None:
    idea = make_idea(make_round(), title="Trinkbrunnen")
    page = new_client(make_staff()).get(f"/moderation/{idea.number}")
    assert "noch nichts Ähnliches" in main_text(page)
