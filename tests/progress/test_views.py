"""The reports that everybody reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from participation.extensions import db
from participation.progress import service
from participation.progress.rules import Rhythm
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.factories import make_staff, make_strategy
from tests.pages import main_text
from tests.progress.making import (
    SECOND,
    WHO,
    begin,
    come_to,
    make_unit,
    on,
    publish,
    published,
    write,
)
from tests.projects.making import make_milestone, make_project

SHOW = "/strategy/region/reports"


def text(client: CheckingClient, path: str) -> str:
    """The words of a page."""
    response = client.get(path)
    assert response.status_code == 200, path
    return main_text(response)


def set_rhythm(rhythm: Rhythm) -> None:
    """Let reports be due."""
    service.set_rhythm("region", rhythm, version=0, **WHO)
    db.session.commit()


@pytest.mark.parametrize(
    "path", [f"{SHOW}/{10**20}", f"{SHOW}/{10**20}/entries.csv", f"/reports/{10**20}"]
)
def test_a_number_that_no_column_holds_is_not_found(
    client: CheckingClient, strategy: Strategy, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_heading_states_what_was_found(client: CheckingClient, strategy: Strategy) -> None:
    done, shifted = (make_project(strategy, state="running") for _ in range(2))
    milestone = make_milestone(shifted, "2027-Q4")
    published(strategy)
    come_to(done, "done")
    milestone.expected = "2028-Q2"
    milestone.reason = {"de": "Die Firma ist insolvent."}
    db.session.commit()
    make_project(strategy, title={"de": "Straßenbahn"})
    published(strategy, SECOND)
    page = client.get(f"{SHOW}/2")
    assert "Seit dem letzten Bericht: 1 Projekt abgeschlossen, 1 später, 1 neu" in main_text(page)
    said = main_text(page)
    assert "Neuer Stand: Abgeschlossen. Vorher: In Arbeit." in said
    assert "jetzt 2. Quartal 2028 statt 4. Quartal 2027, 2 Quartale später." in said
    assert "Grund: Die Firma ist insolvent." in said
    assert said.index("Was sich geändert hat") < said.index("Die Projekte")


def test_report_without_changes_says_so(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    published(strategy, SECOND)
    said = text(client, f"{SHOW}/2")
    assert "Seit dem letzten Bericht: kein Projekt abgeschlossen, keines später" in said


def test_first_report_compares_nothing(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    said = text(client, f"{SHOW}/1")
    assert "Erster Bericht: 1 Projekt, keines verspätet" in said
    assert "Was sich geändert hat" not in said


def test_words_of_the_units_are_shown_escaped_and_silence_is_named(
    client: CheckingClient, strategy: Strategy
) -> None:
    one = make_project(strategy, unit=make_unit().key)
    make_project(strategy)
    report = begin(strategy)
    write(report, one, "Wir <b>bauen</b>.")
    publish(report)
    said = text(client, f"{SHOW}/1")
    assert "Wir <b>bauen</b>." in said
    assert "Amt traffic" in said
    assert said.count("Zu diesem Projekt ist in diesem Zeitraum nichts geschrieben.") == 1


def test_begun_report_is_nowhere(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy)
    begin(strategy)
    assert client.get(f"{SHOW}/1").status_code == 404
    assert client.get(f"{SHOW}/1/entries.csv").status_code == 404
    assert "Bericht 1" not in text(client, "/reports/")


def test_corrected_report_leads_to_its_correction(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy)
    published(strategy)
    correction = service.begin_correction("region", 1, "Ein Betrag war falsch.", **WHO)
    db.session.commit()
    assert "berichtigt" not in text(client, f"{SHOW}/1")
    publish(correction)
    assert "Es gilt Bericht 2." in text(client, f"{SHOW}/1")
    assert "Bericht 1. Ein Betrag war falsch." in text(client, f"{SHOW}/2")
    assert "Bericht 2 berichtigt ihn." in text(client, "/reports/")


def test_page_says_that_a_report_came_late(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy)
    publish(begin(strategy), clock=on(date(2026, 9, 3)))
    assert "3. September 2026, 3 Tage nach der Frist" in text(client, f"{SHOW}/1")


def test_list_names_what_is_due_and_overdue(
    client: CheckingClient, strategy: Strategy, monkeypatch: Any
) -> None:
    make_project(strategy)
    set_rhythm(Rhythm(6, date(2026, 8, 31)))
    for day, said in (
        (date(2026, 8, 31), "Der nächste ist am 31. August 2026 fällig."),
        (date(2026, 9, 2), "Der nächste ist seit 2 Tagen überfällig: Er war am 31. August 2026"),
        (date(2027, 3, 1), "Es fehlen 2 Berichte."),
    ):
        monkeypatch.setattr("participation.progress.views.clock", on(day))
        assert said in text(client, "/reports/")


def test_rhythm_without_a_first_day_is_named_as_such(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy)
    set_rhythm(Rhythm(6))
    said = text(client, "/reports/")
    assert "Alle 6 Monate ist ein Bericht fällig. Für den ersten ist kein Tag genannt." in said


def test_strategy_with_drafts_alone_is_not_named(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy, published=False)
    set_rhythm(Rhythm(6))
    assert "Noch keine Berichte" in text(client, "/reports/")


def test_short_address_leads_to_the_report_or_to_the_list(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy)
    published(strategy)
    assert client.get("/reports/1").location == f"{SHOW}/1"
    other = make_strategy(slug="other")
    make_project(other)
    published(other)
    assert client.get("/reports/1").location == "/reports/"
    assert client.get("/reports/9").location == "/reports/"


def test_newest_report_is_led_to_from_the_board(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy, key="roof")
    assert "Der neueste Bericht" not in text(client, "/projects/")
    assert "Berichte über die Projekte" in text(client, "/projects/")
    assert client.get("/reports/newest").location == "/reports/"
    published(strategy)
    assert "Der neueste Bericht" in text(client, "/projects/")
    assert client.get("/reports/newest").location == f"{SHOW}/1"


def test_a_project_leads_to_what_reports_say_of_it_and_to_none_that_may_not_name_it(
    client: CheckingClient, strategy: Strategy
) -> None:
    make_project(strategy, key="roof")
    assert "Was die Berichte dazu sagen" not in text(client, "/projects/roof")
    published(strategy)
    page = text(client, "/projects/roof")
    assert "Was die Berichte dazu sagen" in page
    assert "Der neueste Bericht" not in page


def test_project_shows_what_reports_said_of_it(client: CheckingClient, strategy: Strategy) -> None:
    project = make_project(strategy, key="roof")
    assert "Bis jetzt steht in keinem ein Text dazu." in text(client, "/projects/roof/reports")
    report = begin(strategy)
    write(report, project, "Das Dach ist bestellt.")
    assert "bestellt" not in text(client, "/projects/roof/reports")
    publish(report)
    assert "Das Dach ist bestellt." in text(client, "/projects/roof/reports")


def test_draft_project_has_no_page_of_reports(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy, key="secret", published=False)
    assert client.get("/projects/secret/reports").status_code == 404


def test_file_holds_a_row_for_each_project(client: CheckingClient, strategy: Strategy) -> None:
    one = make_project(strategy, key="roof", state="running", title={"de": "Dach"})
    make_milestone(one, "2027-Q4")
    report = begin(strategy)
    write(report, one, "=1+1")
    publish(report)
    rows = client.get(f"{SHOW}/1/entries.csv").text.splitlines()
    assert rows[0].startswith("number,project,title,state,unit,milestones_done,milestones,text,")
    assert rows[1].startswith("1,roof,Dach,running,,0,1,'=1+1,")
    assert client.get(f"{SHOW}/1/entries.csv?format=excel").data.startswith(b"\xef\xbb\xbf")
    assert client.get(f"{SHOW}/1/entries.csv?format=pdf").status_code == 400


def test_pages_speak_english(client: CheckingClient, strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    assert "First report: 1 project, none late" in text(client, f"{SHOW}/1?lang=en")
    assert "Reports on the projects" in text(client, "/reports/?lang=en")


def test_public_pages_need_eight_statements(
    client: CheckingClient, strategy: Strategy, statements: list[str]
) -> None:
    make_project(strategy, key="roof")
    for _ in range(20):
        make_project(strategy)
    set_rhythm(Rhythm(6, date(2026, 8, 31)))
    published(strategy)
    published(strategy, SECOND)
    for path in ("/reports/", f"{SHOW}/2", f"{SHOW}/2/entries.csv", "/projects/roof/reports"):
        client.get(path)
        statements.clear()
        client.get(path)
        assert len(statements) <= 8, (path, statements)


def test_planners_and_auditors_alone_are_led_to_the_correction(
    new_client: Any, strategy: Strategy
) -> None:
    make_project(strategy)
    published(strategy)
    for role, led in (("planner", True), ("unit", False), (None, False)):
        browser = new_client(make_staff(role) if role else None)
        assert ("Diesen Bericht berichtigen" in text(browser, f"{SHOW}/1")) is led
