"""A named ballot in a browser: from its form over the review to who ranks what."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Site, follow
from tests.browser.looks import check, signed_in
from tests.browser.rankings import OPEN
from tests.browser.stage import Stage
from tests.browser.test_ways import fill_points

pytestmark = pytest.mark.xdist_group("browser")
FORM = f"/rounds/{OPEN}/organisations/waldschule-am-see/weights"


def test_the_review_of_a_named_ballot(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(viewport=NARROW, **signed_in(stage, "resident")) as page:
        page.goto(FORM)
        fill_points(page, 12, 8)
        other = page.context.new_page()
        other.goto(FORM)
        fill_points(other, 20)
        follow(other.get_by_role("button", name="Weiter zur Prüfung"))
        check(other, "review")
        expect(other.get_by_text("Dieser Stimmzettel ist namentlich")).to_be_visible()
        follow(other.get_by_role("button", name="Namentlich abgeben"))
        follow(page.get_by_role("button", name="Weiter zur Prüfung"))
        follow(page.get_by_role("button", name="Namentlich abgeben"))
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Welcher Stimmzettel soll gelten?")
        check(page, "conflict")
        follow(page.get_by_role("button", name="Diesen hier namentlich abgeben"))
        expect(heading).to_contain_text("ist abgegeben")
