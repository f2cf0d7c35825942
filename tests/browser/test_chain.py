"""The chain in a browser: from the mail to an idea's author to the project and the council's
decision, and from the decision back to the idea."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from participation.accounts.models import Account
from participation.answers.jobs import tell
from participation.answers.rules import Draft, Status
from participation.extensions import db
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.moderation.service import decide
from tests.answers.answering import answer
from tests.browser.conftest import DESKTOP, NARROW, Site, follow
from tests.browser.looks import check
from tests.factories import make_idea, make_resident, make_round, make_staff, make_strategy
from tests.front.chains import held, pending, public_paper, rest_on
from tests.projects.making import make_milestone, make_project

pytestmark = pytest.mark.xdist_group("browser")


@dataclass(frozen=True)
class Chain:
    """An idea that was answered with a project on which the council has decided."""

    author: Account
    idea: str
    project: str
    paper: str


@pytest.fixture(scope="module")
def chain(demo_site: Site) -> Iterator[Chain]:
    """The chain of an idea, made by its people: each step through its service."""
    with demo_site.app.app_context():
        strategy = make_strategy()
        round_, author = make_round(strategy_id=strategy.id), make_resident()
        idea = make_idea(round_, author, title="Nachtbus am Wochenende")
        decide(idea.id, Action.PUBLISH, by=make_staff(), version=idea.version, clock=clock)
        db.session.commit()
        project = make_project(
            strategy, key="night-line", title={"de": "Nachtlinie Aue"}, state="planned"
        )
        make_milestone(project, "2026-02", done="2026-03", title={"de": "Linie entwerfen"})
        make_milestone(project, "2099-04", title={"de": "Fahrbetrieb"})
        paper = public_paper(reference="2026/77", title="Nachtverkehr einführen")
        rest_on(project, held(paper, body="Verkehrsausschuss", outcome="adopted"))
        rest_on(project, pending(paper, "2099-12-17", body="Stadtrat"))
        text = "Die Stadtwerke planen eine Nachtlinie für Freitag und Samstag."
        answer(idea, Draft(Status.TAKEN_INTO_PROJECT, text, project=project.key))
        tell(clock)
        path = f"/rounds/{round_.slug}/ideas/{idea.number}"
        yield Chain(author, path, f"/projects/{project.key}", f"/council/{paper.key}")


def enter(page: Page, name: str) -> None:
    """Follow a link of the page's content by the keyboard alone."""
    link = page.get_by_role("main").get_by_role("link", name=name).last
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_author_walks_from_the_mail_to_the_decision(demo_site: Site, chain: Chain) -> None:
    with demo_site.page(viewport=NARROW) as page:
        page.goto("/demo/outbox")
        mails = page.get_by_role("listitem").filter(has_text="geantwortet")
        mail = mails.filter(has_text="Nachtbus am Wochenende").first
        follow(mail.get_by_role("link", name=chain.idea))
        check(page, "idea")
        way = page.get_by_role("list").filter(has_text="Eingereicht")
        expect(way.get_by_role("heading")).to_contain_text(
            ["Eingereicht", "veröffentlicht", "Beantwortet", "Projekt", "Stadtrat als Nächstes"]
        )
        expect(way).to_contain_text("fällig am 17. Dezember 2099")
        enter(page, "Nachtlinie Aue")
        assert page.url.endswith(chain.project)
        check(page, "project")
        enter(page, "Nachtverkehr einführen")
        assert page.url.endswith(chain.paper)


def test_the_council_walks_back_to_the_idea(demo_site: Site, chain: Chain) -> None:
    with demo_site.page(viewport=NARROW) as page:
        page.goto(chain.paper)
        check(page, "paper")
        expect(page.get_by_role("heading", name="Was dazu geführt hat")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("Diese Idee wird Teil eines Projekts.")
        enter(page, "Nachtbus am Wochenende")
        assert page.url.endswith(chain.idea)


def test_the_way_stands_beside_the_idea_where_there_is_room(demo_site: Site, chain: Chain) -> None:
    with demo_site.page(viewport=DESKTOP) as page:
        page.goto(chain.idea)
        check(page, "wide")
        text = page.locator(".beside__main").bounding_box()
        way = page.locator(".beside__way").bounding_box()
        assert text
        assert way
        assert way["x"] >= text["x"] + text["width"]
        page.set_viewport_size({"width": 320, "height": 740})
        text = page.locator(".beside__main").bounding_box()
        way = page.locator(".beside__way").bounding_box()
        assert text
        assert way
        assert way["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("name", ["idea", "paper", "project"])
def test_the_chain_is_whole_on_paper(demo_site: Site, chain: Chain, name: str) -> None:
    words = {
        "idea": "Verkehrsausschuss",
        "paper": "Nachtbus am Wochenende",
        "project": "beschlossen",
    }
    with demo_site.page(viewport=DESKTOP) as page:
        page.emulate_media(media="print")
        page.goto(getattr(chain, name))
        expect(page.get_by_role("main").get_by_text(words[name]).first).to_be_visible()
        expect(page.get_by_role("navigation").first).to_be_hidden()
