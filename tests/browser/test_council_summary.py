"""The council summary on paper."""

from __future__ import annotations

import re

import pytest

from participation.demo.rules import SLUGS
from tests.browser.conftest import DESKTOP, Site

pytestmark = pytest.mark.xdist_group("browser")


def test_the_council_summary_of_ten_fields_prints_on_one_page(demo_site: Site) -> None:
    with demo_site.page(viewport=DESKTOP) as page:
        page.goto(f"/rounds/{SLUGS.closed}/results/summary")
        assert page.locator(".bars__row").count() == 10
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
    assert len(pages) == 1
