"""What a reader's browser asks for and shows: nothing of others, their language, their colours,
targets that a thumb can hit."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from participation.demo.rules import SLUGS
from tests.browser.conftest import FLAGS, Site, follow, scrolls_sideways
from tests.browser.stage import Stage
from tests.conftest import chromium_path

pytestmark = pytest.mark.xdist_group("browser")


def main_pages(stage: Stage) -> list[str]:
    rest = ("", "ideas/", "ideas/new", "weights", "procedure")
    pages = [
        "/",
        "/sign-in",
        "/legal/datenschutz",
        *[f"/rounds/{stage.open}/{name}" for name in rest],
    ]
    return [
        *pages,
        f"/rounds/{stage.closed}/results",
        f"/rounds/{stage.open}/ideas/{stage.ideas['published']}",
    ]


def test_no_page_asks_anybody_else_for_anything(demo_site: Site, stage: Stage) -> None:
    asked: set[str] = set()
    violations: list[str] = []
    with demo_site.page() as page:
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda message: violations.append(message.text))
        for path in main_pages(stage):
            page.goto(path, wait_until="networkidle")
    ours = urlsplit(demo_site.address).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {ours}
    assert [text for text in violations if "Content Security Policy" in text] == []


def test_switching_the_language_keeps_the_page(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        path = f"/rounds/{stage.closed}/ideas/?field=mobility&sort=newest"
        page.goto(path)
        follow(page.get_by_role("link", name="English"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert urlsplit(page.url).path == f"/rounds/{stage.closed}/ideas/"
        assert "field=mobility" in page.url
        assert "sort=newest" in page.url
        page.goto(f"/rounds/{stage.closed}/results")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        follow(page.get_by_role("link", name="Deutsch"))
        expect(page.locator("html")).to_have_attribute("lang", "de")
        assert urlsplit(page.url).path == f"/rounds/{stage.closed}/results"


def test_the_browser_chooses_the_language_at_first(demo_site: Site, stage: Stage) -> None:
    for locale, language in (("en-GB", "en"), ("de-AT", "de"), ("fr-FR", "de")):
        with demo_site.page(locale=locale) as page:
            page.goto("/")
            expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_reader_decides_between_light_and_dark(demo_site: Site, stage: Stage) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        with demo_site.page(color_scheme=scheme) as page:
            page.goto(f"/rounds/{stage.open}/")
            grounds[scheme] = page.evaluate("""() => {
                  const pen = document.createElement('canvas').getContext('2d');
                  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
                  pen.fillRect(0, 0, 1, 1);
                  return Math.max(...pen.getImageData(0, 0, 1, 1).data.slice(0, 3));
                }""")
    assert grounds["light"] > 240
    assert grounds["dark"] < 50


def test_one_sees_where_the_focus_is(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(reduced_motion="reduce") as page:
        page.goto(f"/rounds/{stage.open}/weights")
        seen = []
        for _ in range(60):
            page.keyboard.press("Tab")
            focus = page.evaluate("""() => {
                  const node = document.activeElement;
                  if (node === document.body) return null;
                  const style = getComputedStyle(node);
                  const width = parseFloat(style.outlineWidth);
                  const outline = style.outlineStyle !== 'none' && width >= 2;
                  const ring = outline || style.boxShadow !== 'none';
                  const box = node.getBoundingClientRect();
                  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                  const there = document.elementFromPoint(x, y);
                  const clear = node.contains(there) || there?.contains(node);
                  return {what: node.outerHTML.slice(0, 100), ring, clear};
                }""")
            if focus is None:
                break
            seen.append(focus["what"])
            assert focus["ring"], focus["what"]
            assert focus["clear"], f"out of sight or covered: {focus['what']}"
        assert len(seen) > 40, "ten fields with two buttons, an input and an explanation each"


def small(page: Page, selector: str, least: float) -> list[str]:
    """Return what is smaller than `least` in either direction; links within a sentence may be."""
    return page.evaluate(
        """([selector, least]) => [...document.querySelectorAll(selector)].filter(node => {
          const box = node.getBoundingClientRect();
          if (!box.width || node.closest('.visually-hidden, .skip-link')) return false;
          const box_ = node.matches('input[type=checkbox], input[type=radio]');
          const target = box_ ? node.labels[0] : node;
          const hit = target.getBoundingClientRect();
          const inSentence = node.matches('a') && getComputedStyle(node).display === 'inline';
          return !inSentence && (Math.min(hit.width, hit.height, 999) < least);
        }).map(node => node.outerHTML.slice(0, 120))""",
        [selector, least],
    )


def test_targets_are_large_enough_for_a_thumb(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(has_touch=True) as page:
        for path in main_pages(stage):
            page.goto(path)
            assert (
                small(page, "a, button, input:not([type=hidden]), select, textarea, summary", 24)
                == []
            ), path
            assert (
                small(page, ".kern-btn, .points__button, .points__input, .site-nav a, .chips a", 44)
                == []
            ), path


def test_paper_gets_the_text_without_the_navigation(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        page.locator("[data-points-input]").first.fill("20")
        follow(page.get_by_role("button", name="Weiter zur Prüfung"))
        follow(page.get_by_role("button", name="Gewichtung jetzt abgeben"))
        page.emulate_media(media="print")
        expect(page.locator(".receipt-code")).to_be_visible()
        expect(page.locator(".bars").first).to_be_visible()
        assert not shown(page)
        page.goto(f"/rounds/{stage.closed}/results")
        expect(page.locator(".bars").first).to_be_visible()
        # What is folded on the screen is laid open on paper.
        expect(page.get_by_role("table").first).to_be_visible()
        assert not shown(page)


def shown(page: Page) -> list[str]:
    """Return what of navigation and buttons would be printed."""
    parts = page.locator("nav, .site-nav, .kern-btn, .back-link, .skip-link").all()
    return [
        part.evaluate("node => node.outerHTML.slice(0, 80)") for part in parts if part.is_visible()
    ]


SHEET = {"width": 643, "height": 971}
"""What A4 holds between margins of two centimetres, in CSS pixels."""


@pytest.mark.parametrize("path", ["results", "receipts", "procedure"])
def test_what_must_stay_together_on_paper_fits_on_a_sheet(demo_site: Site, path: str) -> None:
    with demo_site.page(viewport=SHEET) as page:
        page.goto(f"/rounds/{SLUGS.closed}/{path}")
        page.emulate_media(media="print")
        tall = page.evaluate(
            """height => [...document.querySelectorAll("main, main *")]
            .filter(node => getComputedStyle(node).breakInside === "avoid")
            .filter(node => node.getBoundingClientRect().height > height)
            .map(node => node.outerHTML.slice(0, 80))""",
            SHEET["height"],
        )
    assert tall == []


def test_letters_twice_as_large_never_make_a_phone_scroll_sideways(
    demo_site: Site, stage: Stage
) -> None:
    large = demo_site.browser.browser_type.launch(
        executable_path=chromium_path(), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    )
    try:
        site = Site(demo_site.app, demo_site.address, large)
        with site.page() as page:
            wide = []
            for path in (*main_pages(stage), f"/rounds/{stage.full}/weights"):
                page.goto(path)
                wide += [path] if scrolls_sideways(page) else []
    finally:
        large.close()
    assert wide == []
