"""The moderators' place of work by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from participation.extensions import db
from participation.ideas.models import Idea
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.moderation.service import decide
from participation.rounds.models import Round
from tests.browser.conftest import DESKTOP, Site
from tests.browser.looks import check
from tests.browser.stage import Stage
from tests.factories import make_idea, make_resident, make_round, make_staff

pytestmark = pytest.mark.xdist_group("browser")
REJECT_ADVERT = ("x", "7", "Enter")
REJECT_DUPLICATE = ("x", "3", "Enter")


class Desk:
    """A moderator's page on a round of its own, and the ideas that wait there."""

    def __init__(self, site: Site, page: Page, round_id: int) -> None:
        self.site, self.page, self.round_id = site, page, round_id
        self.heading = page.locator("#idea")

    def press(self, *keys: str) -> int:
        """Press keys that lead to another page; return how many."""
        self.await_keys()
        with self.page.expect_navigation():
            for key in keys:
                self.page.keyboard.press(key)
        expect(self.heading).to_be_focused()
        return len(keys)

    def await_keys(self) -> None:
        """Wait until the page's script listens."""
        expect(self.page.locator("[data-workbench=ready]")).to_be_attached()

    def states(self) -> dict[str, int]:
        """Return how many ideas are in which state."""
        with self.site.app.app_context():
            query = select(Idea.state, func.count()).where(Idea.round_id == self.round_id)
            rows = db.session.execute(query.group_by(Idea.state)).all()
            return {row[0]: row[1] for row in rows}


@pytest.fixture
def desk(demo_site: Site, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk with as many ideas as the test asks for."""
    with demo_site.app.app_context():
        round_ = make_round()
        author, round_id = make_resident(), round_.id
        for place in range(request.param):
            make_idea(round_, author, title=f"Idee am Platz {place}")
        cookies = demo_site.cookies(make_staff(round_=round_))
    with demo_site.page(viewport=DESKTOP, storage_state=cookies) as page:
        page.goto("/moderation/queue")
        yield Desk(demo_site, page, round_id)


@pytest.mark.parametrize("desk", [40], indirect=True)
def test_forty_ideas_are_cleared_in_at_most_three_keystrokes_each(desk: Desk) -> None:
    desk.press("n")
    spent = []
    for turn in range(40):
        spent.append(desk.press(*(REJECT_ADVERT if turn % 4 == 3 else ("v",))))
    expect(desk.heading).to_have_text("Es wartet keine Idee")
    assert max(spent) <= 3
    assert desk.states() == {"published": 30, "rejected": 10}


@pytest.mark.parametrize("desk", [0], indirect=True)
def test_an_idea_that_there_is_already_takes_three_keystrokes(desk: Desk) -> None:
    with desk.site.app.app_context():
        round_ = db.session.get_one(Round, desk.round_id)
        there = make_idea(round_, state="published", title="Licht auf dem Spielplatz").id
        make_idea(round_, title="Spielplatzbeleuchtung")
    desk.page.reload()
    desk.press("n")
    assert desk.press(*REJECT_DUPLICATE) == 3
    with desk.site.app.app_context():
        rejected = select(Idea.duplicate_of_id).where(Idea.round_id == desk.round_id)
        assert db.session.scalars(rejected.where(Idea.state == "rejected")).all() == [there]


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_a_skipped_idea_comes_again_after_the_others(desk: Desk) -> None:
    desk.press("n")
    first = desk.heading.inner_text()
    desk.press("s")
    expect(desk.heading).not_to_have_text(first)
    desk.press("v")
    expect(desk.heading).to_have_text(first)


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_keys_do_nothing_while_somebody_writes_or_holds_another_key(desk: Desk) -> None:
    desk.press("n")
    desk.await_keys()
    desk.page.keyboard.press("Control+v")
    desk.page.keyboard.press("Alt+v")
    desk.page.keyboard.press("Shift+v")
    search = desk.page.get_by_role("searchbox")
    search.press("v")
    expect(search).to_have_value("v")
    desk.page.keyboard.press("Tab")
    desk.press("s")
    assert desk.states() == {"waiting": 1}


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_the_key_of_another_decision_does_nothing_while_a_reason_is_written(desk: Desk) -> None:
    desk.press("n")
    assert desk.press("x", "7", "v", "a", "Enter") == 5
    states = desk.states()
    assert (states["rejected"], states.get("published", 0)) == (1, 0)


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_keys_that_are_switched_off_do_nothing(desk: Desk) -> None:
    desk.press("n")
    desk.page.goto("/moderation/keys")
    desk.page.get_by_label("Tasten benutzen").uncheck()
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="Tasten speichern").click()
    desk.page.goto("/moderation/queue")
    desk.await_keys()
    for key in (*REJECT_ADVERT, "v", "?"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("#keys-help")).to_be_hidden()
    # What was pressed would have been sent before this.
    desk.page.reload()
    assert desk.states() == {"waiting": 1}


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_the_help_opens_by_its_key_and_escape_leads_back(desk: Desk) -> None:
    desk.press("n")
    desk.await_keys()
    desk.page.keyboard.press("?")
    expect(desk.page.get_by_role("dialog", name="Tasten")).to_be_visible()
    check(desk.page, "help")
    desk.page.keyboard.press("v")
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("dialog")).to_be_hidden()
    expect(desk.heading).to_be_focused()
    assert desk.states() == {"waiting": 1}


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_enter_in_the_field_for_the_number_sends_what_was_written(desk: Desk) -> None:
    desk.press("n")
    desk.await_keys()
    desk.page.keyboard.press("x")
    desk.page.keyboard.press("7")
    desk.page.get_by_label("Begründung, die wir verschicken").fill("Eigene Worte.")
    with desk.page.expect_navigation():
        desk.page.get_by_label("Nummer der Idee, die es schon gibt").press("Enter")
    expect(desk.heading).to_be_focused()
    with desk.site.app.app_context():
        reasons = select(Idea.note).where(Idea.round_id == desk.round_id, Idea.state == "rejected")
        assert db.session.scalars(reasons).all() == ["Eigene Worte."]


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_the_panels_and_the_page_of_a_lost_race_are_accessible(desk: Desk) -> None:
    desk.press("n")
    desk.await_keys()
    desk.page.keyboard.press("x")
    desk.page.keyboard.press("7")
    expect(desk.page.get_by_label("Begründung, die wir verschicken")).not_to_be_empty()
    check(desk.page, "reject opened")
    with desk.site.app.app_context():
        idea = db.session.scalars(select(Idea).where(Idea.round_id == desk.round_id)).one()
        idea.version += 1
        db.session.commit()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Jemand war schneller")
    check(desk.page, "a lost race")


@pytest.mark.parametrize("desk", [2], indirect=True)
def test_what_came_of_many_decisions_is_where_a_keyboard_goes_on(desk: Desk) -> None:
    for place in range(2):
        desk.page.locator("[name=pick]").nth(place).check()
    desk.page.get_by_role("button", name="Ausgewählte veröffentlichen").click()
    done = desk.page.get_by_role("heading", level=1, name="2 Ideen sind veröffentlicht")
    expect(done).to_be_focused()
    desk.page.get_by_role("link", name="Weiter mit der Liste").click()
    desk.page.get_by_role("button", name="Alles zurücknehmen").click()
    expect(desk.page.get_by_role("heading", level=1, name="Zurückgenommen")).to_be_focused()
    assert desk.states() == {"waiting": 2}


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_a_lost_race_is_where_a_keyboard_goes_on(desk: Desk) -> None:
    desk.press("n")
    with desk.site.app.app_context():
        idea = db.session.scalars(select(Idea).where(Idea.round_id == desk.round_id)).one()
        other = make_staff()
        decide(idea.id, Action.PUBLISH, by=other, version=idea.version, clock=clock)
        db.session.commit()
    desk.await_keys()
    desk.page.keyboard.press("v")
    expect(desk.page.get_by_role("heading", name="Jemand war schneller")).to_be_focused()


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_the_idea_stays_in_sight_while_a_reason_is_written(desk: Desk) -> None:
    desk.press("n")
    desk.await_keys()
    desk.page.keyboard.press("x")
    box = desk.page.locator(".decision").bounding_box()
    assert box
    assert box["height"] < 0.65 * DESKTOP["height"]
    expect(desk.heading).to_be_in_viewport()


@pytest.mark.parametrize("desk", [1], indirect=True)
def test_the_preview_of_a_black_out_is_where_a_keyboard_goes_on(desk: Desk) -> None:
    desk.press("n")
    desk.page.get_by_role("link", name="Stelle schwärzen").click()
    desk.page.get_by_label("im Wortlaut").first.fill("Platz")
    desk.page.get_by_label("Warum?").fill("Dort stand eine Adresse.")
    desk.page.get_by_role("button", name="Weiter zur Vorschau").click()
    after = desk.page.get_by_role("heading", name="So lautet die Idee danach")
    expect(after).to_be_focused()
