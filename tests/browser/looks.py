"""What is asked of every page in every state, and how to come as somebody."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import axe, scrolls_sideways
from tests.browser.stage import Stage


def check(page: Page, state: str = "", *, dark: bool = True) -> None:
    """Assert what holds for every page in every state; colours in the dark need no second look at
    the same template."""
    page.wait_for_load_state()
    label = f"{page.url} {state}"
    assert not scrolls_sideways(page), label
    assert axe(page) == [], label
    if not dark:
        return
    page.emulate_media(color_scheme="dark")
    assert axe(page, "color-contrast") == [], f"{label} in the dark"
    page.emulate_media(color_scheme="light")


def signed_in(stage: Stage, role: str | None) -> dict[str, Any]:
    """Options for a page of somebody with this role."""
    return {"storage_state": stage.people[role]} if role else {}
