"""The pages that end a round before its time, and what residents read then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.results import jobs
from participation.rounds import lifecycle
from participation.rounds.ending import service
from participation.rounds.models import Round
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text
from tests.results.making import begin_batch, published
from tests.results.sheets import cast_all, points
from tests.rounds.making import SOON, actions, fresh

WHY = "In Frage 3 fehlte ein Feld."
LATER = FixedClock(clock.now() + timedelta(hours=1))


def stopped(ballots: int = 12, **values: Any) -> Round:
    round_ = make_round(**values)
    cast_all(round_, points(ballots))
    db.session.commit()
    service.stop(round_.id, reason=WHY, actor=SHELL, clock=clock)
    db.session.commit()
    return round_


def said(client: Any, address: str) -> str:
    return main_text(client.get(address))


def test_the_page_says_with_figures_what_will_happen_and_asks_for_the_reason(admin: Any) -> None:
    round_ = make_round()
    slug = round_.slug
    make_idea(round_, state="published")
    cast_all(round_, points(12))
    db.session.commit()
    page = admin.get(f"/admin/rounds/{slug}/stop")
    text = main_text(page)
    assert "12 Gewichtungen" in text
    assert "Zurzeit: 1. Über wartende" in text
    assert "wird nach den Regeln der Runde gezählt" in text
    assert fresh(slug).stopped_at is None
    page = admin.submit(page)
    assert "Begründen Sie das" in main_text(page)
    assert fresh(slug).stopped_at is None
    assert admin.submit(page, reason=WHY).status_code == 302
    assert fresh(slug).stopped_at is not None
    assert actions() == ["round.stopped"]


def test_where_the_rules_say_so_the_page_warns_that_ballots_are_destroyed(admin: Any) -> None:
    slug = make_round(when_stopped="destroy").slug
    text = said(admin, f"/admin/rounds/{slug}/stop")
    assert "wird ungelesen vernichtet, was abgegeben ist" in text
    assert "gezählt" not in text


def test_a_reason_that_is_too_long_is_refused_and_kept(admin: Any) -> None:
    slug = make_round().slug
    page = admin.submit(f"/admin/rounds/{slug}/stop", reason="Wort " * 300)
    assert "Wort Wort" in page.get_data(as_text=True)
    assert fresh(slug).stopped_at is None


@pytest.mark.parametrize("way", ["stop", "withdraw"])
def test_who_comes_second_reads_that_kindly_and_keeps_the_reason(
    admin: Any, new_client: Any, way: str
) -> None:
    slug = make_round(**(SOON if way == "withdraw" else {})).slug
    other = new_client(make_staff("admin"))
    mine = admin.get(f"/admin/rounds/{slug}/{way}")
    other.submit(f"/admin/rounds/{slug}/{way}", reason="Ein anderer Grund.")
    answer = admin.submit(mine, reason=WHY)
    assert answer.status_code == 409
    assert "hat sich inzwischen geändert" in main_text(answer)
    assert WHY in main_text(answer)
    assert len(actions()) == 1


@pytest.mark.parametrize("way", ["stop", "withdraw"])
def test_a_double_click_has_one_effect_and_leads_to_the_round(admin: Any, way: str) -> None:
    slug = make_round(**(SOON if way == "withdraw" else {})).slug
    page = admin.get(f"/admin/rounds/{slug}/{way}")
    answers = [admin.submit(page, reason=WHY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(actions()) == 1


def test_residents_read_when_and_why_and_that_what_was_handed_in_counts(client: Any) -> None:
    round_ = stopped()
    text = said(client, f"/rounds/{round_.slug}/")
    assert "Die Stadt hat diese Runde am" in text
    assert WHY in text
    assert "Was bis dahin abgegeben war, zählt." in text
    assert "Sie können" not in text.split(WHY)[0]
    assert "gestoppt" in said(client, "/")
    assert "Runde gestoppt" in said(client, f"/rounds/{round_.slug}/procedure")
    assert "gestoppt" in said(client, f"/rounds/{round_.slug}/weights")


def test_the_result_says_that_the_round_was_stopped_in_page_files_and_papers(
    client: Any, admin: Any
) -> None:
    round_ = stopped()
    slug = round_.slug
    published(round_)
    sentence = f"Die Stadt hat die Runde gestoppt. Begründung: {WHY}"
    for address in ("results", "results/summary"):
        assert sentence in said(client, f"/rounds/{slug}/{address}")
    shown = said(client, f"/rounds/{slug}/results")
    assert f"Gezählt ist, was bis dahin abgegeben war. Begründung: {WHY}" in shown
    entry = client.get(f"/api/v1/rounds/{slug}/results/1").get_json()["deviations"][0]
    assert (entry["kind"], entry["reason"]) == ("stopped", WHY)
    planner = admin.get(f"/planning/{slug}/council")
    assert sentence in main_text(planner)


@pytest.mark.parametrize("gone", [False, True])
def test_where_ballots_are_destroyed_no_page_promises_a_result(client: Any, gone: bool) -> None:
    texts = {"before": {}, "during": {}, "after": {"de": "Das Ergebnis kommt im Mai."}}
    at = clock.now() + timedelta(days=60)
    round_ = stopped(when_stopped="destroy", texts=texts, publish_results_at=at)
    slug = round_.slug
    if gone:
        jobs.destroy_keys(LATER)
    text = said(client, f"/rounds/{slug}/")
    assert "12 Gewichtungen" in text
    assert ("Das ist ungelesen vernichtet" if gone else "Das wird ungelesen vernichtet") in text
    assert "Ein Ergebnis gibt es nicht." in text
    for promise in ("erscheint", "im Mai", "wird das Ergebnis geprüft", "wertet die Runde aus"):
        assert promise not in text
    assert "als Nächstes" not in text
    assert "Ein Ergebnis gibt es nicht." in said(client, "/")
    assert "Ein Ergebnis gibt es nicht." in said(client, f"/rounds/{slug}/weights")
    answer = client.get(f"/rounds/{slug}/results")
    assert answer.status_code == 404
    assert "Ein Ergebnis gibt es nicht." in main_text(answer)
    rules = said(client, f"/rounds/{slug}/procedure")
    assert "neu gemischt" not in rules
    assert "Das Ergebnis soll am" not in rules


def test_planners_read_that_there_is_no_result_and_need_not_close_batches(admin: Any) -> None:
    round_ = make_round(when_stopped="destroy")
    begin_batch(round_)
    service.stop(round_.id, reason=WHY, actor=SHELL, clock=clock)
    db.session.commit()
    text = said(admin, f"/planning/{round_.slug}/")
    assert "Ein Ergebnis gibt es nicht." in text
    assert "Stapel" not in text


def test_planners_read_that_a_round_was_stopped_and_why_before_anything_is_counted(
    admin: Any,
) -> None:
    slug = stopped().slug
    text = said(admin, f"/planning/{slug}/")
    assert "Die Stadt hat diese Runde am" in text
    assert f"Begründung: {WHY}" in text
    assert "Gestoppt Eingegangen: 12 Gewichtungen." in text


def test_a_round_stopped_before_weighting_says_so_and_promises_nothing(client: Any) -> None:
    later = {"weights_opens_at": SOON["weights_opens_at"]}
    round_ = stopped(0, **later)
    text = said(client, f"/rounds/{round_.slug}/")
    assert "Das Gewichten hatte noch nicht begonnen." in text
    assert "wertet die Runde aus" not in text
    assert "bevor das Gewichten begann" in said(client, f"/rounds/{round_.slug}/weights")


def test_a_withdrawn_round_is_a_notice_and_nothing_else(admin: Any, client: Any) -> None:
    slug = make_round(**SOON).slug
    page = admin.get(f"/admin/rounds/{slug}/withdraw")
    assert "Die Runde öffnet nie." in main_text(page)
    assert admin.submit(page, reason=WHY).status_code == 302
    text = said(client, f"/rounds/{slug}/")
    assert "zurückgezogen, bevor sie begann" in text
    assert WHY in text
    assert slug not in client.get("/").get_data(as_text=True)
    for further in ("procedure", "ideas/", "weights", "results", "procedure.json"):
        answer = client.get(f"/rounds/{slug}/{further}")
        assert answer.status_code == 404
        assert "zurückgezogen, bevor sie begann" in main_text(answer)


def test_of_a_withdrawn_round_staff_can_still_archive_and_copy(admin: Any, app: Flask) -> None:
    round_ = make_round(**SOON)
    slug = round_.slug
    admin.submit(f"/admin/rounds/{slug}/withdraw", reason=WHY)
    text = said(admin, f"/admin/rounds/{slug}")
    assert "Zurückgezogen" in text
    assert "Prüfen und veröffentlichen" not in text
    assert "Vorschau" not in text
    assert admin.submit(f"/admin/rounds/{slug}/archive").status_code == 302
    assert "Archiv" in said(admin, f"/admin/rounds/{slug}")


@pytest.mark.parametrize(
    ("values", "way"), [({}, "withdraw"), (SOON, "stop"), ({"published_at": None}, "stop")]
)
def test_what_cannot_be_done_now_is_said_without_a_form(
    admin: Any, values: dict[str, Any], way: str
) -> None:
    address = f"/admin/rounds/{make_round(**values).slug}/{way}"
    page = admin.get(address)
    assert "Das geht zurzeit nicht" in main_text(page)
    assert "<textarea" not in page.get_data(as_text=True)


def test_an_archived_stopped_round_stays_readable(admin: Any, client: Any) -> None:
    round_ = stopped()
    lifecycle.archive(round_.id, actor=SHELL, clock=clock)
    db.session.commit()
    assert WHY in said(client, f"/rounds/{round_.slug}/")
    assert round_.slug not in client.get("/").get_data(as_text=True)


def test_in_english_too(client: Any) -> None:
    slug = stopped(when_stopped="destroy").slug
    client.set_cookie("lang", "en")
    text = said(client, f"/rounds/{slug}/")
    assert "The city stopped this round on" in text
    assert "There is no result." in text
