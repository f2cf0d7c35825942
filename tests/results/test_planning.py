"""The planners' pages."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.results import service
from participation.web.transactions import commit_now
from tests.factories import agree, make_resident, make_staff
from tests.pages import main_text
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import result


def test_a_planner_publishes_after_the_checklist_and_those_who_asked_get_a_mail(
    app: Flask, new_client: Any
) -> None:
    from participation.outbox.models import Mail

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
    assert "40 Gewichtungen warten" in main_text(planner.get("/planning/"))
    assert (
        planner.submit(f"/planning/{round_.slug}/", f"/planning/{round_.slug}/snapshot").status_code
        == 302
    )
    assert "Vorn liegt Mobilität" in main_text(planner.get(f"/planning/{round_.slug}/"))
    moderator = new_client(make_staff("moderator"))
    assert moderator.get("/planning/").status_code == 403
    assert new_client().get("/planning/").status_code == 302


def test_planners_hear_of_sheets_that_stand_in_no_version(app: Flask, new_client: Any) -> None:
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
