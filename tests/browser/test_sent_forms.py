"""What staff see after they have sent a form, in every state that a form leads to: nothing for
axe-core to find and no sideways scrolling on the narrowest phone; one in four in the dark and at a
desk too. Where not everything is asked for (tests/sampling.py), one state in three is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize

from participation.accounts.models import Account
from tests import sampling
from tests.browser import sent_by_administrators, sent_by_moderators, sent_by_planners
from tests.browser.conftest import NARROW, Site, silent
from tests.browser.looks import check
from tests.browser.person import Person
from tests.factories import make_round, make_staff

pytestmark = pytest.mark.xdist_group("browser")
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 740}
EVERY = 4
WALKS: dict[str, Callable[[Person], Iterator[str]]] = {
    "privacy": sent_by_moderators.privacy,
    "idle": sent_by_moderators.idle,
    "moderator": sent_by_moderators.moderator,
    "complaints": sent_by_moderators.complaints,
    "planner": sent_by_planners.planner,
    "admin": sent_by_administrators.admin,
}


def account(name: str) -> Account:
    """Somebody new with the role, who shares no round with others where nothing may wait."""
    if name == "idle":
        return make_staff(round_=make_round())
    return make_staff("admin" if name == "complaints" else name)


@pytest.fixture(scope="module")
def tab(demo_site: Site) -> Iterator[Page]:
    """One page for everybody, one after the other."""
    with demo_site.page(viewport=NARROW) as page:
        yield page


@pytest.mark.parametrize("name", WALKS)
def test_what_comes_after_a_form_can_be_read_by_everybody(
    demo_site: Site, tab: Page, name: str
) -> None:
    with demo_site.app.app_context():
        cookies = demo_site.cookies(account(name))
    tab.context.clear_cookies()
    tab.context.add_cookies(cookies["cookies"])
    with silent(tab):
        for place, state in enumerate(WALKS[name](Person(tab, demo_site))):
            if not sampling.takes(name, place, among=3):
                continue
            also = place % EVERY == 0
            check(tab, state, dark=also)
            if also:
                tab.set_viewport_size(DESK)
                check(tab, f"{state}, at a desk", dark=False)
                tab.set_viewport_size(PHONE)
