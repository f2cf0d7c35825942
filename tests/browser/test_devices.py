"""How somebody has set up their device: forced colours, less motion, a wide window."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESKTOP, NARROW, Site, axe, scrolls_sideways
from tests.browser.stage import Stage

pytestmark = pytest.mark.xdist_group("browser")


IMPORTANT = ("", "ideas/", "ideas/new", "weights")


def test_forced_colours_hide_nothing(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW, forced_colors="active") as page:
        for path in (
            *[f"/rounds/{stage.open}/{rest}" for rest in IMPORTANT],
            f"/rounds/{stage.closed}/results",
        ):
            page.goto(path)
            assert axe(page) == [], path
            for button in page.locator(
                "main .kern-btn:visible, main .points__button:visible"
            ).all():
                width = button.evaluate("node => parseFloat(getComputedStyle(node).borderTopWidth)")
                assert width > 0, "a button keeps an edge when its background goes"


def test_nothing_moves_for_those_who_asked_for_less_motion(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(reduced_motion="reduce") as page:
        for path in ("/", f"/rounds/{stage.open}/weights", f"/rounds/{stage.closed}/results"):
            page.goto(path)
            moving = page.evaluate("""[...document.querySelectorAll('*')].filter(node => {
                  const style = getComputedStyle(node);
                  return style.transitionDuration !== '0s' || style.animationName !== 'none'
                    || style.scrollBehavior === 'smooth';
                }).map(node => node.outerHTML.slice(0, 120))""")
            assert moving == [], path


def test_a_desktop_shows_no_page_wider_than_itself(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=DESKTOP, storage_state=stage.people["admin"]) as page:
        for path in (
            "/admin/rounds",
            "/moderation/queue",
            "/planning/",
            "/admin/audit",
            f"/rounds/{stage.closed}/results",
        ):
            page.goto(path)
            assert not scrolls_sideways(page), path
            assert axe(page) == [], path
