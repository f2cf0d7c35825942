"""The ballot as people without a mouse, without sight, without scripts or with second thoughts fill
it in."""

from __future__ import annotations

import functools
import operator
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, follow
from tests.browser.stage import Stage

pytestmark = pytest.mark.xdist_group("browser")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    expect(target).to_be_visible()
    for _ in range(80):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def inputs(page: Page) -> list[Locator]:
    return page.locator("[data-points-input]").all()


def expect_points(page: Page, *points: str) -> None:
    """Wait until the first fields of the form hold these points, as typed or kept."""
    for number, value in enumerate(points):
        expect(page.locator("[data-points-input]").nth(number)).to_have_value(value)


def title(box: Locator) -> str:
    """The name a screen reader says for an input."""
    return box.evaluate("node => node.labels[0].innerText").strip()


def status(page: Page) -> Locator:
    return page.locator("[data-points-status]")


def test_a_ballot_on_two_levels_needs_only_the_keyboard(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        first, second = inputs(page)[:2]
        names = title(first), title(second)
        tab_to(page, first)
        page.keyboard.type("8")
        expect(status(page)).to_have_text("Noch 12 von 20 Punkten")
        for _ in range(3):
            press(page, button(page, f"Ein Punkt mehr für {names[1]}"), "Space")
        press(page, button(page, f"Ein Punkt mehr für {names[1]}"), "Enter")
        page.keyboard.press("Shift+Tab")
        expect(second).to_be_focused()
        expect(second).to_have_value("4")
        press(page, button(page, "Weiter zur Prüfung"))

        summary = page.locator("[data-error-summary]")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text("12 von 20 Punkten")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(inputs(page)[0]).to_be_focused()
        expect_points(page, "8", "4")
        page.keyboard.press("Control+A")
        page.keyboard.type("16")
        expect(status(page)).to_have_text("Alle 20 Punkte sind verteilt")
        press(page, button(page, "Weiter zur Prüfung"))

        expect(heading(page)).to_have_text("Prüfen Sie Ihre Gewichtung")
        expect(page.get_by_role("main")).to_contain_text(names[0])
        press(page, button(page, "Gewichtung jetzt abgeben"))
        expect(heading(page)).to_have_text("Vielen Dank. Ihre Gewichtung ist abgegeben.")

        press(page, page.get_by_role("link", name="Mit den Zielen weitermachen"))
        page.wait_for_url("**/weights/goals/*")
        asked = goal_pages(page)
        assert names[0] in asked
        # Two fields have points and one further is drawn.
        assert len(asked) == 3
        expect(page.get_by_role("link", name="Gewichtung ändern")).to_be_visible()


def goal_pages(page: Page) -> list[str]:
    """Fill in the first page of goals, skip the second, fill in the others; returns the fields'
    names."""
    seen = []
    while "/goals/" in page.url:
        here = page.url
        seen.append(heading(page).inner_text())
        if len(seen) == 2:
            press(page, page.get_by_role("link", name="Überspringen", exact=True))
        else:
            tab_to(page, inputs(page)[0])
            page.keyboard.type("10")
            expect(status(page)).to_have_text("Alle 10 Punkte sind verteilt")
            press(page, button(page, "Ziele speichern"))
        page.wait_for_url(functools.partial(operator.ne, here))
    return seen


def test_the_accessibility_tree_names_every_part_of_the_form(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        expect(page.get_by_role("group", name="Handlungsfelder")).to_be_visible()
        names = [title(box) for box in inputs(page)]
        assert len(set(names)) == 10
        tree = page.get_by_role("group", name="Handlungsfelder").aria_snapshot()
        for name in names:
            assert f'textbox "{name}"' in tree
            assert f'button "Ein Punkt mehr für {name}"' in tree
            # Nothing can be taken from nothing; the button says so and can still be reached.
            assert f'button "Ein Punkt weniger für {name}" [disabled]' in tree
        assert "- status" in tree, "the remainder is announced"
        inputs(page)[0].fill("20")
        expect(status(page)).to_have_text("Alle 20 Punkte sind verteilt")
        inputs(page)[1].fill("3")
        expect(status(page)).to_have_text(
            "Sie haben 23 von 20 Punkten verteilt. Nehmen Sie 3 Punkte weg."
        )
        assert (
            page.get_by_role("button", name=f"Ein Punkt mehr für {names[2]}").get_attribute(
                "aria-disabled"
            )
            == "true"
        )


def test_going_back_never_loses_what_was_typed(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        for box, points in zip(inputs(page), ("11", "", "9"), strict=False):
            box.fill(points)
        follow(button(page, "Weiter zur Prüfung"))
        expect(heading(page)).to_have_text("Prüfen Sie Ihre Gewichtung")
        page.go_back()
        expect_points(page, "11", "", "9")
        expect(page.locator("[data-points-text]")).to_have_text("Alle 20 Punkte sind verteilt")
        page.goto(f"/rounds/{stage.open}/")
        follow(page.get_by_role("link", name="Jetzt gewichten"))
        expect_points(page, "11", "", "9")

        page.goto("/legal/netiquette")
        page.goto(f"/rounds/{stage.open}/ideas/new")
        page.locator("#title").fill("Ein halber Gedanke")
        page.goto(f"/rounds/{stage.open}/")
        page.go_back()
        expect(page.locator("#title")).to_have_value("Ein halber Gedanke")


def test_the_whole_way_works_without_scripts(demo_site: Site, stage: Stage) -> None:
    with demo_site.page(java_script_enabled=False) as page:
        page.goto(f"/rounds/{stage.full}/code")
        page.goto(f"/rounds/{stage.full}/weights")
        assert page.get_by_role("button", name="Ein Punkt mehr").count() == 0
        inputs(page)[0].fill("19")
        follow(button(page, "Weiter zur Prüfung"))
        expect(page.locator("[data-error-summary]")).to_contain_text("19 von 20 Punkten")
        inputs(page)[1].fill("1")
        page.get_by_label(re.compile("keine Angabe")).nth(2).check()
        follow(button(page, "Weiter zur Prüfung"))
        follow(button(page, "Gewichtung jetzt abgeben"))
        receipt = page.locator(".receipt-code").inner_text()

        follow(page.get_by_role("link", name="Mit den Zielen weitermachen"))
        while "/goals/" in page.url:
            inputs(page)[0].fill("4")
            inputs(page)[1].fill("6")
            follow(button(page, "Ziele speichern"))
        follow(page.get_by_role("link", name="Fragen beantworten"))
        page.get_by_label("bis 29 Jahre").check()
        follow(button(page, "Antworten speichern"))
        assert page.url.endswith("/weights/receipt")
        assert page.locator(".receipt-code").inner_text() != receipt, (
            "the goals are part of the ballot"
        )
        expect(page.get_by_role("main")).to_contain_text("gewichtet")


def test_a_ballot_can_be_changed_and_withdrawn(demo_site: Site, stage: Stage) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        inputs(page)[0].fill("20")
        follow(button(page, "Weiter zur Prüfung"))
        follow(button(page, "Zurück und ändern"))
        expect_points(page, "20")
        follow(button(page, "Weiter zur Prüfung"))
        follow(button(page, "Gewichtung jetzt abgeben"))
        receipt = page.locator(".receipt-code").inner_text()

        follow(page.get_by_role("link", name="Gewichtung ändern"))
        expect(page.get_by_role("main")).to_contain_text("Sie ändern Ihre gespeicherte Gewichtung.")
        expect_points(page, "20")
        inputs(page)[0].fill("5")
        inputs(page)[4].fill("15")
        follow(button(page, "Weiter zur Prüfung"))
        follow(button(page, "Gewichtung jetzt abgeben"))
        assert page.locator(".receipt-code").inner_text() != receipt

        follow(page.get_by_role("link", name="Gewichtung zurückziehen"))
        follow(button(page, "Gewichtung zurückziehen"))
        expect(page.get_by_role("status").first).to_contain_text("zurückgezogen")
        page.goto(f"/rounds/{stage.open}/weights/receipt")
        assert page.url.endswith("/weights"), "there is nothing to show any more"


def test_a_further_person_at_the_same_device_begins_with_an_empty_form(
    demo_site: Site, stage: Stage
) -> None:
    with demo_site.page() as page:
        receipts: list[str] = []
        for first in ("20", "10"):
            page.goto(f"/rounds/{stage.open}/weights")
            if receipts:
                page.get_by_text("Nimmt an diesem Gerät noch jemand teil?").click()
                follow(button(page, "Weitere Person an diesem Gerät"))
            expect_points(page, *[""] * len(inputs(page)))
            inputs(page)[0].fill(first)
            inputs(page)[1].fill(str(20 - int(first)))
            follow(button(page, "Weiter zur Prüfung"))
            follow(button(page, "Gewichtung jetzt abgeben"))
            receipts.append(page.locator(".receipt-code").inner_text())
        assert len(set(receipts)) == 2


def test_going_back_shows_the_next_person_nothing_of_the_one_before(
    demo_site: Site, stage: Stage
) -> None:
    with demo_site.page() as page:
        page.goto(f"/rounds/{stage.open}/weights")
        inputs(page)[0].fill("13")
        inputs(page)[1].fill("7")
        follow(button(page, "Weiter zur Prüfung"))
        follow(button(page, "Gewichtung jetzt abgeben"))
        page.get_by_text("Nimmt an diesem Gerät noch jemand teil?").click()
        follow(button(page, "Weitere Person an diesem Gerät"))
        expect(page.get_by_text("Hier kann jetzt eine weitere Person teilnehmen.")).to_be_visible()
        page.go_back()
        expect(button(page, "Weiter zur Prüfung")).to_be_visible()
        expect_points(page, *[""] * len(inputs(page)))
