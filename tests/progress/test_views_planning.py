"""The pages on which planners and units write reports."""

from __future__ import annotations

from typing import Any

from participation.audit.service import SHELL
from participation.extensions import db
from participation.progress import queries
from participation.strategy.models import Strategy
from tests.factories import make_staff
from tests.pages import main_text
from tests.progress.making import SECOND, begin, make_unit, member, published, write
from tests.projects.making import make_project

BASE = "/planning/reports"
DAYS = {"first_day": "01.01.2026", "last_day": "30.06.2026", "due": "31.08.2026"}


def begun(strategy: Strategy) -> Any:
    """The begun report of a strategy as it is stored now."""
    db.session.rollback()
    return queries.begun(strategy.id)


def entry_texts(report: Any) -> list[str]:
    """What is written in a report now."""
    db.session.rollback()
    return [entry.text for entry in queries.entries(report.id).values()]


def test_a_report_grows_in_the_browser(planner: Any, strategy: Strategy) -> None:
    make_project(strategy, key="roof")
    assert planner.submit(f"{BASE}/region/begin", **DAYS).location == f"{BASE}/region/1"
    planner.submit(f"{BASE}/region/1/projects/roof", text="Das Dach ist bestellt.")
    assert "Alle Texte sind da." in main_text(planner.get(f"{BASE}/region/1"))
    answer = planner.submit(f"{BASE}/region/1/publish")
    assert answer.location == "/strategy/region/reports/1"
    assert "Das Dach ist bestellt." in main_text(planner.get(answer.location))


def test_every_day_that_is_none_is_named_and_kept(planner: Any, strategy: Strategy) -> None:
    typed = {"first_day": "2026", "last_day": "31.02.2026", "due": "morgen"}
    page = planner.submit(f"{BASE}/region/begin", **typed)
    assert page.status_code == 200
    said = main_text(page)
    assert "Geben Sie einen Tag ein, zum Beispiel 31.08.2027." in said
    assert "gibt es nicht im Kalender" in said
    assert "„morgen“ ist kein Datum." in said
    assert all(f'value="{value}"' in page.text for value in typed.values())
    assert begun(strategy) is None


def test_period_that_ends_before_it_begins_is_refused(planner: Any, strategy: Strategy) -> None:
    page = planner.submit(f"{BASE}/region/begin", **DAYS | {"last_day": "2025-12-31"})
    assert "Der letzte Tag liegt vor dem ersten." in main_text(page)


def test_form_proposes_what_follows_the_last_report(planner: Any, strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    planner.submit(f"{BASE}/region/rhythm", months="6", first_due="31.08.2026")
    page = planner.get(f"{BASE}/region/begin")
    assert 'value="01.07.2026"' in page.text
    assert 'value="28.02.2027"' in page.text


def test_rhythm_is_set_without_a_first_day(planner: Any, strategy: Strategy) -> None:
    assert planner.submit(f"{BASE}/region/rhythm", months="6").status_code == 302
    said = main_text(planner.get(f"{BASE}/"))
    assert "Für den ersten ist kein Tag genannt." in said
    for months in ("0", "61", "halb", "", "9" * 30):
        page = planner.submit(f"{BASE}/region/rhythm", months=months)
        assert page.status_code == 200, months


def test_period_can_be_changed_until_publication(planner: Any, strategy: Strategy) -> None:
    begin(strategy)
    planner.submit(f"{BASE}/region/1/period", due="30.09.2026")
    assert begun(strategy).due.isoformat() == "2026-09-30"


def test_unit_sees_and_writes_about_its_own_projects_alone(
    new_client: Any, strategy: Strategy
) -> None:
    unit = make_unit()
    make_project(strategy, key="own", unit=unit.key, title={"de": "Das eigene"})
    make_project(strategy, key="other", title={"de": "Das fremde"})
    report = begin(strategy)
    browser = new_client(member(unit))
    said = main_text(browser.get(f"{BASE}/region/1"))
    assert "Das eigene" in said
    assert "Das fremde" not in said
    assert browser.get(f"{BASE}/region/1/projects/other").status_code == 403
    assert browser.submit(f"{BASE}/region/1/projects/own", text="Läuft.").status_code == 302
    assert entry_texts(report) == ["Läuft."]
    for page in ("begin", "rhythm", "1/publish", "1/period", "1/discard"):
        assert browser.get(f"{BASE}/region/{page}").status_code == 403, page


def test_unit_cannot_post_for_another_unit(new_client: Any, strategy: Strategy) -> None:
    unit = make_unit()
    make_project(strategy, key="own", unit=unit.key)
    make_project(strategy, key="other")
    report = begin(strategy)
    browser = new_client(member(unit))
    own = browser.get(f"{BASE}/region/1/projects/own")
    token = own.text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "seen": "0", "text": "Fremd."}
    assert browser.post(f"{BASE}/region/1/projects/other", data=data).status_code == 403
    assert entry_texts(report) == []


def test_of_two_who_write_the_second_keeps_what_was_typed(
    new_client: Any, strategy: Strategy
) -> None:
    make_project(strategy, key="roof")
    report = begin(strategy)
    one, two = new_client(make_staff("planner")), new_client(make_staff("planner"))
    path = f"{BASE}/region/1/projects/roof"
    first, second = one.get(path), two.get(path)
    one.submit(first, text="Von der ersten Person.")
    page = two.submit(second, text="Von der zweiten Person.")
    said = main_text(page)
    assert "hat inzwischen jemand geändert" in said
    assert "Von der ersten Person." in said
    assert "Von der zweiten Person." in said
    assert entry_texts(report) == ["Von der ersten Person."]
    assert two.submit(page).status_code == 302
    assert entry_texts(report) == ["Von der zweiten Person."]


def test_check_shows_the_report_and_names_missing_texts(planner: Any, strategy: Strategy) -> None:
    make_project(strategy, title={"de": "Dach"})
    begin(strategy)
    said = main_text(planner.get(f"{BASE}/region/1/publish"))
    assert "Erster Bericht: 1 Projekt, keines verspätet" in said
    assert "Zu 1 Projekt fehlt der Text" in said


def test_double_click_on_publish_publishes_once(planner: Any, strategy: Strategy) -> None:
    make_project(strategy)
    begin(strategy)
    page = planner.get(f"{BASE}/region/1/publish")
    assert [planner.submit(page).location for _ in range(2)] == ["/strategy/region/reports/1"] * 2
    db.session.rollback()
    assert len(queries.of_strategy(strategy.id)) == 1


def test_report_that_changed_since_the_check_is_shown_anew(
    planner: Any, strategy: Strategy
) -> None:
    project = make_project(strategy)
    report = begin(strategy)
    page = planner.get(f"{BASE}/region/1/publish")
    write(report, project, "Nachgereicht.")
    again = planner.submit(page)
    assert "Inzwischen hat sich etwas geändert" in main_text(again)
    assert "Nachgereicht." in main_text(again)
    assert planner.submit(again).status_code == 302


def test_report_without_projects_cannot_be_published(planner: Any, strategy: Strategy) -> None:
    begin(strategy)
    page = planner.get(f"{BASE}/region/1/publish")
    assert "Noch kein Projekt" in main_text(page)
    assert "Jetzt veröffentlichen" not in page.text


def test_correction_begins_with_a_reason(planner: Any, strategy: Strategy) -> None:
    make_project(strategy)
    published(strategy)
    path = f"{BASE}/region/1/correct"
    assert planner.submit(path).status_code == 200
    assert planner.submit(path, reason="Ein Betrag war falsch.").location == f"{BASE}/region/2"
    assert "Ein Betrag war falsch." in main_text(planner.get(f"{BASE}/region/2"))


def test_discarding_says_what_is_lost(planner: Any, strategy: Strategy) -> None:
    project = make_project(strategy)
    write(begin(strategy), project, "Ein Satz.")
    page = planner.get(f"{BASE}/region/1/discard")
    assert "Damit geht 1 Text verloren." in main_text(page)
    action = f"{BASE}/region/1/discard"
    assert [planner.submit(page, action).status_code for _ in range(2)] == [302, 302]
    assert begun(strategy) is None


def test_begun_pages_of_a_published_report_lead_to_it(planner: Any, strategy: Strategy) -> None:
    make_project(strategy, key="roof")
    published(strategy)
    for page in ("1", "1/period", "1/publish", "1/discard", "1/projects/roof"):
        location = planner.get(f"{BASE}/region/{page}").location
        assert location == "/strategy/region/reports/1", page


def test_staff_pages_need_ten_statements(
    planner: Any, strategy: Strategy, statements: list[str]
) -> None:
    for number in range(20):
        make_project(strategy, key=f"p-{number}")
    published(strategy)
    begin(strategy, SECOND)
    for page in ("", "region/2", "region/2/publish", "region/2/projects/p-1", "region/2/period"):
        planner.get(f"{BASE}/{page}")
        statements.clear()
        planner.get(f"{BASE}/{page}")
        assert len(statements) <= 10, (page, statements)


def test_shell_publishes_a_begun_report_once(app: Any, strategy: Strategy) -> None:
    make_project(strategy)
    begin(strategy)
    runner = app.test_cli_runner()
    first = runner.invoke(args=["reports", "publish", "region", "1"])
    assert first.exit_code == 0, first.output
    assert first.output == (
        "Bericht 1 ist veröffentlicht.\nhttp://localhost/strategy/region/reports/1\n"
    )
    again = runner.invoke(args=["reports", "publish", "region", "1"])
    assert (again.exit_code, again.output.splitlines()[0]) == (
        0,
        "Bericht 1 war schon veröffentlicht.",
    )
    db.session.rollback()
    assert queries.get_public(strategy.id, 1).published_by == SHELL.label


def test_shell_says_what_is_wrong_in_one_sentence(app: Any, strategy: Strategy) -> None:
    begin(strategy)
    runner = app.test_cli_runner()
    for slug, number in (("nowhere", "1"), ("region", "9"), ("region", "1")):
        result = runner.invoke(args=["reports", "publish", slug, number])
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
