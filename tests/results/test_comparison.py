"""Two published results beside each other: page, picture and file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting.models import Ballot
from participation.weighting.rules import NO_OPINION
from tests.factories import closed, make_round, make_staff
from tests.pages import main_text
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round, points
from tests.results.test_views import pick_ballots, pick_frame

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OTHERS = "An den Runden haben zum Teil andere Menschen teilgenommen."
REFUSED = "Diese Runden lassen sich nicht vergleichen"
MANY_ON_MOBILITY = [(12, 5, 3), (11, 4, 5), (13, 4, 3)] * 20
MANY_ON_EDUCATION = [(4, 4, 12), (5, 6, 9), (3, 5, 12)] * 20
Ballots = Sequence[Sequence[int]]


def two(earlier: Ballots, later: Ballots, **values: Any) -> tuple[Round, Round]:
    """Two published rounds, the first closed a hundred days before the second."""
    rounds = []
    for ballots, ago in ((earlier, 101), (later, 1)):
        round_ = make_round(**(closed(ago) | values))
        cast_all(round_, ballots)
        published(round_)
        rounds.append(round_)
    return rounds[0], rounds[1]


def address(earlier: Round, later: Round, name: str = "") -> str:
    """Where two rounds are compared."""
    return f"/rounds/{later.slug}/results/compare/{earlier.slug}{name}?lang=de"


def lines(client: Any, rounds: tuple[Round, Round]) -> dict[str, dict[str, str]]:
    """The lines of the file by field."""
    text = client.get(address(*rounds, "/differences.csv")).get_data(as_text=True)
    return {line["item"]: line for line in csv.DictReader(io.StringIO(text))}


def test_both_results_lead_to_one_page_that_says_what_differs(app: Flask, client: Any) -> None:
    earlier, later = rounds = two(MANY_ON_MOBILITY, MANY_ON_EDUCATION)
    for round_ in rounds:
        assert "dasselbe gefragt" in main_text(client.get(f"/rounds/{round_.slug}/results?lang=de"))
    turned = client.get(address(later, earlier))
    assert turned.location == f"/rounds/{later.slug}/results/compare/{earlier.slug}"
    said = main_text(client.get(address(*rounds)))
    assert "Höherer Anteil: Bildung, Energie. Niedrigerer Anteil: Mobilität" in said
    assert OTHERS in said
    assert re.search(r"Gezählte Gewichtungen\s+60\s+60", said)
    assert said.count("freiwillig abgegebene Gewichtungen") == 2


def test_file_has_the_published_shares_and_their_difference(app: Flask, client: Any) -> None:
    rounds = two(MANY_ON_MOBILITY, MANY_ON_EDUCATION)
    line = lines(client, rounds)["mobility"]
    shares = [float(line[f"{side}_share"]) for side in ("earlier", "later")]
    assert shares == [0.6, 0.2]
    assert float(line["difference"]) == -0.4
    assert float(line["low"]) < -0.4 < float(line["high"]) < 0
    assert line["distinguishable"] == "1"
    assert (line["earlier_round"], line["later_round"]) == tuple(one.slug for one in rounds)


def test_picture_stands_alone_with_both_caveats(app: Flask, client: Any) -> None:
    rounds = two(MANY_ON_MOBILITY, MANY_ON_EDUCATION)
    svg = client.get(address(*rounds, "/differences.svg")).get_data(as_text=True)
    text = " ".join(re.sub(r"<[^>]+>", " ", svg).split())
    assert OTHERS in text
    assert text.count("freiwillig abgegebene Gewichtungen") == 2
    assert "−40,0" in text
    assert client.get(address(*rounds, "/differences.png")).mimetype == "image/png"


def test_rounds_with_equal_ballots_do_not_differ(app: Flask, client: Any) -> None:
    rounds = two(points(60), points(60))
    said = main_text(client.get(address(*rounds)))
    assert "Bei keinem Handlungsfeld ist ein Unterschied erkennbar" in said
    assert {line["difference"] for line in lines(client, rounds).values()} == {"0.000000"}


def test_below_thirty_ballots_no_interval_is_named(app: Flask, client: Any) -> None:
    rounds = two(MANY_ON_MOBILITY[:29], MANY_ON_EDUCATION)
    assert "Zu wenige Gewichtungen, um Unterschiede" in main_text(client.get(address(*rounds)))
    for line in lines(client, rounds).values():
        assert line["difference"]
        assert (line["low"], line["high"], line["distinguishable"]) == ("", "", "")


def test_below_ten_ballots_nothing_is_compared(app: Flask, client: Any) -> None:
    rounds = two(points(9), points(60))
    said = main_text(client.get(address(*rounds)))
    assert REFUSED in said
    assert "zu wenige Teilnehmende" in said
    assert client.get(address(*rounds, "/differences.csv")).status_code == 404


def test_other_question_is_refused_with_the_reason_and_linked_nowhere(
    app: Flask, client: Any
) -> None:
    rounds = []
    for ago, total in ((101, 10), (1, 20)):
        round_ = make_round(**closed(ago), instrument_total=total)
        cast_all(round_, points(60, total=total))
        published(round_)
        rounds.append(round_)
    said = main_text(client.get(address(rounds[0], rounds[1])))
    assert REFUSED in said
    assert "verschieden viele Punkte" in said
    assert "Gezählte" not in said
    for name in ("/differences.csv", "/differences.svg", "/differences.png"):
        assert client.get(address(rounds[0], rounds[1], name)).status_code == 404
    assert "dasselbe gefragt" not in main_text(client.get(f"/rounds/{rounds[1].slug}/results"))


def test_field_that_both_withhold_has_no_difference(app: Flask, client: Any) -> None:
    rounds = two(
        [*[(12, 8, NO_OPINION)] * 40, *[(5, 5, 10)] * 9],
        [*[(8, 12, NO_OPINION)] * 40, *[(5, 5, 10)] * 8],
        no_opinion=True,
    )
    found = lines(client, rounds)
    assert (found["education"]["withheld"], found["education"]["difference"]) == ("few_answers", "")
    assert found["mobility"]["difference"]
    assert "in einem der Ergebnisse nicht gezeigt" in main_text(client.get(address(*rounds)))


def test_shares_made_of_other_fields_are_not_compared(app: Flask, client: Any) -> None:
    rounds = two(
        [*[(12, 8, NO_OPINION)] * 40, *[(5, 5, 10)] * 9],
        [*[(8, 12, NO_OPINION)] * 40, *[(5, 5, 10)] * 40],
        no_opinion=True,
    )
    assert "fehlen verschiedene Felder" in main_text(client.get(address(*rounds)))


def test_choices_are_compared_as_choices(app: Flask, client: Any) -> None:
    values = {"frame_document": pick_frame(), "instrument_kind": "pick", "instrument_k": 3}
    rounds = two(pick_ballots(), [(1, 1, 1) + (0,) * 7] * 100, **values)
    said = main_text(client.get(address(*rounds)))
    assert "Gezählte Stimmabgaben" in said
    assert "Wächst einer" not in said
    assert lines(client, rounds)["a"]["difference"] == "0.490000"


@pytest.mark.parametrize("role", [None, "planner"])
def test_nobody_compares_what_is_not_published(
    app: Flask, client: Any, new_client: Any, role: str | None
) -> None:
    one, other = closed_round(), closed_round()
    for round_ in (one, other):
        cast_all(round_, points(60))
    published(one)
    visitor = new_client(make_staff(role)) if role else client
    for name in ("", "/differences.csv", "/differences.svg", "/differences.png"):
        assert visitor.get(address(one, other, name)).status_code == 403


def test_nobody_compares_with_a_round_in_which_people_still_weight(
    app: Flask, client: Any, new_client: Any
) -> None:
    one, running = closed_round(), make_round()
    for round_ in (one, running):
        cast_all(round_, points(60))
    published(one)
    for visitor in (client, new_client(make_staff("planner"))):
        for name in ("", "/differences.csv", "/differences.svg", "/differences.png"):
            assert visitor.get(address(one, running, name)).status_code == 409


def test_comparison_needs_no_ballots(app: Flask, client: Any) -> None:
    rounds = two(MANY_ON_MOBILITY, MANY_ON_EDUCATION)
    before = client.get(address(*rounds, "/differences.csv")).data
    db.session.execute(delete(Ballot))
    db.session.commit()
    assert client.get(address(*rounds, "/differences.csv")).data == before


def test_round_is_not_compared_with_itself(app: Flask, client: Any) -> None:
    one, _other = two(points(60), points(60))
    assert client.get(address(one, one)).status_code == 404
