"""Pages that only a way leads to: signing in, setting up a member of staff, a ballot."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.browser.conftest import NARROW, Site, follow
from tests.browser.looks import check, signed_in
from tests.browser.stage import LONG, Stage

pytestmark = pytest.mark.xdist_group("browser")


def test_the_pages_of_signing_in(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW) as page:
        page.goto(f"/rounds/{stage.open}/ideas/new")
        page.locator("#title").fill(LONG[:120])
        page.locator("#text").fill(f"{LONG}\n\nZweiter Absatz.")
        page.locator("#field").select_option("energy")
        follow(page.get_by_role("button", name="Weiter zur Vorschau"))
        check(page, "preview")
        follow(page.get_by_role("button", name="Weiter zur Anmeldung"))
        page.get_by_label("E-Mail-Adresse").fill(f"{'lang' * 12}@example.org")
        follow(page.get_by_role("button", name="Link senden"))
        check(page, "link sent")
        follow(page.get_by_role("main").get_by_role("link", name="Postausgang"))
        link = page.locator("pre.mail a").first.get_attribute("href") or ""
        page.goto(link)
        check(page, "confirm")
        follow(page.get_by_role("button", name="Jetzt anmelden"))
        follow(page.get_by_role("button", name="Name speichern"))
        for box in page.get_by_role("checkbox").all():
            box.check()
        follow(page.get_by_role("button", name="Zustimmen und weiter"))
        assert "/ideas/drafts/" in page.url
        check(page, "draft")
        page.goto(link)
        check(page, "a link that was used")


def test_the_pages_of_setting_up_a_member_of_staff(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW, storage_state=stage.people["admin"]) as page:
        page.goto("/admin/people")
        page.get_by_label("E-Mail-Adresse").fill("frisch@example.org")
        page.get_by_role("radio").first.check()
        follow(page.get_by_role("button", name="Anlegen und Link zeigen"))
        check(page, "set-up link")
        match = re.search(r"https?://\S+/staff/set-up/\S+", page.get_by_role("main").inner_text())
    assert match
    password = "ein langer Satz mit 7 Wörtern darin"
    with demo_site.page(viewport=NARROW) as page:
        page.goto(match[0])
        check(page, "password")
        for field in page.locator("input[type=password]").all():
            field.fill(password)
        follow(page.get_by_role("main").get_by_role("button").last)
        check(page, "second factor")
        secret = page.locator("main strong").last.inner_text().replace(" ", "")
        page.locator("main form input:visible").first.fill(TOTP(secret).now())
        follow(page.get_by_role("main").get_by_role("button").last)
        check(page, "recovery codes")
        page.goto(match[0])
        check(page, "a link that was used")
        page.context.clear_cookies()
        page.goto("/staff/sign-in")
        page.get_by_label("E-Mail-Adresse").fill("frisch@example.org")
        page.get_by_label("Passwort").fill(password)
        follow(page.get_by_role("button", name="Weiter", exact=True))
        assert page.url.endswith("/staff/sign-in/code")
        check(page, "code")
        follow(page.get_by_role("main").get_by_role("button").first)
        check(page, "code refused")


def test_the_pages_of_a_ballot(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW) as page:
        page.goto(f"/rounds/{stage.full}/weights")
        fill_points(page, 12, 8)
        check(page, "filled")
        fill_points(page, 12, 12)
        follow(page.get_by_role("button", name="Weiter zur Prüfung"))
        check(page, "too many")
        fill_points(page, 12, 8)
        other = page.context.new_page()
        other.goto(f"/rounds/{stage.full}/weights")
        hand_in(other, 20)
        follow(page.get_by_role("button", name="Weiter zur Prüfung"))
        check(page, "review")
        follow(page.get_by_role("button", name="Gewichtung jetzt abgeben"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Welche Gewichtung soll gelten?")
        check(page, "conflict")
        follow(page.get_by_role("button", name="Diese hier abgeben"))
        page.locator("summary").first.click()
        check(page, "receipt")
        follow(page.get_by_role("link", name="Mit den Zielen weitermachen"))
        check(page, "goals")
        follow(page.get_by_role("button", name="Ziele speichern"))
        check(page, "goals refused")
        for path in ("questions", "withdraw"):
            page.goto(f"/rounds/{stage.full}/weights/{path}")
            check(page)


def fill_points(page: Page, *points: int) -> None:
    for box, value in zip(page.locator("[data-points-input]").all(), points, strict=False):
        box.fill(str(value))


def hand_in(page: Page, *points: int) -> None:
    fill_points(page, *points)
    follow(page.get_by_role("button", name="Weiter zur Prüfung"))
    follow(page.get_by_role("button", name="Gewichtung jetzt abgeben"))


def test_a_pick_ballot_and_pages_that_refuse(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW) as page:
        page.goto(f"/rounds/{stage.pick}/weights")
        for box in page.locator("input[type=checkbox][name^=pick]:not([name$=-none])").all()[:3]:
            box.check()
        follow(page.get_by_role("button", name="Weiter zur Prüfung"))
        check(page, "review")
        follow(page.get_by_role("button", name="Auswahl jetzt abgeben"))
        check(page, "receipt")
    for role, path, status in (
        (None, "/nowhere", 404),
        (None, f"/rounds/{stage.open}/ideas/2020-99999", 404),
        ("resident", "/admin/", 403),
        ("moderator", f"/rounds/{stage.open}/weights", 403),
    ):
        with demo_site.page(viewport=NARROW, **signed_in(stage, role)) as page:
            response = page.goto(path)
            assert response
            assert response.status == status
            check(page)
