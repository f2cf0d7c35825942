"""A strategy's way as planners enter it and everybody reads it: undated steps, a decision without
counted votes, two sources that disagree."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.council import queries
from participation.council.models import StrategyStep
from participation.council.way import StepState
from participation.extensions import db
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import make_staff, make_strategy
from tests.pages import main_text
from tests.strategy.making import open_consultation, states

STEPS: list[dict[str, Any]] = [
    {"title_de": "Modellprojekt", "phase": "before", "done": "y", "date_0": "2019"},
    {
        "title_de": "Ideen und Gewichte der Bürgerinnen und Bürger",
        "phase": "before",
        "done": "y",
        "date_0": "2020-Q4",
    },
    {
        "title_de": "Beschluss geplant",
        "phase": "consultation",
        "wording_0": "in der letzten Sitzung im Juli",
        "source_0": "Vorbericht",
    },
    {
        "title_de": "Zweite Phase",
        "phase": "after",
        "wording_0": "im kommenden Jahr",
        "source_0": "Pressemitteilung",
        "date_1": "2021",
        "wording_1": "Ende 2021",
        "source_1": "Webseite",
        "link_1": "https://smart.example.org/phase-2",
    },
    {
        "title_de": "Regionalkonferenz: Übertragung auf andere Städte",
        "phase": "after",
        "done": "y",
        "date_0": "06.07.2022",
    },
]


@pytest.fixture
def planner(app: Flask, new_client: Any) -> CheckingClient:
    """A planner, signed in."""
    client: CheckingClient = new_client(make_staff("planner"))
    return client


@pytest.fixture
def strategy(app: Flask) -> Strategy:
    """A strategy without a version that was put forward."""
    return make_strategy(slug="smart")


def add(planner: CheckingClient, **values: Any) -> Any:
    return planner.submit("/planning/strategies/smart/steps/new", **values)


def stored() -> list[StrategyStep]:
    """The steps of the strategy in their order."""
    db.session.rollback()
    return queries.steps(strategy_queries.get("smart").id)


def shown(planner: CheckingClient) -> str:
    return main_text(planner.get("/planning/strategies/smart/steps"))


def test_the_whole_timeline_is_entered_and_shown(
    planner: CheckingClient, strategy: Strategy
) -> None:
    for values in STEPS:
        assert add(planner, **values).status_code == 302
    version = open_consultation(strategy)
    paper = make_paper(public=True, reference="0816/2021", strategy_id=strategy.id)
    before = shown(planner)
    assert before.index("Modellprojekt fertig") < before.index("Beratung läuft")
    assert "Beschluss offen" in before
    decided = {
        "body": "Gemeinderat",
        "role": "decision",
        "authoritative": "y",
        "outcome": "adopted",
        "date": "14.07.2021",
        "votes_wording": "mit großer Mehrheit",
        "version_id": str(version.id),
        "shown": "y",
    }
    planner.submit(f"/planning/papers/{paper.key}/consultations/new", **decided)
    text = shown(planner)
    public = main_text(planner.get("/strategy/smart/"))
    order = [
        "Modellprojekt fertig 2019",
        "Ideen und Gewichte der Bürgerinnen und Bürger fertig 4. Quartal 2020",
        "Entwurf fertig",
        "Beratung fertig",
        "Beschluss geplant offen in der letzten Sitzung im Juli · Vorbericht",
        "Beschluss fertig Gemeinderat: beschlossen, 14. Juli 2021 · mit großer Mehrheit",
        "Zweite Phase offen im kommenden Jahr · Pressemitteilung 2021 (Ende 2021) · Webseite",
        "Regionalkonferenz: Übertragung auf andere Städte fertig 6. Juli 2022",
    ]
    for page in (text, public):
        places = [page.replace("\N{NO-BREAK SPACE}", " ").index(words) for words in order]
        assert places == sorted(places)
    assert states(strategy) == ["adopted"]


def test_without_a_recorded_decision_the_version_stays_in_consultation(
    planner: CheckingClient, strategy: Strategy
) -> None:
    open_consultation(strategy)
    make_paper(public=True, strategy_id=strategy.id, kind="motion")
    add(planner, title_de="Beschluss am 14. Juli", phase="after", done="y", date_0="2021-07-14")
    assert "Beschluss offen" in shown(planner)
    assert states(strategy) == ["consultation"]


def test_a_text_decided_with_changes_is_told_from_the_version_put_forward(
    planner: CheckingClient, strategy: Strategy
) -> None:
    values = {"version_id": open_consultation(strategy).id, "authoritative": True, "public": True}
    make_consultation(make_paper(public=True), outcome="adopted_with_changes", **values)
    sentence = "Beschlossen wurde ein geänderter Text. Diese Fassung gilt dadurch nicht."
    assert sentence in shown(planner)
    assert sentence in main_text(planner.get("/strategy/smart/"))


def test_only_public_consultations_stand_in_the_way(
    planner: CheckingClient, strategy: Strategy
) -> None:
    version = open_consultation(strategy)
    paper = make_paper(public=True)
    make_consultation(paper, version_id=version.id, outcome="rejected", body="Geheimer Ausschuss")
    assert "Geheimer Ausschuss" not in shown(planner)
    assert not any(step.consultations for step in queries.way(strategy.id))


def test_the_way_is_read_in_few_statements(strategy: Strategy, statements: list[str]) -> None:
    version = open_consultation(strategy)
    for _ in range(5):
        make_consultation(make_paper(public=True), public=True, version_id=version.id)
    strategy_id = strategy.id
    statements.clear()
    queries.way(strategy_id)
    assert len(statements) == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title_de": ""}, "Der deutsche Text fehlt"),
        ({"phase": ""}, "Wählen Sie, wo der Schritt steht."),
        ({"date_0": "Juli"}, "ist kein Datum"),
        ({"source_0": "Zeitung", "date_0": ""}, "Geben Sie ein Datum oder die Worte der Quelle"),
        ({"link_0": "javascript:alert(1)"}, "keine Internetadresse"),
        ({"link_0": "http://10.0.0.1/"}, "im Internet nicht erreichbar"),
    ],
)
def test_what_is_wrong_in_a_step_is_said_and_nothing_saved(
    planner: CheckingClient, strategy: Strategy, values: dict[str, str], words: str
) -> None:
    response = add(planner, **STEPS[0] | values)
    assert words in main_text(response)
    assert stored() == []


def test_a_blank_statement_between_two_is_left_out(
    planner: CheckingClient, strategy: Strategy
) -> None:
    add(planner, title_de="Zweite Phase", phase="after", date_0="2021", date_3="2022")
    assert [said["date"] for said in stored()[0].statements] == ["2021", "2022"]


def test_a_double_click_adds_one_step(planner: CheckingClient, strategy: Strategy) -> None:
    page = planner.get("/planning/strategies/smart/steps/new")
    for _ in range(2):
        assert planner.submit(page, **STEPS[0]).status_code == 302
    assert len(stored()) == 1


def test_a_step_is_changed_moved_and_deleted(planner: CheckingClient, strategy: Strategy) -> None:
    for values in STEPS[:2]:
        add(planner, **values)
    first, second = stored()
    path = f"/planning/strategies/smart/steps/{second.id}"
    planner.submit(path, title_de="Beteiligung", done=None)
    assert (stored()[1].title["de"], stored()[1].done) == ("Beteiligung", False)
    planner.submit("/planning/strategies/smart/steps", action=f"/{second.id}/move", step="up")
    assert [step.id for step in stored()] == [second.id, first.id]
    planner.submit("/planning/strategies/smart/steps", action=f"/{second.id}/move", step="up")
    planner.submit(f"{path}/delete")
    assert [step.id for step in stored()] == [first.id]


def test_two_planners_change_one_step_and_the_second_is_told(
    planner: CheckingClient, strategy: Strategy
) -> None:
    add(planner, **STEPS[0])
    path = f"/planning/strategies/smart/steps/{stored()[0].id}"
    pages = [planner.get(path) for _ in range(2)]
    planner.submit(pages[0], title_de="Erster")
    response = planner.submit(pages[1], title_de="Zweiter")
    assert "Es wurde nichts überschrieben." in main_text(response)
    assert "Zweiter" in response.get_data(as_text=True)
    assert stored()[0].title["de"] == "Erster"


def test_steps_of_another_strategy_are_not_found(
    planner: CheckingClient, strategy: Strategy
) -> None:
    add(planner, **STEPS[0])
    make_strategy(slug="other")
    step = stored()[0].id
    assert planner.get(f"/planning/strategies/other/steps/{step}").status_code == 404


def test_a_step_without_a_date_is_open_until_it_is_ticked(
    planner: CheckingClient, strategy: Strategy
) -> None:
    add(planner, title_de="Tagung", phase="after", wording_0="im Sommer")
    assert queries.way(strategy.id)[-1].state is StepState.OPEN
