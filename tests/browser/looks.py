"""What is asked of every page in every state, and how to come as somebody."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.conftest import axe, scrolls_sideways
from tests.browser.stage import Stage
from tests.sampling import everything, lot

# What may be another in each run: numbers, what is drawn by lot.
DRAWN = re.compile(r"[^/]*\d[^/]*|[^/]{25,}")


def check(page: Page, state: str = "", *, dark: bool = True) -> None:
    """Assert what holds for every page in every state; colours in the dark need no second look at
    the same template.

    Where not everything is asked for, a page to be seen in the dark, too, is looked at once: half
    of these pages in the light, the others in the dark.
    """
    page.wait_for_load_state()
    label = f"{page.url} {state}"
    assert not scrolls_sideways(page), label
    only_dark = dark and not everything() and _in_the_dark(page, state)
    if not only_dark:
        assert axe(page) == [], label
    if only_dark or (dark and everything()):
        page.emulate_media(color_scheme="dark")
        assert axe(page, *(() if only_dark else ("color-contrast",))) == [], f"{label} in the dark"
        page.emulate_media(color_scheme="light")


def _in_the_dark(page: Page, state: str) -> bool:
    place = DRAWN.sub("", urlsplit(page.url).path)
    return lot(f"{place} {state}", 2) == 1


def signed_in(stage: Stage, role: str | None) -> dict[str, Any]:
    """Options for a page of somebody with this role."""
    return {"storage_state": stage.people[role]} if role else {}
