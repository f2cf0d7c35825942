"""Somebody who fills in forms in a browser while colleagues work beside them, for walks to the
states that only sending a form leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect

from participation.extensions import db
from tests.browser.conftest import Site, follow


class Person:
    """A page, the site that it is on, and how somebody uses forms there."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.main = page.get_by_role("main")

    def go(self, path: str) -> None:
        """Open a page."""
        response = self.page.goto(path)
        assert response, path
        assert response.status == 200, path

    def press(self, name: str) -> None:
        """Press the last button of this name, and wait for the next page."""
        follow(self.main.get_by_role("button", name=name, exact=True).last)

    def write(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.main.get_by_label(label).first.fill(text)

    def reads(self, text: str) -> None:
        """See that the page says this."""
        expect(self.main).to_contain_text(text)

    def is_told(self, text: str) -> None:
        """See that the summary of errors says this and has the focus, and the title names it."""
        summary = self.page.locator("[data-error-summary]").first
        expect(summary).to_contain_text(text)
        expect(summary).to_be_focused()
        assert self.page.title().startswith("Fehler: "), self.page.url

    def goes_on_at(self, heading: str) -> None:
        """See that a keyboard goes on at the page's heading."""
        expect(self.main.get_by_role("heading", level=1, name=heading)).to_be_focused()

    def hand_in(self, name: str, content: str | bytes, button: str = "Datei prüfen") -> None:
        """Choose a file, and have it checked."""
        data = content.encode() if isinstance(content, str) else content
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.main.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        self.press(button)

    @contextmanager
    def backstage(self) -> Iterator[None]:
        """In the application, what is done is kept."""
        with self.site.app.app_context():
            yield
            db.session.commit()

    def meanwhile(self, model: type[Any], id_: int, change: Callable[[Any], None]) -> None:
        """Let somebody change a row while this person has its form open."""
        with self.backstage():
            change(db.session.get_one(model, id_))

    def newer(self, model: type[Any], id_: int) -> None:
        """Let somebody change a row so that it has a further version."""

        def change(row: Any) -> None:
            row.version += 1

        self.meanwhile(model, id_, change)
