"""Every page in every state, in a real browser: nothing for axe-core to find, in light and in dark,
and no sideways scrolling at 320 px.

A window of 320 px is also what 400 % zoom makes of one of 1280 px. Where not everything is asked
for (tests/sampling.py), each page is seen in one state and in half of its others, and one in three
of the forms that were refused is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import sampling
from tests.browser import rankings
from tests.browser.conftest import NARROW, Site, follow, silent
from tests.browser.looks import check, signed_in
from tests.browser.stage import Stage
from tests.browser.visits import NOT_PAGES, ON_THE_WAY, pages

pytestmark = pytest.mark.xdist_group("browser")


def test_no_page_is_forgotten(demo_site: Site, stage: Stage) -> None:
    rules = demo_site.app.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    # What programs read is JSON, described by a document of its own.
    endpoints = {endpoint for endpoint in endpoints if not endpoint.startswith("api.")}
    assert endpoints == {*pages(stage), *NOT_PAGES, *ON_THE_WAY}
    assert not NOT_PAGES.keys() & {*pages(stage), *ON_THE_WAY}


FEATURES = (
    "front",
    "accounts",
    "finance",
    "money",
    "following",
    "strategy",
    "rounds",
    "ideas",
    "intake",
    "weighting",
    "moderation",
    "reports",
    "complaints",
    "statistics",
    "rankings",
    "results",
    "answers",
    "progress",
    "projects",
    "council",
    "packages",
    "catalogue",
    "public_strategy",
    "organisations",
    "partners",
    "retention",
    "dry_run",
    "admin",
    "demo",
)


def test_the_pages_of_every_feature_are_looked_at(stage: Stage) -> None:
    assert {endpoint.split(".")[0] for endpoint in pages(stage)} == set(FEATURES)


@pytest.fixture(scope="module")
def tab(demo_site: Site) -> Iterator[Page]:
    """A page in which one person after the other looks around: a new browser costs as much as what
    is looked at."""
    with demo_site.page(viewport=NARROW) as page:
        yield page


def come_as(page: Page, stage: Stage, role: str | None) -> None:
    """Be this person from now on, with nothing left of the one before."""
    page.context.clear_cookies()
    page.goto("about:blank")
    page.emulate_media(color_scheme="light")
    if role:
        page.context.add_cookies(stage.people[role]["cookies"])


@pytest.mark.parametrize("feature", FEATURES)
def test_every_page_can_be_read_by_everybody(
    demo_site: Site, stage: Stage, tab: Page, feature: str
) -> None:
    visits = [
        (role, path, place == 0)
        for endpoint, visits in pages(stage).items()
        if endpoint.split(".")[0] == feature
        for place, (role, path) in enumerate(visits)
        if place == 0 or sampling.takes(endpoint, place, among=2)
    ]
    for role in {role for role, _path, _first in visits}:
        come_as(tab, stage, role)
        with silent(tab):
            for path, first in [
                (path, first) for visitor, path, first in visits if visitor == role
            ]:
                response = tab.goto(path)
                assert response, path
                assert response.status == 200, path
                assert tab.url == demo_site.address + path, "the page itself, not one it leads to"
                check(tab, dark=first)


def sent_empty(stage: Stage) -> Iterator[tuple[str | None, str, str]]:
    """Who sends which form with nothing in it: (role, path, the button)."""
    number = stage.ideas
    yield None, "/sign-in", "Link senden"
    yield None, "/staff/sign-in", "Weiter"
    yield None, f"/rounds/{stage.full}/code", "Weiter zur Gewichtung"
    yield None, f"/rounds/{stage.open}/weights", "Weiter zur Prüfung"
    yield None, f"/rounds/{stage.pick}/weights", "Weiter zur Prüfung"
    yield None, f"/rounds/{stage.open}/ideas/{number['published']}/report", "Meldung senden"
    yield None, "/report", "Meldung senden"
    yield "moderator", f"/moderation/{number['waiting']}/black-out", "Weiter zur Vorschau"
    yield None, f"/complaint/author/{stage.disputes.token}", "Beschwerde senden"
    settled = f"/moderation/reports/{stage.disputes.reports[0]}"
    yield "moderator", settled, "Meldung erledigen"
    complaint = f"/moderation/complaints/{stage.disputes.waiting[-2]}"
    yield "admin", complaint, "Entscheiden und beiden Seiten schreiben"
    complaint = f"/moderation/complaints/{stage.disputes.waiting[-1]}"
    yield "admin", complaint, "Entscheiden und der Person schreiben"
    yield None, f"/rounds/{stage.closed}/receipts", "Beleg suchen"
    yield "nameless", "/account/welcome", "Name speichern"
    yield "stranger", f"/rounds/{stage.open}/join", "Zustimmen und weiter"
    yield "resident", f"/rounds/{stage.open}/ideas/new", "Weiter zur Vorschau"
    yield "resident", f"/rounds/{stage.open}/ideas/{number['asked']}/edit", "Änderung speichern"
    yield "resident", "/account/name", "Name speichern"
    yield "resident", "/partners/apply", "Antrag absenden"
    yield "resident", f"/account/organisations/{stage.partners.approved}", "Einladen"
    named = f"/rounds/{rankings.OPEN}/organisations/waldschule-am-see/weights"
    yield "resident", named, "Weiter zur Prüfung"
    yield "moderator", f"/paper/{stage.full}/{stage.batch}", "Weiter zu den Zielen"
    yield "moderator", f"/paper/{stage.full}/{stage.batch}/close", "Stapel abschließen"
    yield "moderator", f"/paper/{stage.full}/ideas", "Datei prüfen"
    yield "admin", f"/paper/{stage.full}/ballots", "Datei prüfen"
    yield "moderator", f"/paper/{stage.full}/postcards", "Speichern und nächste Karte"
    withdraw = f"/planning/strategies/{stage.consulted_strategy}/versions/2/withdraw"
    money = f"/planning/strategies/{stage.consulted_strategy}/finance"
    yield "planner", f"{money}/projects/ki-xc/new-amount", "Speichern"
    yield "planner", f"{money}/projects/ki-xc/new-rate", "Speichern"
    yield "planner", f"{money}/new-source", "Speichern"
    yield "planner", f"{money}/locks", "Eintragen"
    yield "planner", f"{money}/upload", "Datei prüfen"
    yield "planner", "/planning/strategies/load-package", "Datei prüfen"
    yield "planner", withdraw, "Fassung zurückziehen"
    answers = f"/planning/{stage.closed}/answers"
    yield "planner", f"{answers}/{stage.answered.open}", "Antwort vormerken"
    yield "planner", f"{answers}/import", "Datei prüfen"
    yield "planner", f"{answers}/statement", "Veröffentlichen"
    yield "planner", f"/admin/organisations/{stage.partners.applied}", "Ablehnen"
    yield "admin", "/admin/city", "Speichern"
    yield "admin", "/admin/people", "Anlegen und Link zeigen"
    yield "admin", "/admin/legal/impressum", "Neue Fassung veröffentlichen"
    yield "admin", "/admin/new-round", "Speichern und weiter"
    yield "admin", "/admin/new-unit", "Anlegen"
    yield "admin", f"/admin/rounds/{stage.open}/extend", "Verlängern"
    yield "admin", f"/admin/rounds/{stage.open}/stop", "Runde jetzt stoppen"
    yield "admin", f"/admin/rounds/{stage.later}/withdraw", "Runde zurückziehen"
    yield "admin", f"/admin/rounds/{stage.draft}/steps/subject", "Speichern und weiter"
    yield "admin", f"/admin/rounds/{stage.draft}/steps/counting", "Speichern und weiter"
    yield "admin", "/admin/new-strategy", "Anlegen"
    yield "admin", f"/admin/strategies/{stage.strategy}/new/field", "Speichern"
    yield "admin", f"/admin/strategies/{stage.unused_strategy}/paste", "Prüfen"


@pytest.mark.parametrize(
    "role", [None, "nameless", "stranger", "resident", "moderator", "planner", "admin"]
)
def test_a_refused_form_says_so_and_takes_the_focus(
    demo_site: Site, stage: Stage, role: str | None
) -> None:
    with demo_site.page(viewport=NARROW, **signed_in(stage, role)) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        forms = [(path, button) for visitor, path, button in sent_empty(stage) if visitor == role]
        for place, (path, button) in enumerate(forms):
            page.goto(path)
            send_empty(page, button)
            summary = page.locator("[data-error-summary]")
            expect(summary, path).to_be_focused()
            assert page.title().startswith("Fehler: "), path
            link = summary.get_by_role("link").first
            target = (link.get_attribute("href") or "")[1:]
            link.press("Enter")
            focused = page.evaluate("document.activeElement.id || document.activeElement.name")
            assert focused.startswith(target), (
                f"{path}: the link leads to {target}, the focus is on {focused}"
            )
            # What is wrong looks the same on every form.
            if sampling.takes(button, place, among=3):
                check(page, "refused", dark=place % 4 == 0)


def send_empty(page: Page, button: str) -> None:
    """Empty every text field of the page's forms, then press the button."""
    page.evaluate(
        "document.querySelectorAll('main form :is(input[type=text], input[type=email],"
        " textarea)').forEach(f => f.value = '')"
    )
    follow(page.get_by_role("main").get_by_role("button", name=button, exact=True).last)
