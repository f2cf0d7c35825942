"""A moderator sees beside an idea what is like it, and goes on to a rejection or a merge."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.moderation.models import Decision
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text, tree


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


def other_of(page: Any) -> str:
    """The number that stands in the rejection."""
    [field] = [each for each in tree(page).iter("input") if each.get("name") == "other"]
    return field.get("value") or ""


def test_the_rejection_names_the_idea_that_plainly_says_the_same(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    there = make_idea(round_, state="published", title="Licht auf dem Spielplatz")
    idea = make_idea(round_, title="Spielplatzbeleuchtung")
    moderator = new_client(make_staff())
    page = moderator.get(f"/moderation/{idea.number}")
    assert other_of(page) == there.number
    assert "Sehr ähnlich ist: Licht auf dem Spielplatz" in main_text(page)
    words = "Es gibt sie schon."
    assert moderator.submit(page, "/reject", reason="duplicate", text=words).status_code == 302
    assert db.session.query(Decision).one().duplicate_of_id == there.id


def test_what_is_only_a_little_alike_is_not_filled_in(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    make_idea(round_, state="published", title="Mehr Licht im Park", text="Abends ist es dunkel.")
    idea = make_idea(round_, title="Brunnen im Park", text="Wer läuft, will etwas trinken.")
    assert other_of(new_client(make_staff()).get(f"/moderation/{idea.number}")) == ""


def test_a_number_in_the_address_is_checked_before_it_is_filled_in(
    app: Flask, new_client: Any
) -> None:
    idea = make_idea(make_round(), title="Trinkbrunnen")
    foreign = make_idea(make_round(), state="published")
    gone = make_idea(idea.round, state="rejected")
    moderator = new_client(make_staff())
    for number, said in (
        (foreign.number, "gehört zu einer anderen Runde"),
        (gone.number, "ist abgelehnt, entfernt oder zurückgezogen"),
        (idea.number, "Das ist die Idee selbst"),
        ("2026-99999", "gibt es nicht"),
        ("<b>", "gibt es nicht"),
    ):
        page = moderator.get(f"/moderation/{idea.number}", query_string={"same": number})
        assert said in main_text(page)
