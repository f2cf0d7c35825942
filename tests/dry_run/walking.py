"""Walking through a dry run with a browser without a screen."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from participation.dry_run.models import DryRun
from participation.extensions import db
from tests.conftest import CheckingClient


class Walk:
    """An administrator who tries a round out."""

    def __init__(self, client: CheckingClient, slug: str) -> None:
        self.client = client
        self.slug = slug
        self.page = f"/admin/rounds/{slug}/dry-run"
        self.inside = ""

    def go(self, moment: str) -> TestResponse:
        """Choose a moment; return the page of the round as it is shown then."""
        answer = self.post(self.page, self.page, moment=moment)
        assert answer.status_code == 302, answer.text
        self.inside = answer.location.split("/rounds/")[0]
        return self.client.get(answer.location)

    def get(self, path: str) -> TestResponse:
        """Fetch a page of the copy."""
        return self.client.get(self.inside + path)

    def be(self, who: str) -> TestResponse:
        """Look at the copy as somebody else from now on."""
        return self.post(f"{self.inside}/desk/", f"{self.inside}/desk/be/{who}")

    def end(self) -> TestResponse:
        """Press the button that ends it."""
        return self.post(self.page, f"{self.page}/end")

    def post(self, form_page: str, path: str, **values: Any) -> TestResponse:
        """Send a form of a page, with that page's token."""
        page = self.client.get(form_page).text
        match = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert match, page
        return self.client.post(path, data={"csrf_token": match[1], **values})


def token() -> str:
    """The token of the only dry run there is."""
    return db.session.query(DryRun.token).scalar()
