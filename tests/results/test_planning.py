"""The planners' pages."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.outbox.models import Mail
from participation.results import queries, service
from participation.web.transactions import commit_now
from tests.factories import agree, make_idea, make_resident, make_staff
from tests.pages import main_text
from tests.results.making import begin_batch, close_batch, late_batch, make, type_in
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import result


def test_a_planner_publishes_after_the_checklist_and_those_who_asked_get_a_mail(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    agree(make_resident("hears@example.org"), round_, wants_results=True)
    agree(make_resident("silent@example.org"), round_, wants_results=False)
    result(round_)
    planner = new_client(make_staff("planner"))
    page = planner.submit(f"/planning/{round_.slug}/publish")
    assert page.status_code == 200
    assert "Bitte prüfen Sie diesen Punkt" in main_text(page)
    done = planner.submit(
        f"/planning/{round_.slug}/publish", sheets="y", figures="y", next_steps="y"
    )
    assert done.status_code == 302
    db.session.expire_all()
    assert [mail.kind for mail in db.session.query(Mail)] == ["result.published"]
    again = planner.get(f"/planning/{round_.slug}/publish")
    assert again.status_code == 302
    assert "Veröffentlicht am" in main_text(planner.get("/planning/"))


def test_a_planner_makes_the_result_with_a_button_and_moderators_see_no_planning(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    planner = new_client(make_staff("planner"))
    assert "Eingegangen: 40 Gewichtungen." in main_text(planner.get("/planning/"))
    assert (
        planner.submit(f"/planning/{round_.slug}/", f"/planning/{round_.slug}/snapshot").status_code
        == 302
    )
    assert "Vorn liegt Mobilität" in main_text(planner.get(f"/planning/{round_.slug}/"))
    moderator = new_client(make_staff("moderator"))
    assert moderator.get("/planning/").status_code == 403
    assert new_client().get("/planning/").status_code == 302


def test_planners_are_told_of_sheets_missing_from_every_version(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_)
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    planner, said = (
        new_client(make_staff("planner")),
        "Seit der Berechnung haben sich die Gewichtungen geändert",
    )
    assert said not in main_text(planner.get(f"/planning/{round_.slug}/"))
    cast_all(round_, points(5, seed=2), channel="paper", batch=1, prefix="sheet")
    assert said in main_text(planner.get(f"/planning/{round_.slug}/"))


def test_of_an_open_batch_without_sheets_nobody_says_that_sheets_do_not_count(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    begin_batch(round_)
    page = main_text(new_client(make_staff("planner")).get(f"/planning/{round_.slug}/"))
    assert "Vor der Veröffentlichung noch offen Offene Stapel: 1, Bögen darin: 0." in page


def test_planners_hear_how_many_sheets_lie_in_open_batches_and_so_does_the_version(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    number = begin_batch(round_)
    for ref in ("1", "2", "3"):
        type_in(round_, number, ref, (20, 0, 0))
    planner, said = new_client(make_staff("planner")), "Offene Stapel: 1, Bögen darin: 3."
    assert said in main_text(planner.get(f"/planning/{round_.slug}/"))
    snapshot = result(round_, published=True)
    assert (snapshot.method["open_batches"], snapshot.method["open_sheets"]) == (1, 3)
    page = main_text(planner.get(f"/rounds/{round_.slug}/results"))
    assert "Bögen in offenen Stapeln, nicht mitgezählt 3" in page
    close_batch(round_, number)
    assert said not in main_text(planner.get(f"/planning/{round_.slug}/"))


def test_planners_can_publish_though_a_few_sheets_wait(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    planner = new_client(make_staff("planner"))
    address = f"/planning/{round_.slug}/"
    assert "nur noch hinzu, wenn es mindestens 10 sind" in main_text(planner.get(address))
    result(round_)
    late_batch(round_, 1, 3)
    page = planner.submit(address, f"{address}snapshot")
    assert page.status_code == 302
    page = planner.get(address)
    assert "gilt die vorhandene Fassung" in page.get_data(as_text=True)
    assert "Prüfen und veröffentlichen" in main_text(page)
    planner.submit(f"{address}publish", sheets="y", figures="y", next_steps="y")
    assert queries.versions(round_.id)[0].published_at is not None


def test_a_reason_makes_no_version_of_the_same_ballots(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    planner = new_client(make_staff("planner"))
    address = f"/planning/{round_.slug}/"
    planner.submit(address, f"{address}snapshot", reason="Bögen kamen nach")
    assert "Es gibt keine neue Fassung. Fassung 1 gilt." in main_text(planner.get(address))
    assert len(queries.versions(round_.id)) == 1


def test_a_version_after_publication_asks_for_its_reason(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    planner = new_client(make_staff("planner"))
    address = f"/planning/{round_.slug}/"
    page = planner.submit(address, f"{address}snapshot", reason="")
    assert page.status_code == 200
    assert "Nennen Sie für eine neue Fassung den Grund." in main_text(page)


def test_a_reason_that_is_too_long_is_kept_on_the_page(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    planner = new_client(make_staff("planner"))
    address = f"/planning/{round_.slug}/"
    page = planner.submit(address, f"{address}snapshot", reason="x" * 1001)
    assert "x" * 1001 in page.get_data(as_text=True)


def test_planners_are_not_told_to_compute_what_cannot_follow(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    late_batch(round_, 1, 3)
    page = main_text(new_client(make_staff("planner")).get(f"/planning/{round_.slug}/"))
    assert "müssen sich mindestens 10 Gewichtungen unterscheiden" in page
    assert "Berechnen Sie das Ergebnis neu" not in page


def test_the_page_that_publishes_names_sheets_in_open_batches(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    type_in(round_, begin_batch(round_), "1", (20, 0, 0))
    result(round_)
    page = main_text(new_client(make_staff("planner")).get(f"/planning/{round_.slug}/publish"))
    assert "Offene Stapel: 1, Bögen darin: 1." in page
    assert "Sie veröffentlichen Fassung 1 mit 40 Gewichtungen." in page


def test_the_page_that_publishes_shows_what_the_list_asks_about(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round(texts={"after": {"de": "Am 3. März berät der Rat.", "en": "Council."}})
    cast_all(round_, points(40))
    result(round_)
    page = main_text(new_client(make_staff("planner")).get(f"/planning/{round_.slug}/publish"))
    assert "Am 3. März berät der Rat." in page


def test_choices_are_called_no_weights_on_the_planners_pages(app: Flask, new_client: Any) -> None:
    round_ = closed_round(instrument_kind="pick", instrument_k=1)
    cast_all(round_, [(1, 0, 0)] * 40)
    page = main_text(new_client(make_staff("planner")).get(f"/planning/{round_.slug}/"))
    assert "Eingegangen: 40 Stimmabgaben." in page
    assert "Gewichtungen" not in page


def test_an_auditor_is_offered_no_new_version(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_)
    address = f"/planning/{round_.slug}/"
    assert "Neue Fassung" in main_text(new_client(make_staff("planner")).get(address))
    assert "Neue Fassung" not in main_text(new_client(make_staff("auditor")).get(address))


def test_days_are_rows_and_channels_are_columns(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    cast_all(round_, points(12, seed=2), channel="open", prefix="browser")
    result(round_, published=True)
    page = main_text(new_client().get(f"/rounds/{round_.slug}/results"))
    assert re.search(r"Tag E-Mail offener Browser \d+\. \w+ \d{4} 40 12 ", page)


def test_sheets_that_came_in_and_are_not_counted_are_named_below_the_days(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    type_in(round_, begin_batch(round_), "1", (20, 0, 0))
    result(round_, published=True)
    page = main_text(new_client().get(f"/rounds/{round_.slug}/results"))
    assert "Bögen aus offenen oder beiseitegelegten Stapeln stehen hier, gezählt sind sie" in page


def test_an_older_version_says_that_there_is_a_newer_one(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    late_batch(round_, 1, 12)
    service.make_snapshot(round_.id, actor=SHELL, clock=clock, reason="Bögen")
    service.publish(round_.id, number=2, actor=SHELL, clock=clock)
    commit_now()
    address, said = f"/rounds/{round_.slug}/results", "Das ist nicht die neueste Fassung"
    assert said in main_text(new_client().get(f"{address}?version=1"))
    assert said not in main_text(new_client().get(address))


def test_the_pages_of_planners_take_ten_statements(
    app: Flask, new_client: Any, statements: list[str]
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make_idea(round_, make_resident())
    type_in(round_, begin_batch(round_), "7", (20, 0, 0))
    make(round_)
    planner = new_client(make_staff("planner"))
    for path in ("/planning/", f"/planning/{round_.slug}/", f"/planning/{round_.slug}/publish"):
        statements.clear()
        assert planner.get(path).status_code == 200
        assert len(statements) <= 10, (path, statements)
