"""An administrator without help makes a strategy and a round on pages, by what a person would
click, tries it out with pretended dates, and publishes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, follow
from tests.browser.looks import check
from tests.browser.test_strategy_walk import sign_in

pytestmark = pytest.mark.xdist_group("browser")
FIELDS = [
    *("Mobilität", "Wärme", "Bildung", "Wohnen", "Gesundheit"),
    *("Wirtschaft", "Kultur", "Sport", "Natur", "Verwaltung"),
]
PAGES_IN_TEN_MINUTES = 50
"""As many as somebody reads, fills in and sends at twelve seconds each, the table being ready."""
TABLE = "\n".join(
    f"{name}\tDarum geht es bei {name}.\t{name} für alle\tNiemand bleibt außen vor.\n"
    f"\t\t{name} ohne Umwege\tEs geht in wenigen Schritten."
    for name in FIELDS
)


def test_an_administrator_makes_strategy_and_round_without_help(newcomers_site: Site) -> None:
    with newcomers_site.page(viewport=DESKTOP) as page:
        sign_in(page, "admin")
        seen = pages_of(page)
        make_the_strategy(page)
        begin_the_round(page)
        say_when_and_who(page)
        say_how_it_is_weighted(page)
        ask_a_question(page)
        mend_what_is_missing(page)
        try_it_out(page)
        publish(page)
        assert len(seen) <= PAGES_IN_TEN_MINUTES


def pages_of(page: Page) -> list[str]:
    """The address of each page that is opened from now on."""
    opened: list[str] = []

    def note(frame: Frame) -> None:
        if frame == page.main_frame:
            opened.append(frame.url)

    page.on("framenavigated", note)
    return opened


def test_choosing_fields_shows_the_settings_of_that_alone(newcomers_site: Site) -> None:
    with newcomers_site.page(viewport=PHONE) as page:
        sign_in(page, "admin")
        page.goto("/admin/rounds/projekte/steps/counting")
        expect(page.get_by_label("Punkte insgesamt")).to_be_visible()
        expect(page.get_by_label("Wie viele Felder", exact=True)).to_be_hidden()
        page.get_by_label("Felder auswählen").check()
        expect(page.get_by_label("Punkte insgesamt")).to_be_hidden()
        expect(page.get_by_label("Punkte je Feld für Ziele")).to_be_hidden()
        expect(page.get_by_label("Wie viele Felder", exact=True)).to_be_visible()


def area(page: Page, name: str) -> None:
    """Open an area of the staff's header."""
    follow(page.get_by_role("navigation", name="Bereiche").get_by_role("link", name=name))


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def title_is(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def make_the_strategy(page: Page) -> None:
    area(page, "Strategie")
    follow(page.get_by_role("main").get_by_role("link", name="Strategie anlegen"))
    page.get_by_label("Titel auf Deutsch").fill("Köln übermorgen")
    press(page, "Anlegen")
    title_is(page, "Köln übermorgen")
    follow(page.get_by_role("link", name="Aus einer Tabelle einfügen"))
    page.get_by_role("textbox", name="Tabelle").fill(TABLE + "\nOhne Erklärung\t\t\t")
    press(page, "Prüfen")
    expect(page.locator("[data-error-summary]")).to_contain_text("Zeile 21:")
    check(page, "a wrong line")
    page.get_by_role("textbox", name="Tabelle").fill(TABLE)
    press(page, "Prüfen")
    expect(page.get_by_role("status")).to_contain_text("Handlungsfelder: 10, Ziele: 20")
    check(page, "what a table adds")
    press(page, "Hinzufügen")
    expect(page.get_by_role("link", name="Mobilität ohne Umwege")).to_be_visible()


def begin_the_round(page: Page) -> None:
    area(page, "Runden")
    follow(page.get_by_role("link", name="Runde anlegen"))
    expect(page.get_by_role("main")).to_contain_text("Schritt 1 von 4")
    page.get_by_label("Worüber wird abgestimmt?").select_option(label="Köln übermorgen")
    page.get_by_label("Titel der Runde", exact=True).fill("Was zählt für Köln?")
    page.locator("#description_de").fill("Der Rat entscheidet im Mai. Vorher fragt er Sie.")
    press(page, "Speichern und weiter")


def say_when_and_who(page: Page) -> None:
    title_is(page, "Wann und wer?")
    opens, closes = (datetime.now(UTC) + timedelta(days=days) for days in (10, 40))
    page.get_by_label("Gewichtung: Anfang").fill(opens.strftime("%Y-%m-%dT09:00"))
    page.get_by_label("Gewichtung: Ende").fill(opens.strftime("%Y-%m-%dT08:00"))
    press(page, "Speichern und weiter")
    follow_error(page, "Das Ende liegt nicht nach dem Anfang", "Gewichtung: Ende")
    page.get_by_label("Gewichtung: Ende").fill(closes.strftime("%Y-%m-%dT00:00"))
    page.get_by_label("Stelle", exact=True).fill("Büro für Beteiligung")
    press(page, "Speichern und weiter")


def follow_error(page: Page, sentence: str, label: str) -> None:
    """Go from the summary of errors to the field."""
    page.locator("[data-error-summary]").get_by_role("link", name=sentence).press("Enter")
    expect(page.get_by_label(label)).to_be_focused()


def say_how_it_is_weighted(page: Page) -> None:
    title_is(page, "Wie wird gewichtet und gezählt?")
    page.get_by_label("Punkte je Feld für Ziele").fill("10")
    press(page, "Speichern und weiter")
    title_is(page, "Prüfen Sie alles noch einmal")


def ask_a_question(page: Page) -> None:
    follow(page.get_by_role("main").get_by_role("link", name="Ändern (Freiwillige Fragen)"))
    press(page, "Frage hinzufügen")
    page.get_by_label("Frage", exact=True).fill("Wie alt sind Sie?")
    page.get_by_label("Antwort 1", exact=True).fill("Unter 30")
    page.get_by_label("Antwort 2", exact=True).fill("30 und älter")
    check(page, "a question")
    press(page, "Speichern")
    title_is(page, "Wie wird gewichtet und gezählt?")
    follow(page.get_by_role("link", name="Prüfen"))


def mend_what_is_missing(page: Page) -> None:
    main = page.get_by_role("main")
    expect(main).to_contain_text("2 Angaben fehlen noch")
    expect(page.get_by_role("button", name="Jetzt veröffentlichen")).to_have_count(0)
    check(page, "something is missing")
    follow(main.get_by_role("link", name="Schreiben Sie den Text für die Zeit danach"))
    page.locator("#texts_after_de").fill("Der Rat berät das Ergebnis im Mai.")
    press(page, "Speichern und weiter")
    page.get_by_label("Telefon").fill("0221 000")
    press(page, "Speichern und weiter")
    follow(page.get_by_role("link", name="Prüfen"))
    expect(main).to_contain_text("Es fehlt nichts")


def try_it_out(page: Page) -> None:
    """See the round at three of its times, as a resident and as a moderator, and leave again."""
    main, mark = page.get_by_role("main"), page.locator(".dry-run-banner")
    expect(main).to_contain_text("Noch nicht angesehen.")
    follow(main.get_by_role("link", name="Probelauf"))
    check(page, "the moments of a dry run")
    press(page, "Ansehen (Vor der Eröffnung)")
    title_is(page, "Was zählt für Köln? (Probelauf – zählt nicht)")
    expect(mark).to_contain_text("Probelauf – zählt nicht.")
    follow(mark.get_by_role("link", name="Zeitpunkt wechseln"))
    press(page, "Ansehen (Während gewichtet wird)")
    follow(mark.get_by_role("link", name="Rolle wechseln"))
    check(page, "the desk of a dry run")
    press(page, "Einwohnerin oder Einwohner")
    weight_as_resident(page)
    follow(mark.get_by_role("link", name="Zeitpunkt wechseln"))
    press(page, "Ansehen (Das Ergebnis ist veröffentlicht)")
    follow(mark.get_by_role("link", name="Rolle wechseln"))
    follow(main.get_by_role("link", name="Das Ergebnis"))
    expect(main).to_contain_text("Was zählt für Köln? (Probelauf – zählt nicht)")
    check(page, "a result in a dry run")
    follow(mark.get_by_role("link", name="Zeitpunkt wechseln"))
    press(page, "Probelauf beenden")
    expect(mark).to_have_count(0)
    follow(page.get_by_role("link", name="Zurück zum Prüfen"))
    expect(main).to_contain_text("Im Probelauf gesehen")


def weight_as_resident(page: Page) -> None:
    """Agree, distribute all points, and get a code, as any resident would."""
    follow(page.get_by_role("main").get_by_role("link", name="Jetzt gewichten"))
    page.locator("#agreed").check()
    press(page, "Zustimmen und weiter")
    page.locator("[data-points-input]").first.fill("20")
    press(page, "Weiter zur Prüfung")
    press(page, "Gewichtung jetzt abgeben")
    title_is(page, "Vielen Dank. Ihre Gewichtung ist abgegeben.")
    expect(page.get_by_role("main")).to_contain_text("Code")


def publish(page: Page) -> None:
    press(page, "Jetzt veröffentlichen")
    expect(page.get_by_role("main")).to_contain_text("Die Runde ist veröffentlicht.")
    follow(page.get_by_role("main").get_by_role("link", name="Seite der Runde ansehen"))
    title_is(page, "Was zählt für Köln?")
