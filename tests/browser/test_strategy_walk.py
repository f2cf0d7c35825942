"""From the demo's closed round to a decided strategy and back, as its people walk it: a planner,
the author of an idea, a member of the council, somebody from the region."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from participation.answers import jobs
from participation.kernel.clock import clock
from tests.browser.conftest import DESKTOP, PHONE, Site, follow, scrolls_sideways

pytestmark = pytest.mark.xdist_group("browser")
STRATEGY = "Zukunftsstrategie Musterstadt"
PROJECT = "Nachtlinie Aue"
PAPER = "Zukunftsstrategie: Fassung 2"
ROUND = "auftakt"
IDEA = "Nachtbus am Wochenende"
"""One of the few ideas of the closed round that somebody signed in handed in: its author can be
written to."""
IDEAS = (IDEA, "Busspur auf der Bahnhofstraße zur Hauptzeit", "WLAN im Bus")
TEXT = "Die Nachtlinie fährt ab Mai freitags und samstags bis zwei Uhr."


def test_a_round_leads_to_a_decided_strategy_and_back(newcomers_site: Site) -> None:
    with newcomers_site.page(viewport=DESKTOP) as page:
        numbers = find_ideas(page)
        sign_in(page, "planner")
        write_the_next_version(page)
        plan_a_project(page, numbers)
        put_money_on_it(page)
        open_the_consultation(page)
        record_what_the_council_decided(page)
        let_the_project_rest_on_it(page)
        answer_the_idea(page, numbers[0])
        follow(page.get_by_role("button", name="Abmelden"))
    with newcomers_site.app.app_context():
        assert jobs.tell(clock) >= 1
    with newcomers_site.page(viewport=PHONE) as page:
        walk_from_the_mail_to_the_decision(page)
        walk_back_from_the_council(page)
    with newcomers_site.page(viewport=DESKTOP) as page:
        print_the_table(page)


def content(page: Page, name: str, *, role: str = "link") -> None:
    """Follow the link or the button with this name in the page's content."""
    target = page.get_by_role("main").get_by_role(role, name=name)  # type: ignore[arg-type]
    follow(target.first)


def sign_in(page: Page, role: str) -> None:
    page.goto("/demo/")
    follow(page.locator(f'form[action="/demo/sign-in/{role}"] button').first)


def find_ideas(page: Page) -> list[str]:
    """Read the numbers off the addresses of the ideas, as somebody who copies them would."""
    numbers = []
    for title in IDEAS:
        page.goto(f"/rounds/{ROUND}/ideas/?q={title}")
        link = page.get_by_role("main").get_by_role("link", name=title)
        numbers.append((link.first.get_attribute("href") or "").rpartition("/")[2])
    return numbers


def write_the_next_version(page: Page) -> None:
    page.goto("/staff/")
    content(page, "Strategien und ihre Fassungen")
    content(page, STRATEGY)
    content(page, "Entwurf neben Ergebnissen")
    main = page.get_by_role("main")
    expect(main).to_contain_text("51,0 % Stabilitätsbereich 41,0 bis 61,0 % aus 100 Antworten")
    page.locator("#field-mobility summary").first.click()
    content(page, "Feld ändern (Mobilität)")
    page.get_by_label("Text auf Deutsch").fill("Alle kommen auch nachts sicher ans Ziel.")
    content(page, "Speichern", role="button")
    content(page, "Entwurf neben Ergebnissen")
    expect(main).to_contain_text("Alle kommen auch nachts sicher ans Ziel.")
    page.get_by_label("Auftakt: Was ist Ihnen wichtig?").check()
    content(page, "Auswahl speichern", role="button")
    expect(page.get_by_role("status").first).to_be_visible()


def plan_a_project(page: Page, numbers: list[str]) -> None:
    page.goto("/staff/")
    content(page, "Projekte der Strategie")
    content(page, "Projekt anlegen")
    page.get_by_label("Titel auf Deutsch").fill(PROJECT)
    page.get_by_label("Text auf Deutsch").fill("Ein Bus fährt am Wochenende in der Nacht.")
    page.get_by_label("Kürzel").fill("nachtlinie")
    page.get_by_label("Art", exact=True).select_option("regular")
    page.get_by_label("Hauptsächliches Handlungsfeld").select_option("mobility")
    page.locator("#place").fill("Bahnhof")
    content(page, "Anlegen", role="button")
    content(page, "Ideen verknüpfen")
    page.get_by_label("Nummern der Ideen").fill("\n".join(numbers))
    content(page, "Speichern", role="button")
    for title in IDEAS:
        expect(page.locator("#ideas")).to_contain_text(title)
    for field in ("Mobilität", "Digitale Verwaltung"):
        content(page, "Ergebnis verknüpfen")
        result = page.locator("optgroup[label*=Auftakt] option")
        choice = result.filter(has_text=field).get_attribute("value")
        page.locator("select").first.select_option(choice)
        content(page, "Verknüpfen", role="button")
        expect(page.locator("#weights")).to_contain_text(field)
    content(page, "Veröffentlichen")
    content(page, "veröffentlichen", role="button")
    expect(page.get_by_role("link", name="Öffentliche Seite ansehen")).to_be_visible()


def put_money_on_it(page: Page) -> None:
    """From the project itself, out of one of the city's sources."""
    content(page, "Finanzierung dieses Projekts")
    content(page, "Betrag eintragen")
    page.get_by_label("Quelle").select_option(index=1)
    page.get_by_label("Betrag in Euro").fill("1,2 Mio.")
    content(page, "Speichern", role="button")
    expect(page.get_by_role("main")).to_contain_text("1,20 Mio.")


def open_the_consultation(page: Page) -> None:
    page.goto("/staff/")
    content(page, "Strategien und ihre Fassungen")
    content(page, STRATEGY)
    content(page, "Beratung eröffnen")
    content(page, "Beratung eröffnen", role="button")
    expect(page.get_by_role("status").first).to_be_visible()


def record_what_the_council_decided(page: Page) -> None:
    """The paper first, then what the council made of it; both are shown to everybody."""
    page.goto("/staff/")
    content(page, "Vorlagen und Beschlüsse der Gremien")
    content(page, "Vorlage erfassen")
    page.get_by_label("Titel").fill(PAPER)
    page.get_by_label("Art").select_option("draft_resolution")
    page.get_by_label("Aktenzeichen").fill("2026/131")
    page.get_by_label("Strategie, zu der sie gehört").select_option(label=STRATEGY)
    content(page, "Vorlage speichern", role="button")
    content(page, "Beratung erfassen")
    page.get_by_label("Gremium").first.fill("Rat der Stadt")
    page.get_by_label("Rolle").select_option(label="Entscheidung")
    page.get_by_label("Dieses Gremium entscheidet").check()
    page.get_by_label("Datum", exact=False).first.fill("2026-11")
    page.get_by_label("Ergebnis").select_option(label="beschlossen")
    page.get_by_label("Fassung einer Strategie").select_option(
        label=f"{STRATEGY}, Fassung 2 (in Beratung)"
    )
    page.get_by_label("Ja-Stimmen").fill("36")
    page.get_by_label("Nein-Stimmen").fill("3")
    page.get_by_label("Enthaltungen").fill("2")
    page.get_by_label("gleich öffentlich zeigen").check()
    content(page, "Beratung speichern", role="button")
    expect(page.get_by_role("main")).to_contain_text("36 Ja, 3 Nein, 2 Enthaltungen")


def let_the_project_rest_on_it(page: Page) -> None:
    page.goto("/staff/")
    content(page, "Projekte der Strategie")
    content(page, PROJECT)
    content(page, "Beratungen verknüpfen")
    page.get_by_label("2026/131: Rat der Stadt").check()
    content(page, "Speichern", role="button")


def answer_the_idea(page: Page, number: str) -> None:
    page.goto("/staff/")
    content(page, "Ideen beantworten")
    content(page, "Antworten öffnen Auftakt: Was ist Ihnen wichtig?")
    content(page, IDEA)
    page.get_by_label("wird Teil eines Projekts").check()
    page.get_by_label("Text der Antwort").fill(TEXT)
    page.get_by_label("Projekt", exact=True).select_option(label=PROJECT)
    content(page, "Antwort vormerken", role="button")
    page.goto(f"/planning/auftakt/answers/publish?idea={number}")
    content(page, "Jetzt veröffentlichen", role="button")
    expect(page.get_by_role("status").first).to_contain_text("1 Antwort ist veröffentlicht.")


def walk_from_the_mail_to_the_decision(page: Page) -> None:
    """The author, on a phone and signed out: from the mail to what the council decided."""
    page.goto("/demo/outbox")
    mail = page.locator("pre.mail").filter(has_text=TEXT).first
    follow(mail.get_by_role("link").first)
    on_a_phone(page)
    expect(page.get_by_role("region", name="Die Stadt antwortet")).to_contain_text(TEXT)
    content(page, PROJECT)
    on_a_phone(page)
    content(page, PAPER)
    on_a_phone(page)
    expect(page.get_by_role("main")).to_contain_text("36 Ja, 3 Nein, 2 Enthaltungen")
    content(page, f"Fassung 2 der Strategie „{STRATEGY}“")
    on_a_phone(page)
    expect(page.get_by_role("main")).to_contain_text("Alle kommen auch nachts sicher ans Ziel.")


def walk_back_from_the_council(page: Page) -> None:
    """A member of the council: from the list of papers back to what people asked for."""
    page.goto("/council/")
    content(page, PAPER)
    content(page, PROJECT)
    main = page.get_by_role("main")
    for title in IDEAS:
        expect(main).to_contain_text(title)
    expect(main).to_contain_text("Stabilitätsbereich 41,0 bis 61,0 %")
    expect(main).not_to_contain_text("..")
    content(page, IDEA)
    expect(page.get_by_role("heading", level=1)).to_contain_text(IDEA)


def print_the_table(page: Page) -> None:
    page.goto("/strategy/")
    content(page, "Finanzierung")
    expect(page.get_by_role("row").filter(has_text=PROJECT)).to_contain_text("1,20")
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 1


def on_a_phone(page: Page) -> None:
    assert not scrolls_sideways(page), page.url
