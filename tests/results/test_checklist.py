"""What lies open before a result is published, as planners and moderators read it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.moderation.reports.models import Report
from participation.rounds.configuration.shapes import normal_contact
from participation.rounds.models import Round
from tests.factories import make_idea, make_round, make_staff, save
from tests.pages import main_text
from tests.results.making import begin_batch
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import result

HEADING = "Vor der Veröffentlichung noch offen"


def pages(client: Any, round_: Round) -> list[str]:
    """The round's page for planners, and the one that publishes."""
    base = f"/planning/{round_.slug}"
    return [main_text(client.get(f"{base}/{name}")) for name in ("", "publish")]


def test_waiting_and_reported_ideas_open_batches_and_a_missing_contact_are_named(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round(contact=normal_contact(None))
    cast_all(round_, points(40))
    result(round_)
    make_idea(round_, state="waiting")
    make_idea(round_, state="waiting")
    make_idea(round_, state="waiting", change_asked=True)
    idea = make_idea(round_, state="published")
    save(Report(idea_id=idea.id, reason="other", at=idea.submitted_at))
    begin_batch(round_)
    for page in pages(new_client(make_staff("planner")), round_):
        assert HEADING in page
        assert "2 Ideen warten noch auf eine Entscheidung." in page
        assert "Bei 1 Idee ist um eine Änderung gebeten." in page
        assert "1 öffentliche Idee ist gemeldet und nicht geprüft." in page
        assert "Offene Stapel: 1, Bögen darin: 0." in page
        assert "Die Runde nennt keine Stelle, an die man sich wenden kann." in page


def test_each_open_point_leads_to_where_it_is_settled_for_those_who_may(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round(contact=normal_contact(None))
    make_idea(round_, state="waiting")
    admin, planner = new_client(make_staff("admin")), new_client(make_staff("planner"))
    address = f"/planning/{round_.slug}/"
    for link in ("Zur Moderation", "Kontakt eintragen"):
        assert link in main_text(admin.get(address))
        assert link not in main_text(planner.get(address))


def test_ideas_of_other_rounds_do_not_count(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    make_idea(make_round(), state="waiting")
    assert HEADING not in main_text(
        new_client(make_staff("planner")).get(f"/planning/{round_.slug}/")
    )


def test_nothing_is_open_while_the_round_runs_and_once_its_result_is_public(
    app: Flask, new_client: Any
) -> None:
    running = make_round(contact=normal_contact(None))
    done = closed_round(contact=normal_contact(None))
    cast_all(done, points(40))
    result(done, published=True)
    planner = new_client(make_staff("planner"))
    for round_ in (running, done):
        make_idea(round_, state="waiting")
        assert HEADING not in main_text(planner.get(f"/planning/{round_.slug}/"))
