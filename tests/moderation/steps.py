"""What moderators do on the place of work, for tests of several files."""

from __future__ import annotations

from typing import Any

from tests.pages import tree


def take(client: Any, query: str = "") -> Any:
    """Return the page of the idea that is held, or claim the next one and return its page."""
    page = client.get(f"/moderation/queue{query}")
    if list(tree(page).iter("article")):
        return page
    return client.get(client.submit(page, "/queue/next").location)


def shown(page: Any) -> str:
    """The title of the idea that is shown whole."""
    return "".join(next(tree(page).iter("article")).find(".//h1").itertext())
