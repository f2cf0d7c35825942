"""The pages of versions: a planner puts a draft forward, begins the next one, withdraws."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.strategy import queries_versions
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from tests.factories import make_staff, make_strategy
from tests.pages import main_text, tree
from tests.strategy.making import (
    adopt,
    begin_next_draft,
    draft_of,
    make_whole_strategy,
    open_consultation,
    rename_field,
    save_texts,
    set_lineage,
    states,
)

HOME = "/planning/strategies/whole/"


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy whose version 1 is a draft."""
    return make_whole_strategy()


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


@pytest.mark.usefixtures("strategy")
def test_the_list_names_the_states_of_every_strategy(planner: Any) -> None:
    open_consultation(make_strategy(slug="other"))
    text = main_text(planner.get("/planning/strategies/"))
    assert "Fassung 1 Entwurf" in text
    assert "Fassung 1 In Beratung" in text


@pytest.mark.usefixtures("app")
def test_the_menu_does_not_take_strategies_for_results(planner: Any) -> None:
    def current(path: str) -> list[str]:
        page = tree(planner.get(path))
        return [link.get("href") for link in page.findall(".//nav//a[@aria-current]")]

    assert "/planning/" in current("/planning/")
    assert "/planning/" not in current("/planning/strategies/")


@pytest.mark.usefixtures("app")
def test_the_list_without_a_strategy_says_so(planner: Any) -> None:
    assert "Noch keine Strategie" in main_text(planner.get("/planning/strategies/"))


def test_a_draft_is_put_forward_in_the_browser(planner: Any, strategy: Strategy) -> None:
    assert "Beratung eröffnen" in main_text(planner.get(HOME))
    text = main_text(planner.get(HOME + "open"))
    assert "Niemand ändert sie mehr" in text
    assert planner.submit(HOME + "open").location == HOME
    page = main_text(planner.get(HOME))
    assert "Fassung 1 In Beratung" in page
    assert str(queries_versions.version(strategy.id, 1).digest) in page
    assert 'href="/planning/papers/"' in planner.get(HOME).get_data(as_text=True)
    assert states(strategy) == ["consultation"]


@pytest.mark.usefixtures("app")
def test_a_draft_without_fields_is_told_what_it_lacks(planner: Any) -> None:
    planner.submit("/admin/new-strategy", title_de="Leer", slug="leer")
    page = planner.get("/planning/strategies/leer/open")
    assert "noch kein Handlungsfeld" in main_text(page)
    assert 'type="submit"' not in page.get_data(as_text=True).partition("<main")[2]


def test_what_changed_while_the_check_page_was_open_is_a_conflict(
    planner: Any, strategy: Strategy
) -> None:
    page = planner.get(HOME + "open")
    save_texts(strategy, {"de": "Neu"}, {})
    assert planner.submit(page).status_code == 409
    assert states(strategy) == ["draft"]


def test_a_second_click_on_opening_is_told_so(planner: Any, strategy: Strategy) -> None:
    page = planner.get(HOME + "open")
    assert planner.submit(page).status_code == 302
    again = planner.submit(page)
    assert again.status_code == 409
    assert "liegt in der Beratung" in main_text(again)
    assert states(strategy) == ["consultation"]


def test_the_editor_is_closed_while_there_is_no_draft(planner: Any, strategy: Strategy) -> None:
    path = f"/admin/strategies/{strategy.slug}"
    form = planner.get(f"{path}/items/energy")
    open_consultation(strategy)
    page = planner.get(path)
    assert "Fassung 1 liegt in der Beratung und wird nicht mehr geändert." in main_text(page)
    html = page.get_data(as_text=True).partition("<main")[2]
    assert "<form" not in html
    for part in ("/title", "/items/", "/new/"):
        assert f"{path}{part}" not in html
    for part in ("title", "new/field", "items/energy", "items/energy/delete"):
        assert planner.get(f"{path}/{part}").status_code == 409
    late = planner.submit(form, title_de="Zu spät")
    assert late.status_code == 409
    assert "Beginnen Sie den nächsten Entwurf." in main_text(late)


def test_the_next_draft_begins_with_the_adopted_version_unless_another_is_chosen(
    planner: Any, strategy: Strategy
) -> None:
    adopt(open_consultation(strategy))
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    open_consultation(strategy)
    page = planner.get(HOME + "begin")
    chosen = [radio.get("value") for radio in tree(page).findall(".//input[@checked]")]
    assert chosen == ["1"]
    assert planner.submit(page, version="2").location == HOME
    assert draft_of(strategy).based_on_id == queries_versions.version(strategy.id, 2).id


def test_a_second_click_on_beginning_makes_no_second_draft(
    planner: Any, strategy: Strategy
) -> None:
    open_consultation(strategy)
    page = planner.get(HOME + "begin")
    assert planner.submit(page).status_code == 302
    again = planner.submit(page)
    assert again.status_code == 409
    assert "Fassung 2 ist schon ein Entwurf" in main_text(again)
    assert states(strategy) == ["consultation", "draft"]


@pytest.mark.parametrize("number", ["2", "0", "x", ""])
def test_a_version_that_is_not_offered_begins_nothing(
    planner: Any, strategy: Strategy, number: str
) -> None:
    open_consultation(strategy)
    answer = planner.submit(HOME + "begin", version=number)
    assert answer.status_code == 200
    assert states(strategy) == ["consultation"]


def test_preface_and_concept_are_written_and_other_languages_stay(
    planner: Any, strategy: Strategy
) -> None:
    save_texts(strategy, {"de": "Alt", "fr": "Préface"}, {})
    typed = {"preface_de": "Vorwort", "preface_en": "Preface", "concept_de": "Schritt\n\nSchritt"}
    assert planner.submit(HOME + "texts", **typed).location == HOME
    db.session.rollback()
    draft = draft_of(strategy)
    assert draft.preface == {"de": "Vorwort", "en": "Preface", "fr": "Préface"}
    assert draft.concept == {"de": "Schritt\n\nSchritt"}


def test_an_english_text_without_a_german_one_is_refused_and_kept(
    planner: Any, strategy: Strategy
) -> None:
    answer = planner.submit(HOME + "texts", concept_en="Only English")
    assert answer.status_code == 200
    assert "Der deutsche Text fehlt" in main_text(answer)
    assert "Only English" in answer.get_data(as_text=True)
    assert draft_of(strategy).concept == {}


def test_of_two_planners_the_second_sees_the_conflict_page(
    new_client: Any, planner: Any, strategy: Strategy
) -> None:
    second = new_client(make_staff("planner"))
    pages = planner.get(HOME + "texts"), second.get(HOME + "texts")
    assert planner.submit(pages[0], preface_de="Erste").status_code == 302
    answer = second.submit(pages[1], preface_de="Zweite")
    assert answer.status_code == 409
    assert "Es wurde nichts überschrieben" in main_text(answer)
    db.session.rollback()
    assert draft_of(strategy).preface == {"de": "Erste"}


def test_a_version_is_withdrawn_with_a_reason(planner: Any, strategy: Strategy) -> None:
    open_consultation(strategy)
    path = HOME + "versions/1/withdraw"
    assert "Nennen Sie einen Grund" in main_text(planner.submit(path, reason=" "))
    assert planner.submit(path, reason="Ein Feld fehlt.").location == HOME
    text = main_text(planner.get(HOME))
    assert "Fassung 1 Zurückgezogen" in text
    assert "Ein Feld fehlt." in text
    assert planner.get(path).status_code == 409


def test_lineage_is_written_line_by_line(planner: Any, strategy: Strategy) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    path = HOME + "lineage"
    assert "Energie energy" in main_text(planner.get(path))
    answer = planner.submit(path, kind_1="renamed", from_1="energy", to_1="heat")
    assert answer.location == HOME
    db.session.rollback()
    lines = queries_versions.lineage(draft_of(strategy).id)
    assert lines == (Line("renamed", "energy", "heat"),)
    assert planner.submit(path, kind_0="", from_0="", to_0="").location == HOME
    db.session.rollback()
    assert queries_versions.lineage(draft_of(strategy).id) == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind_2": "renamed", "from_2": "energy"}, "Füllen Sie die Zeile ganz aus"),
        ({"kind_2": "renamed", "from_2": "energy", "to_2": "mobility"}, "keine Umbenennung"),
        ({"kind_2": "burnt", "from_2": "energy", "to_2": "heat"}, "Wählen Sie, was geschehen ist"),
        ({"kind_2": "split", "from_2": "nope", "to_2": "heat"}, "„nope“ steht nicht in der"),
    ],
)
def test_a_wrong_line_is_named_and_what_was_chosen_stays(
    planner: Any, strategy: Strategy, typed: dict[str, str], sentence: str
) -> None:
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    rename_field(strategy, "energy", "heat")
    answer = planner.submit(HOME + "lineage", **typed)
    assert answer.status_code == 200
    assert sentence in main_text(answer)
    assert f'selected value="{typed["from_2"]}"' in answer.get_data(as_text=True)
    assert queries_versions.lineage(draft_of(strategy).id) == ()


@pytest.mark.usefixtures("strategy")
def test_the_first_version_has_no_page_about_lineage(planner: Any) -> None:
    assert planner.get(HOME + "lineage").status_code == 404
    assert "Herkunft" not in main_text(planner.get(HOME))


def test_a_payload_in_preface_and_reason_is_shown_as_text(planner: Any, strategy: Strategy) -> None:
    bait = "<img src=x onerror=alert(1)>"
    save_texts(strategy, {"de": bait}, {"de": bait})
    assert bait not in planner.get(HOME + "texts").get_data(as_text=True)
    open_consultation(strategy)
    planner.submit(HOME + "versions/1/withdraw", reason=bait)
    page = planner.get(HOME)
    assert bait not in page.get_data(as_text=True)
    assert bait in main_text(page)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path",
    [
        "/planning/strategies/",
        HOME,
        HOME + "open",
        HOME + "texts",
        HOME + "lineage",
        "/admin/strategies/whole",
    ],
)
def test_at_most_ten_statements_however_many_versions_there_are(
    planner: Any, strategy: Strategy, statements: list[str], path: str
) -> None:
    for number in (1, 2):
        open_consultation(strategy)
        begin_next_draft(strategy, number)
        make_strategy()
    rename_field(strategy, "energy", "heat")
    set_lineage(strategy, [Line("renamed", "energy", "heat")])
    db.session.rollback()
    statements.clear()
    assert planner.get(path).status_code == 200
    assert len(statements) <= 10, statements


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_at_most_ten_statements_where_there_is_no_draft(
    planner: Any, strategy: Strategy, statements: list[str]
) -> None:
    open_consultation(strategy)
    for path in (HOME, HOME + "begin", HOME + "versions/1/withdraw", "/admin/strategies/whole"):
        db.session.rollback()
        statements.clear()
        assert planner.get(path).status_code == 200
        assert len(statements) <= 10, statements
