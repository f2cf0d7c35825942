"""Sheets of paper: how few keys they take, with and without scripts, and what comes out of a
printer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from participation.audit.service import SHELL
from participation.demo import service as demo
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds import queries as rounds
from participation.weighting import queries as ballots
from participation.weighting.models import Ballot
from participation.weighting.paper import queries, service
from participation.weighting.rules import reached, unpack
from tests.browser.conftest import DESKTOP, Site
from tests.browser.looks import check
from tests.browser.stage import Stage
from tests.factories import make_round, make_staff

pytestmark = pytest.mark.xdist_group("browser")

FIELDS = ("11", "1", "1", "1", "1", "1", "1", "1", "1", "1")
"""As many keys as a sheet of ten fields and twenty points can need."""
KEYS_OF_FIELDS, KEYS_OF_GOALS = 25, 12
A4, A6_ACROSS = (210.0, 297.0), (148.0, 105.0)


@dataclass(frozen=True)
class Desk:
    """An open batch of a round of ten fields on two levels, and who types it in."""

    site: Site
    round_id: int
    path: str
    cookies: dict[str, Any]

    @contextmanager
    def page(self, **options: Any) -> Iterator[Page]:
        """The batch in a browser of its own."""
        with self.site.page(storage_state=self.cookies, viewport=DESKTOP, **options) as page:
            page.goto(self.path)
            yield page


@pytest.fixture
def desk(demo_site: Site) -> Desk:
    """A new batch, in a round of its own."""
    with demo_site.app.app_context():
        like = rounds.get(demo.slugs().open)
        round_ = make_round(
            frame_document=like.frame_document, strategy_id=like.strategy_id, goals_points=10
        )
        batch = service.begin_batch(round_id=round_.id, reason="", actor=SHELL, clock=clock)
        db.session.commit()
        cookies = demo_site.cookies(make_staff("moderator"))
        return Desk(demo_site, round_.id, f"/paper/{round_.slug}/{batch.number}", cookies)


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def number(self, digits: str, then: str = "Enter") -> None:
        """Type a number and go on."""
        for digit in digits:
            self.press(digit)
        self.press(then)

    def taken(self) -> int:
        """How many keys were pressed since the last time somebody asked."""
        count, self.pressed = self.pressed, 0
        return count


def in_focus(page: Page) -> str:
    """The name of what has the focus."""
    return str(page.evaluate("document.activeElement.name ?? ''"))


def type_fields(page: Page, keys: Keys, then: str = "Enter") -> None:
    """Type the fields of the sheet whose number is proposed."""
    expect(page.locator("#ref")).to_be_focused()
    keys.press(then)
    for points in FIELDS[:-1]:
        keys.number(points, then)
    with page.expect_navigation():
        keys.number(FIELDS[-1])


def test_a_sheet_of_ten_fields_and_its_goals_takes_few_keys(desk: Desk) -> None:
    with desk.page() as page:
        page.locator("#ref").fill("00041")
        page.locator("#ref").focus()
        keys = Keys(page)
        type_fields(page, keys)
        assert keys.taken() <= KEYS_OF_FIELDS
        check(page, "goals")
        blocks = page.locator("fieldset[data-sheet]").all()
        assert len(blocks) == 4
        page.locator("[data-sheet-points]").first.focus()
        for number, block in enumerate(blocks, 1):
            boxes = block.locator("[data-sheet-points]").count()
            points = ["1"] * (boxes - 1) + [str(10 - (boxes - 1))]
            for place, given in enumerate(points, 1):
                if number == len(blocks) and place == boxes:
                    with page.expect_navigation():
                        keys.number(given)
                else:
                    keys.number(given)
            assert keys.taken() <= KEYS_OF_GOALS
        expect(page.get_by_role("status").first).to_contain_text("Bogen 00041 ist erfasst.")
        expect(page.locator("#ref")).to_have_value("00042")
        expect(page.locator("#ref")).to_be_focused()
    with desk.site.app.app_context():
        [ballot] = db.session.query(Ballot).filter_by(round_id=desk.round_id)
        assert ballot.answers is not None
        round_ = rounds.get(desk.path.split("/")[2])
        answers = unpack(ballot.answers, ballots.layout(round_))
        assert answers.fields == tuple(map(int, FIELDS))
        asked = [field for field, why in enumerate(answers.asked) if why]
        assert len(asked) == 4
        assert all(reached(answers, field) for field in asked)


def test_only_numbers_lie_between_the_sheets_number_and_saving(desk: Desk) -> None:
    with desk.page() as page:
        expect(page.locator("#ref")).to_be_focused()
        names = []
        for _ in range(11):
            page.keyboard.press("Tab")
            names.append(in_focus(page))
        assert all(name.startswith("points-") for name in names[:10])
        assert page.evaluate("document.activeElement.type") == "submit"


def test_the_sum_of_a_sheet_is_in_sight(desk: Desk) -> None:
    with desk.page() as page:
        page.locator("[data-sheet-points]").nth(0).fill("12")
        page.locator("[data-sheet-points]").nth(3).fill("7")
        expect(page.locator("[data-sheet-given]")).to_have_text("19 von 20")


def test_a_sheet_is_typed_in_without_scripts_with_as_few_keys(desk: Desk) -> None:
    with desk.page(java_script_enabled=False) as page:
        page.locator("#ref").fill("7")
        keys = Keys(page)
        keys.press("Tab")
        for points in FIELDS[:-1]:
            keys.number(points, "Tab")
        with page.expect_navigation():
            keys.number(FIELDS[-1])
        assert keys.taken() <= KEYS_OF_FIELDS
        # Nobody has to weight goals.
        with page.expect_navigation():
            page.get_by_role("button", name="Bogen speichern und weiter").click()
        expect(page.locator("main")).to_contain_text("Bogen 00007 ist erfasst.")
    with desk.site.app.app_context():
        assert queries.progress(desk.round_id, 1).entered == 1


# ---------------------------------------------------------------- what is printed


@pytest.fixture(scope="module")
def printed(demo_site: Site) -> dict[str, pypdf.PdfReader]:
    """Two sheets of each kind as PDF."""
    with demo_site.app.app_context():
        cookies = demo_site.cookies(make_staff("moderator"))
        slug = demo.slugs().open
    kinds = {}
    with demo_site.page(storage_state=cookies, viewport=DESKTOP) as page:
        for kind in ("ballot", "large", "postcard"):
            page.goto(f"/paper/{slug}/print?kind={kind}&count=2&first=17")
            content = page.pdf(prefer_css_page_size=True)
            kinds[kind] = pypdf.PdfReader(io.BytesIO(content))
    return kinds


def sizes(reader: pypdf.PdfReader) -> set[tuple[float, float]]:
    """The sizes of the pages in millimetres."""
    boxes = [page.mediabox for page in reader.pages]
    return {
        (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes
    }


def texts(reader: pypdf.PdfReader) -> list[str]:
    """What the pages say."""
    return [page.extract_text() for page in reader.pages]


def test_a_sheet_with_its_goals_is_one_leaf_of_a4(printed: dict[str, pypdf.PdfReader]) -> None:
    assert sizes(printed["ballot"]) == {A4}
    pages = texts(printed["ballot"])
    assert len(pages) == 4
    assert ["Nr. 00017" in text for text in pages] == [True, True, False, False]
    assert "Datenschutz" in pages[0]
    assert "Sicherheit und Vorsorge" in pages[1]


@pytest.mark.parametrize(
    ("round_", "kind", "sides"),
    [("full", "ballot", 2), ("pick", "ballot", 1), ("full", "postcard", 2)],
)
def test_ten_fields_fit_on_one_side_whatever_a_round_asks_beside_them(
    demo_site: Site, stage: Stage, round_: str, kind: str, sides: int
) -> None:
    with demo_site.page(storage_state=stage.people["admin"]) as page:
        page.goto(f"/paper/{getattr(stage, round_)}/print?kind={kind}&count=1")
        titles = page.locator(".sheet__table").first.locator("tbody th").all_inner_texts()
        reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert sizes(reader) == {A4 if kind == "ballot" else A6_ACROSS}
    front, *back = texts(reader)
    assert len(titles) == 10
    words = " ".join(front.split())
    assert [title for title in titles if " ".join(title.split()) not in words] == []
    assert len(back) == sides - 1, "goals stand on the back of the sheet, nothing on a third side"


def test_a_postcard_has_two_sides_of_a6(printed: dict[str, pypdf.PdfReader]) -> None:
    assert sizes(printed["postcard"]) == {A6_ACROSS}
    pages = texts(printed["postcard"])
    assert len(pages) == 4
    assert "10 Sicherheit und Vorsorge" in pages[0]
    assert "Datenschutz" in pages[1]
    assert "Rathausplatz 1" in pages[1]


def test_every_page_of_large_print_bears_its_number_and_holds_something(
    printed: dict[str, pypdf.PdfReader],
) -> None:
    assert sizes(printed["large"]) == {A4}
    pages = texts(printed["large"])
    half = len(pages) // 2
    assert all("Nr. 00017" in text and "Nr. 00018" not in text for text in pages[:half])
    assert all("Nr. 00018" in text for text in pages[half:])
    assert "Datenschutz" in "".join(pages[:half])


def test_no_block_of_goals_breaks_in_large_print(printed: dict[str, pypdf.PdfReader]) -> None:
    pages = texts(printed["large"])
    titles = ("Busse und Bahnen stärken", "Fahrzeuge teilen", "Ohne Hindernisse unterwegs")
    first = next(text for text in pages if titles[0] in text)
    assert all(title in first for title in titles)
