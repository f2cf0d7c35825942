"""The README's way through the demo, as one newcomer walks it in one browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, follow

pytestmark = pytest.mark.xdist_group("browser")
ADDRESS = "neu@example.org"


def test_a_newcomer_walks_through_the_readme(demo_site: Site, tmp_path: Path) -> None:
    with demo_site.page() as page:
        number = submit_an_idea(page)
        weigh_the_fields(page)
        follow(page.get_by_role("button", name="Abmelden"))
        publish_the_idea(page, number)
        follow(page.get_by_role("button", name="Abmelden"))
        page.goto(f"/rounds/unsere-stadt/ideas/{number}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Trinkwasser auf dem Marktplatz")
        download_the_files(page, tmp_path)


def submit_an_idea(page: Page) -> str:
    """Signed out to the receipt; returns the number on it."""
    page.goto("/")
    follow(page.get_by_role("link", name="Unsere Stadt von morgen").first)
    follow(page.get_by_role("link", name="Idee einreichen"))
    page.get_by_label("Titel").fill("Trinkwasser auf dem Marktplatz")
    page.locator("#text").fill("Ein Brunnen hilft allen an heißen Tagen.")
    page.locator("#field").select_option("energy")
    follow(page.get_by_role("button", name="Weiter zur Vorschau"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Trinkwasser auf dem Marktplatz")
    follow(page.get_by_role("button", name="Weiter zur Anmeldung"))

    page.get_by_label("E-Mail-Adresse").fill(ADDRESS)
    follow(page.get_by_role("button", name="Link senden"))
    follow(page.get_by_role("main").get_by_role("link", name="Postausgang"))
    follow(page.locator("pre.mail a").first)
    follow(page.get_by_role("button", name="Jetzt anmelden"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Wie möchten Sie heißen?")
    assert page.get_by_label("Name").input_value(), "a pseudonym is suggested"
    follow(page.get_by_role("button", name="Name speichern"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page.get_by_role("button", name="Zustimmen und weiter"))

    expect(page.get_by_role("heading", level=2)).to_have_text("Trinkwasser auf dem Marktplatz")
    follow(page.get_by_role("button", name="Idee einreichen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihre Idee")
    number = page.locator(".panel .number").inner_text()
    assert re.fullmatch(r"\d{4}-\d{5}", number)
    return number


def weigh_the_fields(page: Page) -> None:
    follow(page.get_by_role("link", name="Zurück zur Runde"))
    follow(page.get_by_role("link", name="Jetzt gewichten"))
    for box, points in zip(page.locator("[data-points-input]").all(), (12, 8), strict=False):
        box.fill(str(points))
    follow(page.get_by_role("button", name="Weiter zur Prüfung"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Prüfen Sie Ihre Gewichtung")
    follow(page.get_by_role("button", name="Gewichtung jetzt abgeben"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Vielen Dank. Ihre Gewichtung ist abgegeben."
    )
    assert page.locator(".receipt-code").inner_text().strip()


def publish_the_idea(page: Page, number: str) -> None:
    page.goto("/demo/")
    follow(page.get_by_role("button", name="Als Moderation anmelden"))
    follow(page.get_by_role("link", name="Moderation", exact=True))
    follow(page.get_by_role("link", name="Zur ganzen Liste"))
    title = "Trinkwasser auf dem Marktplatz"
    follow(page.get_by_role("main").get_by_role("button", name=title, exact=True))
    follow(page.get_by_role("button", name="Veröffentlichen"))
    page.goto(f"/moderation/{number}")
    expect(page.get_by_role("main")).to_contain_text("Veröffentlicht")


def download_the_files(page: Page, folder: Path) -> None:
    page.goto("/demo/")
    follow(page.get_by_role("button", name="Als Planung anmelden"))
    page.goto("/rounds/auftakt/results")
    for name, links in (
        ("weights", ("weights.csv", "weights.csv für Excel")),
        ("ideas", ("ideas.csv", "ideas.csv für Excel")),
    ):
        plain, excel = (download(page, link, folder) for link in links)
        machine = list(csv.DictReader(io.StringIO(plain.decode("utf-8"))))
        # A German spreadsheet opens a file with a byte order mark and semicolons by itself.
        sheet = list(csv.DictReader(io.StringIO(excel.decode("utf-8-sig")), delimiter=";"))
        assert excel.startswith(b"\xef\xbb\xbf")
        assert len(machine) == len(sheet) > 0
        if name == "weights":
            assert [row["rank"] for row in machine].count("1") == 1
            assert {row["n_ballots"] for row in machine} == {"100"}
            assert all("," in row["chosen_share"] for row in sheet)
        else:
            assert len(machine) == 105
            assert machine[0]["number"]


def download(page: Page, link: str, folder: Path) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("main").get_by_role("link", name=link, exact=True).click()
    download = started.value
    assert re.search(r"\d{4}-\d{2}-\d{2}", download.suggested_filename), (
        "file names carry their date"
    )
    path = folder / download.suggested_filename
    download.save_as(path)
    return path.read_bytes()
