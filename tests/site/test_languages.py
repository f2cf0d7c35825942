"""The reader's language: which one, for how long, and that no German is left over on an English
page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from babel import Locale
from flask import Flask
from flask_babel import force_locale
from werkzeug.test import TestResponse

from participation.accounts.permissions import STAFF, Role
from participation.audit.service import SHELL, Actor
from participation.city import service as city_service
from participation.kernel.clock import clock
from participation.results import service as results_service
from participation.rounds.models import Round
from participation.web.filters import percent
from participation.web.transactions import commit_now
from tests.conftest import CheckingClient
from tests.factories import agree, closed, make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree
from tests.results.sheets import cast_all, closed_round, points
from tests.site.crawling import asked_for
from tests.site.world import address

GERMAN = re.compile(
    r"\b(Sie|Ihre?[mnrs]?|und|oder|der|das|dem|den|ein|eine[mnrs]?|nicht|ist|sind|wird|werden|mit|von|vom|bis|noch|nach|auf|aus"
    r"|Uhr|Runden?|Ideen?|Ziele?|Handlungsfeld\w*|Gewichtung\w*|Punkten?|Angabe|Ergebnis\w*|Seiten?|Bogen|Stapel|Zeile)\b"
    r"|[äöüßÄÖÜ„]"
)
SPOKEN = ("alt", "aria-label", "content", "placeholder", "title")
# A person's chosen name, the language's own name, what the log holds of a name given in German, and
# a German letter that an English sentence speaks of.
CONTENT = re.compile(r"Deutsch\b|Amsel \d+|Ihre Stadt|“ß” or “ss”")
PUBLIC = (
    "/",
    "/rounds/{slug}/",
    "/rounds/{slug}/procedure",
    "/rounds/{slug}/ideas/",
    "/rounds/{slug}/weights",
    "/sign-in",
)
LEGAL = ("impressum", "datenschutz", "barrierefreiheit", "netiquette")
IN_ENGLISH: dict[str, Any] = {
    "contact": {
        "unit": {"de": "Büro", "en": "Participation office"},
        "address": "",
        "telephone": "",
        "email": "",
    }
}


# The words of a page do not depend on where its content was kept.
ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def city(app: Flask) -> None:
    """A city whose name is a name in every language."""
    city_service.change_city(
        name="Musterstadt", accent="#0b5394", sender="", actor=Actor(1, "admin"), clock=clock
    )
    commit_now()


@pytest.fixture
def world(city: None) -> dict[str, Any]:
    """One of each, its content in English."""
    resident = make_resident()
    ways = ["email", "open", "code", "paper"]
    round_ = make_round(slug="open-round", participation=ways, goals_points=10, **IN_ENGLISH)
    make_round(slug="ended-round", **closed(), **IN_ENGLISH)
    agree(resident, round_)
    idea = make_idea(
        round_, resident, state="published", title="Benches", text="More benches for everyone."
    )
    people = {role: make_staff(role, name="A colleague") for role in STAFF}
    values = {
        "slug": "open-round",
        "number": idea.number,
        "token": "none",
        "key": "mobility",
        "file": "weights.csv",
    }
    return {
        "people": {Role.ANONYMOUS: None, Role.RESIDENT: resident} | people,
        "values": values | {"name": "finding", "batch": 1, "version": 1, "page": "impressum"},
    }


def left_over(response: TestResponse) -> list[str]:
    """The pieces of an HTML page that hold a German word: texts and what is read out or shown of an
    element.

    What stands in a text area is a text being edited, not one of the page's, and what says that it
    is German is meant to be.
    """
    page = tree(response)
    for area in page.iter("textarea"):
        area.text = ""
    for german in page.findall(".//*[@lang='de']"):
        tail = german.tail
        german.clear()
        german.tail = tail
    pieces = [text for text in page.itertext() if text.strip()]
    pieces += [element.get(name) or "" for element in page.iter() for name in SPOKEN]
    return [piece.strip() for piece in pieces if GERMAN.search(CONTENT.sub("", piece))]


def published_result() -> Round:
    """A closed round whose result everyone may read."""
    round_ = closed_round(**IN_ENGLISH)
    cast_all(round_, points(40))
    number = results_service.make_snapshot(round_.id, actor=SHELL, clock=clock).number
    results_service.publish(round_.id, number=number, actor=SHELL, clock=clock)
    commit_now()
    return round_


def language_of(response: TestResponse) -> str:
    return str(tree(response).get("lang"))


@ON_ONE
def test_the_main_public_pages_hold_no_german_in_english(
    client: CheckingClient, world: dict[str, Any]
) -> None:
    pages = [path.format(slug="open-round") for path in PUBLIC] + [
        f"/legal/{page}" for page in LEGAL
    ]
    for path in [*pages, "/rounds/ended-round/", "/rounds/ended-round/results", "/no-such-page"]:
        response = client.get(path, query_string={"lang": "en"})
        assert response.status_code in (200, 404), path
        assert (language_of(response), left_over(response)) == ("en", []), path


@ON_ONE
def test_the_pages_of_a_result_hold_no_german_in_english(
    client: CheckingClient, city: None
) -> None:
    round_ = published_result()
    for path in ("results", "results/summary", "receipts"):
        response = client.get(f"/rounds/{round_.slug}/{path}?lang=en")
        assert response.status_code == 200, path
        assert left_over(response) == [], path
    text = main_text(client.get(f"/rounds/{round_.slug}/results"))
    assert "stability interval" in text
    assert "40 ballots, submitted voluntarily" in text


@ON_ONE
@pytest.mark.parametrize("role", list(Role))
def test_no_page_of_any_role_holds_german_in_english(
    app: Flask, new_client: Any, world: dict[str, Any], role: Role
) -> None:
    browser: CheckingClient = new_client(world["people"].get(role))
    browser.set_cookie("lang", "en")
    seen, wrong = 0, []
    for rule in asked_for(app, role):
        response = browser.get(address(app, rule, world["values"]))
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            wrong += [(rule.endpoint, piece) for piece in left_over(response)]
            seen += 1
    assert (wrong, seen > 15) == ([], True)


@ON_ONE
def test_a_refused_form_says_why_in_english(client: CheckingClient, world: dict[str, Any]) -> None:
    client.set_cookie("lang", "en")
    for path in ("/rounds/open-round/weights", "/rounds/open-round/ideas/new", "/sign-in"):
        response = client.submit(path)
        if response.status_code != 302:
            assert left_over(response) == [], path
            assert "Error:" in (tree(response).findtext(".//title") or ""), path


@ON_ONE
def test_a_chosen_language_lasts(client: CheckingClient) -> None:
    chosen = client.get("/?lang=en")
    assert "lang=en" in chosen.headers["Set-Cookie"]
    assert language_of(chosen) == "en"
    assert language_of(client.get("/", headers={"Accept-Language": "de"})) == "en"
    assert language_of(client.get("/?lang=de")) == "de"
    assert language_of(client.get("/", headers={"Accept-Language": "en"})) == "de"


@ON_ONE
def test_the_switch_keeps_the_page_and_its_filters(client: CheckingClient) -> None:
    page = tree(client.get(f"/rounds/{make_round().slug}/ideas/?q=bench&lang=en"))
    links = {
        link.get("lang"): link
        for nav in page.iter("nav")
        for link in nav.iter("a")
        if link.get("hreflang")
    }
    assert set(links) == {"de", "en"}
    assert links["en"].get("aria-current") == "true"
    assert links["de"].get("aria-current") is None
    assert "q=bench" in links["de"].get("href")
    assert "lang=de" in links["de"].get("href")


@ON_ONE
@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9,de;q=0.5", "en"),
        ("en-GB, de;q=0.5", "en"),
        ("de-AT, en;q=0.5", "de"),
        ("de;q=0, en", "en"),
        ("fr,en;q=0.5", "en"),
        ("de-AT", "de"),
        ("fr", "de"),
        ("*", "de"),
    ],
)
def test_the_browsers_languages_are_honoured(new_client: Any, accepted: str, expected: str) -> None:
    response = new_client().get("/", headers={"Accept-Language": accepted})
    assert language_of(response) == expected
    assert "Set-Cookie" not in response.headers


@ON_ONE
def test_an_unknown_language_is_german_and_not_remembered(client: CheckingClient) -> None:
    for asked in ("xx", "EN", "../en", ""):
        response = client.get("/", query_string={"lang": asked})
        assert language_of(response) == "de"
        assert "lang=" not in response.headers.get("Set-Cookie", "")
    client.set_cookie("lang", "xx")
    assert language_of(client.get("/")) == "de"


@ON_ONE
def test_dates_and_per_cents_are_written_as_the_language_does(
    app: Flask, client: CheckingClient
) -> None:
    round_ = make_round(**closed())
    assert round_.weights_closes_at is not None
    month = Locale("en").months["format"]["wide"][round_.weights_closes_at.month]
    english = main_text(client.get(f"/rounds/{round_.slug}/?lang=en"))
    assert re.search(rf"up to and including \d+ {month} \d{{4}}, \d\d:\d\d", english), english
    assert re.search(
        r"bis einschließlich \d+\. \w+ \d{4}, \d\d:\d\d Uhr",
        main_text(client.get(f"/rounds/{round_.slug}/?lang=de")),
    )
    with app.test_request_context():
        with force_locale("en"):
            assert percent(0.1234) == "12.3%"
        with force_locale("de"):
            assert percent(0.1234) == "12,3 %"
