"""The finance table, and weights beside money, on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import DESKTOP, Site
from tests.browser.stage import stage_of

pytestmark = pytest.mark.xdist_group("browser")


def test_the_table_of_six_projects_prints_on_one_page(demo_site: Site) -> None:
    stage = stage_of(demo_site)
    with demo_site.page(viewport=DESKTOP) as page:
        page.goto(f"/strategy/{stage.consulted_strategy}/finance")
        assert page.locator(".money-table tbody tr").count() == 9
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 1


def test_weights_and_money_of_ten_fields_print_on_one_page(demo_site: Site) -> None:
    stage = stage_of(demo_site)
    with demo_site.page(viewport=DESKTOP) as page:
        page.goto(f"/strategy/{stage.strategy}/weights-and-money")
        assert page.locator(".panels tbody tr").count() == 11
        assert page.locator(".panels .plot__dot").count() == 10
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 1
