"""A round is stopped while somebody fills in a ballot: what the administrator, the resident, a
reader and a planner see then, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Site, follow
from tests.browser.looks import check
from tests.factories import agree, make_resident, make_round, make_staff
from tests.results.sheets import cast_all, points

pytestmark = pytest.mark.xdist_group("browser")
WHY = "Auf den Plakaten stand ein falsches Ende."


@dataclass(frozen=True)
class City:
    """A round that people are weighting in, and its people in a browser each."""

    site: Site
    scripts: bool
    slug: str
    title: str
    cookies: dict[str, dict[str, Any]]

    @contextmanager
    def page(self, who: str = "") -> Iterator[Page]:
        """A page of this person, signed out unless told: residents on a phone, staff at a desk."""
        options: dict[str, Any] = {"java_script_enabled": self.scripts}
        if who in ("admin", "planner"):
            options["viewport"] = DESKTOP
        with self.site.page(storage_state=self.cookies.get(who), **options) as page:
            yield page

    def look(self, page: Page, state: str) -> None:
        """Look at this state once; without scripts it is the same page."""
        if self.scripts:
            check(page, state)

    @property
    def address(self) -> str:
        """Where the round is."""
        return f"/rounds/{self.slug}/"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def city(demo_site: Site, request: pytest.FixtureRequest) -> City:
    """A round of its own with twelve ballots."""
    with demo_site.app.app_context():
        round_, resident = make_round(), make_resident()
        agree(resident, round_)
        cast_all(round_, points(12), prefix="neighbour")
        people = {"resident": resident} | {role: make_staff(role) for role in ("admin", "planner")}
        cookies = {who: demo_site.cookies(account) for who, account in people.items()}
        title = round_.title["de"]
        return City(demo_site, request.param, round_.slug, title, cookies)


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def test_a_round_is_stopped_while_somebody_weights(city: City, tmp_path: Path) -> None:
    with city.page("resident") as resident:
        begin_two_ballots(resident, city.address)
        with city.page("admin") as admin:
            stop(city, admin)
        read_that_it_was_too_late(city, resident)
    with city.page("planner") as planner:
        publish_the_result(city, planner)
        take_the_paper_to_the_council(planner, tmp_path)
    with city.page() as reader:
        for page in ("results", "results/summary", "procedure"):
            reader.goto(city.address + page)
            expect(reader.get_by_role("main")).to_contain_text(WHY)
        reader.goto(city.address)
        follow(reader.get_by_role("main").get_by_role("link", name="Ergebnis ansehen").first)
        expect(reader.get_by_role("main")).to_contain_text("Die Stadt hat diese Runde am")
        city.look(reader, "result of a stopped round")


def begin_two_ballots(page: Page, address: str) -> None:
    """Fill in one and look it over, and another in a second tab, not sent yet."""
    page.goto(f"{address}weights")
    page.get_by_role("textbox", name="Mobilität").fill("20")
    press(page, "Weiter zur Prüfung")
    expect(page.get_by_role("button", name="Gewichtung jetzt abgeben")).to_be_visible()
    second = page.context.new_page()
    second.goto(f"{address}weights")
    second.get_by_role("textbox", name="Mobilität").fill("13")
    second.get_by_role("textbox", name="Bildung").fill("7")


def stop(city: City, page: Page) -> None:
    """Find the round in the list, begin without a reason, stop it with one."""
    main = page.get_by_role("main")
    page.goto("/admin/rounds")
    follow(main.get_by_role("link", name=city.title, exact=True))
    follow(main.get_by_role("link", name="Stoppen"))
    expect(main).to_contain_text("Bis jetzt abgegeben: 12 Gewichtungen.")
    press(page, "Runde jetzt stoppen")
    expect(page.locator("[data-error-summary]")).to_contain_text("Begründen Sie das.")
    page.get_by_label("Begründung").fill(WHY)
    press(page, "Runde jetzt stoppen")
    expect(main).to_contain_text("Die Runde ist gestoppt.")
    expect(main).to_contain_text(f"Runde gestoppt: {WHY}")
    city.look(page, "just stopped")


def read_that_it_was_too_late(city: City, page: Page) -> None:
    """Send both ballots: neither counts, both are shown, and the round says why."""
    first, second = page.context.pages
    for tab, button, typed in (
        (first, "Gewichtung jetzt abgeben", "20"),
        (second, "Weiter zur Prüfung", "13"),
    ):
        press(tab, button)
        main = tab.get_by_role("main")
        expect(tab.get_by_role("heading", level=1)).to_contain_text("Die Gewichtung ist beendet")
        expect(main).to_contain_text("Die Stadt hat die Runde gestoppt.")
        expect(main).to_contain_text("Ihre Eingabe kam zu spät an und zählt nicht.")
        row = main.locator(".summary-list__row").filter(has_text="Mobilität")
        expect(row).to_contain_text(typed)
    city.look(second, "too late")
    follow(second.get_by_role("main").get_by_role("link", name="Zur Runde", exact=True))
    main = second.get_by_role("main")
    expect(main).to_contain_text(WHY)
    expect(main).to_contain_text("Was bis dahin abgegeben war, zählt.")
    expect(main.get_by_role("link", name="Jetzt gewichten")).to_have_count(0)
    city.look(second, "round that was stopped")


def publish_the_result(city: City, page: Page) -> None:
    """From the list of rounds to the published result: twelve ballots, and none that was late."""
    page.goto("/planning/")
    follow(page.get_by_role("main").get_by_role("link", name=city.title, exact=True))
    expect(page.get_by_role("main")).to_contain_text(WHY)
    city.look(page, "nothing computed")
    press(page, "Ergebnis berechnen")
    follow(page.get_by_role("main").get_by_role("link", name="Prüfen und veröffentlichen"))
    expect(page.get_by_role("main")).to_contain_text("Fassung 1 mit 12 Gewichtungen")
    city.look(page, "check list")
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    press(page, "Jetzt veröffentlichen")


def take_the_paper_to_the_council(page: Page, folder: Path) -> None:
    """The page for council and press and the draft itself name the stop."""
    follow(page.get_by_role("main").get_by_role("link", name="Für Rat und Presse"))
    sentence = f"Die Stadt hat die Runde gestoppt. Begründung: {WHY}"
    expect(page.get_by_role("main")).to_contain_text(sentence)
    with page.expect_download() as started:
        page.get_by_role("main").get_by_role("link", name="Entwurf herunterladen").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    document = Document(str(path))
    headings = {each.text for each in document.paragraphs if "Heading" in str(each.style)}
    assert {"Betreff", "Beschlussvorschlag", "Sachverhalt", "Anlagen"} <= headings
    assert any(sentence in each.text for each in document.paragraphs)
