"""The public page of a strategy: where it stands, its way, its fields with weights and projects."""

from __future__ import annotations

import pytest

from participation.council.rules import StepPhase
from participation.council.steps import StepDraft
from participation.council.timeline.service import add_step
from participation.council.way import Statement
from participation.extensions import db
from participation.kernel.partial_dates import PartialDate
from participation.strategy import edits, queries, service
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from participation.strategy.rules import Field
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.front.citing import cite, cited
from tests.pages import main_text, tree
from tests.projects.making import make_project
from tests.strategy.making import (
    BY,
    adopt,
    begin_next_draft,
    draft_of,
    make_whole_strategy,
    open_consultation,
    put_into,
    rename_field,
    set_lineage,
    withdraw,
)

PAGE = "/strategy/whole/"


@pytest.fixture
def strategy(client: CheckingClient) -> Strategy:
    return make_whole_strategy()


def steps(client: CheckingClient) -> list[str]:
    """The steps of the way with their states, as a screen reader says them."""
    page = tree(client.get(PAGE))
    titles = page.findall(".//main//ol/li/p[@class='way__title']")
    return [" ".join("".join(title.itertext()).split()) for title in titles]


def test_a_draft_is_nowhere_to_be_read(client: CheckingClient, strategy: Strategy) -> None:
    paths = ("", "whole/", "whole/versions/1", "whole/versions/1/print", "whole/diff/1/1")
    for path in paths:
        assert client.get(f"/strategy/{path}").status_code == 404, path


def test_a_single_strategy_is_shown_instead_of_a_list(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "consultation")
    assert client.get("/strategy/").location == PAGE


def test_the_menu_leads_to_the_strategy_once_everybody_can_read_it(
    client: CheckingClient, strategy: Strategy
) -> None:
    def menu() -> list[str]:
        client.application.extensions["pages"].clear()
        page = tree(client.get("/"))
        return [link.get("href") for link in page.findall(".//header//nav//a")]

    assert "/strategy/" not in menu()
    put_into(strategy, "consultation")
    assert "/strategy/" in menu()


def test_the_next_draft_shows_nowhere(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    text = main_text(client.get(PAGE))
    assert "Fassung 1 ist beschlossen und gilt." in text
    assert "Fassung 2" not in text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("consultation", "Fassung 1 liegt in der Beratung. Beschlossen ist noch keine Fassung."),
        ("adopted", "Fassung 1 ist beschlossen und gilt."),
        ("withdrawn", "zurückgezogen. Beschlossen ist noch keine Fassung."),
        ("superseded", "Fassung 2 ist beschlossen und gilt."),
    ],
)
def test_the_first_sentence_says_where_it_stands(
    client: CheckingClient, strategy: Strategy, state: str, sentence: str
) -> None:
    put_into(strategy, state)
    assert sentence in main_text(client.get(PAGE)).replace("\xa0", " ")


def test_until_the_next_decision_the_adopted_version_holds(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    open_consultation(strategy)
    text = main_text(client.get(PAGE))
    assert "Fassung 2 liegt in der Beratung. Bis zum Beschluss gilt Fassung 1." in text


def test_a_version_that_was_withdrawn_does_not_hide_the_one_that_holds(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    withdraw(open_consultation(strategy))
    text = main_text(client.get(PAGE))
    assert "Fassung 1 ist beschlossen und gilt. Fassung 2 wurde zurückgezogen." in text


def test_open_steps_stay_open_whatever_day_it_is(
    client: CheckingClient, strategy: Strategy
) -> None:
    version = put_into(strategy, "consultation")
    paper = make_paper(public=True)
    late = {"date_value": "2020-01-01", "outcome": "pending", "version_id": version.id}
    make_consultation(paper, public=True, **late)
    assert steps(client) == [
        "Entwurf fertig",
        "Beratung läuft",
        "Beschluss offen",
        "Umsetzung offen",
    ]


def test_sources_that_disagree_both_stand_on_the_way(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "consultation")
    said = (
        Statement(PartialDate("2021-07-14"), "Vorlage 118"),
        Statement(PartialDate(None, "in der letzten Sitzung im Juli"), "Zeitung"),
    )
    draft = StepDraft({"de": "Zweite Lesung"}, StepPhase.CONSULTATION, statements=said)
    add_step(strategy.slug, draft, token="a-step", **BY)
    db.session.commit()
    text = main_text(client.get(PAGE)).replace("\xa0", " ")
    assert "Zweite Lesung offen 14. Juli 2021 · Vorlage 118" in text
    assert "in der letzten Sitzung im Juli · Zeitung" in text


def test_carrying_out_goes_on_once_a_project_is_under_way(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "adopted")
    make_project(strategy, state="planned")
    assert steps(client)[-1] == "Umsetzung offen"
    make_project(strategy, state="running")
    client.application.extensions["pages"].clear()
    assert steps(client)[-1] == "Umsetzung läuft"


def test_what_was_held_behind_closed_doors_stays_out(
    client: CheckingClient, strategy: Strategy
) -> None:
    version = put_into(strategy, "consultation")
    make_consultation(make_paper(public=True), body="Hinterzimmer", version_id=version.id)
    assert "Hinterzimmer" not in main_text(client.get(PAGE))


def test_fields_say_their_published_projects_or_that_there_is_none(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "adopted")
    make_project(strategy, main_field="energy", title={"de": "Sonnendach"})
    make_project(strategy, main_field="mobility", title={"de": "Geheim"}, published=False)
    page = tree(client.get(PAGE))
    projects = [
        " ".join("".join(side.itertext()).split())
        for side in page.findall(".//main//ol[@class='fields']/li/div[2]")
    ]
    nothing = "Projekte Noch kein Projekt"
    assert projects == [nothing, "Projekte Sonnendach", nothing]


def test_weights_stand_with_interval_answers_and_caveat(
    client: CheckingClient, strategy: Strategy
) -> None:
    cite(strategy, cited(strategy))
    put_into(strategy, "consultation")
    text = main_text(client.get(PAGE)).replace("\xa0", " ")
    assert "51,2 % Stabilitätsbereich 41,0 bis 61,0 % aus 98 Antworten" in text
    assert "100 Gewichtungen. Mittlerer Anteil. Sie stehen nicht für alle." in text


def test_what_the_result_withholds_stays_withheld(
    client: CheckingClient, strategy: Strategy
) -> None:
    cite(strategy, cited(strategy))
    put_into(strategy, "consultation")
    page = tree(client.get(PAGE))
    field = page.find(".//main//li[@id='field-education']/div[2]")
    assert " ".join("".join(field.itertext()).split()) == "Ergebnis unter 10 Antworten"


def test_without_a_citation_no_weight_is_mentioned(
    client: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "consultation")
    assert "Ergebnis" not in main_text(client.get(PAGE))


def test_weights_go_along_with_a_renaming(client: CheckingClient, strategy: Strategy) -> None:
    citation = cited(strategy)
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    rename_field(strategy, "mobility", "traffic")
    set_lineage(strategy, [Line("renamed", "mobility", "traffic")])
    cite(strategy, citation)
    open_consultation(strategy)
    page = tree(client.get(PAGE))
    words = "".join(page.find(".//main//li[@id='field-traffic']").itertext())
    assert "51,2" in words
    assert "Der Rahmen der Runde war ein anderer." in main_text(client.get(PAGE))


def test_a_goal_that_moved_to_another_field_is_not_comparable(
    client: CheckingClient, strategy: Strategy
) -> None:
    citation = cited(strategy)
    frame = queries.frame_of(strategy)
    goal = frame.fields[0].goals[0]
    frame = edits.added(edits.without(frame, goal.key), goal, "energy")
    service.save(strategy.slug, frame, **BY)
    cite(strategy, citation)
    open_consultation(strategy)
    text = main_text(client.get(f"{PAGE}versions/1"))
    assert "Mobilität: Ziel 1 nicht vergleichbar: stand in einem anderen Handlungsfeld" in text


def test_a_field_that_was_split_is_not_comparable(
    client: CheckingClient, strategy: Strategy
) -> None:
    citation = cited(strategy)
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    frame = edits.without(queries.frame_of(strategy), "mobility")
    for key in ("roads", "rails"):
        frame = edits.added(frame, Field(key, {"de": key}, {"de": "Text"}))
    service.save(strategy.slug, frame, **BY)
    set_lineage(strategy, [Line("split", "mobility", "roads"), Line("split", "mobility", "rails")])
    cite(strategy, citation)
    open_consultation(strategy)
    page = tree(client.get(PAGE))
    words = "".join(page.find(".//main//li[@id='field-roads']").itertext())
    assert "nicht vergleichbar: seit der Runde geteilt" in words
    assert "51,2" not in main_text(client.get(PAGE))


def test_texts_in_another_language_say_so(client: CheckingClient, strategy: Strategy) -> None:
    version = draft_of(strategy)
    assert version is not None
    make_project(strategy, main_field="energy", title={"de": "Sonnendach"})
    put_into(strategy, "adopted")
    page = tree(client.get(f"{PAGE}?lang=en"))
    link = page.find(".//main//ol[@class='fields']//li/a/span")
    assert (link.get("lang"), link.text) == ("de", "Sonnendach")


def test_the_page_needs_eight_statements(
    client: CheckingClient, strategy: Strategy, statements: list[str]
) -> None:
    cite(strategy, cited(strategy))
    version = put_into(strategy, "adopted")
    make_consultation(make_paper(public=True), public=True, version_id=version.id)
    make_project(strategy, main_field="energy")
    db.session.remove()
    for path in ("", "versions/1", "versions/1/print", "diff/1/1"):
        statements.clear()
        assert client.get(PAGE + path).status_code == 200
        assert len(statements) <= 8, (path, statements)


def test_adopting_again_moves_the_page_on(client: CheckingClient, strategy: Strategy) -> None:
    put_into(strategy, "adopted")
    begin_next_draft(strategy, 1)
    adopt(open_consultation(strategy))
    assert "Strategie, Fassung 2" in main_text(client.get(PAGE))
