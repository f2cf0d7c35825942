"""Ideas and support per field beside weights: three measures, three scales, no sum."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from participation.results.output.beside import Beside, beside
from participation.results.output.presenter import ResultPage
from participation.rounds.models import Round
from participation.weighting.rules import NO_OPINION
from tests.factories import make_idea
from tests.pages import main_text
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round, points
from tests.results.test_views import pick_ballots, pick_frame

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NO_WEIGHT = "Unterstützung ist kein Gewicht"


def counted(ballots: list[Any], **values: Any) -> Round:
    """A closed round with these ballots."""
    round_ = closed_round(**values)
    cast_all(round_, ballots)
    return round_


def shown(round_: Round) -> Beside | None:
    """What stands beside the weights of a round's published result."""
    with force_locale("de"):
        return beside(ResultPage(published(round_)), round_, datetime.now(UTC))


def test_fields_stand_in_the_order_of_the_result_with_ideas_and_support(app: Flask) -> None:
    round_ = counted([(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20)
    for support in (3, 4):
        make_idea(round_, state="published", field_key="education", support=support)
    make_idea(round_, state="waiting", field_key="education", support=9)
    found = shown(round_)
    assert found is not None
    rows = [(row.title, row.ideas, row.support) for row in found.rows]
    assert rows == [("Mobilität", 0, 0), ("Energie", 0, 0), ("Bildung", 2, 7)]
    assert found.rows[0].cells[0][1].startswith("60,0 % (")


def test_each_measure_has_its_own_scale_that_begins_at_0(app: Flask) -> None:
    round_ = counted(points(40))
    make_idea(round_, state="published", support=40)
    found = shown(round_)
    assert found is not None
    assert [name for name, _scale in found.measures] == [
        "Anteil",
        "Öffentliche Ideen",
        "Unterstützungen",
    ]
    assert found.measures[1][1].end == 1
    assert found.measures[2][1].end == 40


def test_page_and_picture_say_that_support_is_no_weight(app: Flask, client: Any) -> None:
    round_ = counted(points(40))
    make_idea(round_, state="published", support=4)
    published(round_)
    base = f"/rounds/{round_.slug}/results"
    assert NO_WEIGHT in main_text(client.get(f"{base}?lang=de"))
    svg = client.get(f"{base}/chart-ideas.svg?lang=de").get_data(as_text=True)
    assert NO_WEIGHT in svg
    assert "freiwillig abgegebene Gewichtungen" in svg
    assert client.get(f"{base}/chart-ideas.png?lang=de").mimetype == "image/png"


def test_choices_are_not_called_weights(app: Flask) -> None:
    round_ = counted(
        pick_ballots(), frame_document=pick_frame(), instrument_kind="pick", instrument_k=3
    )
    with force_locale("de"):
        found = beside(ResultPage(published(round_)), round_, datetime.now(UTC))
        assert found is not None
        assert found.measures[0][0] == "Gewählt von"
        assert found.picture().title == "Ideen neben der Wahl"
        assert "wählt damit kein Handlungsfeld" in found.sentences[1]


def test_withheld_field_keeps_its_ideas_and_draws_no_share(app: Flask) -> None:
    ballots = [*[(12, 8, NO_OPINION)] * 40, *[(5, 5, 10)] * 9]
    found = shown(counted(ballots, no_opinion=True))
    assert found is not None
    assert found.rows[2].cells[0] == (None, "unter 10 Antworten")


def test_support_is_left_out_while_the_round_does_not_show_it(app: Flask) -> None:
    later = datetime.now(UTC) + timedelta(days=5)
    round_ = counted(points(40), ideas_closes_at=later)
    make_idea(round_, state="published", support=3)
    found = shown(round_)
    assert found is not None
    with force_locale("de"):
        assert len(found.measures) == 2
        assert found.sentences[1] == "Unterstützungen zeigt die Runde erst nach ihrem Ende."
    assert {row.support for row in found.rows} == {None}


@pytest.mark.parametrize("n", [0, 9])
def test_without_figures_nothing_stands_beside(app: Flask, client: Any, n: int) -> None:
    round_ = counted(points(n))
    assert shown(round_) is None
    assert client.get(f"/rounds/{round_.slug}/results/chart-ideas.svg").status_code == 404


def test_round_without_ideas_has_nothing_beside(app: Flask) -> None:
    assert shown(counted(points(40), ideas_opens_at=None, ideas_closes_at=None)) is None
