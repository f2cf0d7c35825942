"""The planners' page of the next draft beside published weights and ideas, and what it cites."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.front.strategy import drafting
from participation.results.models import Snapshot
from participation.strategy import edits, queries, service
from participation.strategy.lineage import Line
from participation.strategy.models import Strategy
from participation.strategy.rules import Field
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_staff
from tests.front.reading import share
from tests.pages import main_text, tree
from tests.results.making import make, published
from tests.results.sheets import cast_all, closed_round, points
from tests.strategy.making import (
    BY,
    begin_next_draft,
    draft_of,
    make_whole_strategy,
    open_consultation,
    put_into,
    set_lineage,
)

PAGE = "/planning/strategies/whole/draft"


@pytest.fixture
def planner(new_client: Any) -> CheckingClient:
    """A planner, signed in."""
    client: CheckingClient = new_client(make_staff("planner"))
    return client


@pytest.fixture
def strategy(planner: CheckingClient) -> Strategy:
    return make_whole_strategy()


def result(strategy: Strategy, n: int = 60, **values: Any) -> Snapshot:
    """The published result of a round on the strategy as it is edited now."""
    round_ = closed_round(
        strategy_id=strategy.id, frame_document=queries.frame_of(strategy).document(), **values
    )
    cast_all(round_, points(n))
    return published(round_)


def side(client: CheckingClient, field: str, number: int) -> str:
    """What stands beside a field: 1 its weights, 2 its ideas."""
    page = tree(client.get(PAGE))
    cells = page.findall(f".//main//li[@id='field-{field}']/details/div/div")
    return " ".join("".join(cells[number].itertext()).split()).replace("\xa0", " ")


def test_weights_are_those_of_the_results_page(planner: CheckingClient, strategy: Strategy) -> None:
    snapshot = result(strategy)
    value, interval, answers = share(planner, snapshot, "Mobilität")
    words = side(planner, "mobility", 1)
    assert f"{value} Stabilitätsbereich {interval} aus {answers} Antworten" in words
    assert "nicht für alle Menschen" in main_text(planner.get(PAGE))


def test_what_the_result_withholds_is_not_shown_here_either(
    planner: CheckingClient, strategy: Strategy
) -> None:
    result(strategy, n=4)
    words = side(planner, "mobility", 1)
    assert "zeigen wir keine Zahlen" in words
    assert "%" not in words
    page = main_text(planner.get(PAGE))
    assert "Zu diesem Ziel zeigt keines dieser Ergebnisse Zahlen." in page
    assert "gefragt" not in page


def test_a_result_that_is_not_published_stands_nowhere(
    planner: CheckingClient, strategy: Strategy
) -> None:
    round_ = closed_round(strategy_id=strategy.id)
    cast_all(round_, points(60))
    make(round_)
    db.session.commit()
    assert "Noch kein Ergebnis" in main_text(planner.get(PAGE))


def test_another_frame_says_so(planner: CheckingClient, strategy: Strategy) -> None:
    result(strategy)
    sentence = "Der Rahmen der Runde war ein anderer."
    assert sentence not in main_text(planner.get(PAGE))
    frame = queries.frame_of(strategy)
    text = {"de": "Ein anderer Text."}
    changed = edits.changed(frame, "mobility", Field("mobility", frame.fields[0].title, text))
    service.save("whole", changed, **BY)
    db.session.commit()
    assert main_text(planner.get(PAGE)).count(sentence) == 1
    assert "%" in side(planner, "energy", 1)


def test_what_figures_do_not_say_is_said_once_and_fields_are_folded(
    planner: CheckingClient, strategy: Strategy
) -> None:
    for _round in range(2):
        result(strategy)
    page = main_text(planner.get(PAGE))
    assert page.count("nicht für alle Menschen") == 1
    folds = tree(planner.get(PAGE)).findall(".//main//ol/li/details")
    assert len(folds) == 3
    assert not any("open" in fold.attrib for fold in folds)


def test_weights_never_carry_over_a_split(planner: CheckingClient, strategy: Strategy) -> None:
    result(strategy)
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    frame = edits.without(queries.frame_of(strategy), "mobility")
    for key in ("roads", "rails"):
        frame = edits.added(frame, Field(key, {"de": key}, {"de": "Text"}))
    service.save("whole", frame, **BY)
    set_lineage(strategy, [Line("split", "mobility", "roads"), Line("split", "mobility", "rails")])
    words = side(planner, "roads", 1)
    assert "nicht vergleichbar" in words
    assert "%" not in words


def test_the_ideas_of_a_field_are_counted_and_the_latest_named(
    planner: CheckingClient, strategy: Strategy
) -> None:
    round_ = result(strategy).round
    for number in range(5):
        make_idea(round_, field_key="energy", title=f"Idee {number}", state="published")
    make_idea(round_, field_key="energy", title="Abgelehnt", state="rejected")
    words = side(planner, "energy", 2)
    assert "5 Ideen" in words
    assert words.endswith("Idee 4 Idee 3 Idee 2")
    assert side(planner, "mobility", 2) == "Ideen Noch keine veröffentlichte Idee"


def test_a_chosen_result_is_cited_with_its_figures(
    planner: CheckingClient, strategy: Strategy
) -> None:
    snapshot = result(strategy)
    slug, digest = snapshot.round.slug, snapshot.inputs_digest
    value = share(planner, snapshot, "Mobilität")[0]
    assert planner.submit(PAGE, rounds=[slug]).location == f"{PAGE}#citations"
    (citation,) = draft_of(strategy).citations
    assert (citation["round"], citation["digest"], citation["n"]) == (slug, digest, 60)
    open_consultation(strategy)
    assert value in main_text(planner.get("/strategy/whole/")).replace("\xa0", " ")


def test_only_published_results_can_be_cited(planner: CheckingClient, strategy: Strategy) -> None:
    result(strategy)
    round_ = closed_round(strategy_id=strategy.id, slug="hidden")
    cast_all(round_, points(60))
    make(round_)
    db.session.commit()
    assert planner.submit(PAGE, rounds=["hidden"]).status_code == 200
    assert draft_of(strategy).citations == []


def test_the_choice_can_be_taken_back(planner: CheckingClient, strategy: Strategy) -> None:
    slug = result(strategy).round.slug
    planner.submit(PAGE, rounds=[slug])
    planner.submit(PAGE, rounds=[])
    db.session.rollback()
    assert draft_of(strategy).citations == []


def test_what_is_cited_stays_cited_when_other_results_push_it_off_the_list(
    planner: CheckingClient, strategy: Strategy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = result(strategy).round.slug
    planner.submit(PAGE, rounds=[first])
    second = result(strategy).round.slug
    monkeypatch.setattr(drafting, "MOST_RESULTS", 1)
    planner.submit(PAGE, rounds=[first, second])
    db.session.rollback()
    assert [citation["round"] for citation in draft_of(strategy).citations] == [second, first]


def test_of_two_planners_the_second_notices(planner: CheckingClient, strategy: Strategy) -> None:
    slug = result(strategy).round.slug
    page = tree(planner.get(PAGE))
    seen = page.find(".//main//input[@name='seen']").get("value")
    planner.submit(PAGE, rounds=[slug])
    assert planner.submit(PAGE, rounds=[], seen=seen).status_code == 409
    db.session.rollback()
    assert len(draft_of(strategy).citations) == 1


def test_without_a_draft_the_page_says_what_to_do(
    planner: CheckingClient, strategy: Strategy
) -> None:
    put_into(strategy, "consultation")
    response = planner.get(PAGE)
    assert response.status_code == 409
    assert "Beratung" in main_text(response)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_page_needs_ten_statements(
    planner: CheckingClient, strategy: Strategy, statements: list[str]
) -> None:
    for _number in range(2):
        make_idea(result(strategy).round, field_key="energy", state="published")
    db.session.commit()
    statements.clear()
    assert planner.get(PAGE).status_code == 200
    assert len(statements) <= 10, statements
