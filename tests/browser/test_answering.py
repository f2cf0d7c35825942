"""From an idea to the city's answer: a planner answers with the keyboard alone, the author gets a
mail and reads the answer where its link leads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from participation.answers import jobs
from participation.kernel.clock import clock
from tests.browser.conftest import DESKTOP, NARROW, Site, follow
from tests.browser.looks import check
from tests.browser.stage import Stage

pytestmark = pytest.mark.xdist_group("browser")
TEXT = "Dafür fehlt der Platz in der Altstadt."


def test_a_planner_answers_and_the_author_reads_it(demo_site: Site, stage: Stage) -> None:
    number = stage.ideas["published"]
    with demo_site.page(viewport=DESKTOP, storage_state=stage.people["planner"]) as page:
        page.goto("/staff/")
        follow(page.get_by_role("link", name="Ideen beantworten"))
        page.goto(f"/planning/{stage.open}/answers/{number}")
        page.get_by_label("wird nicht aufgenommen").focus()
        page.keyboard.press("Space")
        page.get_by_label("Text der Antwort").focus()
        page.keyboard.type(TEXT)
        page.get_by_role("button", name="Antwort vormerken").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("ist vorgemerkt")
        page.goto(f"/planning/{stage.open}/answers/publish?idea={number}")
        expect(page.get_by_text("1 E-Mail geht zu einer eigenen Idee hinaus.")).to_be_visible()
        follow(page.get_by_role("button", name="Jetzt veröffentlichen"))
        expect(page.get_by_role("status").first).to_contain_text("1 Antwort ist veröffentlicht.")
    with demo_site.app.app_context():
        assert jobs.tell(clock) >= 1
    with demo_site.page(viewport=NARROW, storage_state=stage.people["resident"]) as page:
        page.goto("/demo/outbox")
        mail = page.locator("pre.mail").filter(has_text=TEXT)
        follow(mail.get_by_role("link").first)
        answer = page.get_by_role("region", name="Die Stadt antwortet")
        expect(answer).to_contain_text("Die Stadt nimmt diese Idee nicht auf.")
        expect(answer).to_contain_text(TEXT)
        way = page.get_by_role("listitem").filter(has_text="Beantwortet")
        expect(way).to_be_visible()
        check(page, "an answered idea")
