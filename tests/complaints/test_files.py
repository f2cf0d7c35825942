"""What people who worked with other tools say of their exports, tried here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from participation.results.output.files import ballots
from participation.rounds.models import Round
from participation.web.csv_writer import Format
from participation.web.tabular import kinds
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_resident, make_staff
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round, points

ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FILES = ("weights.csv", "channels.csv", "participation.csv", "ideas.csv")


@pytest.fixture
def round_(app: Flask) -> Round:
    """A closed round with ideas and a published result."""
    round_ = closed_round()
    cast_all(round_, points(40))
    for state in ("published", "rejected"):
        make_idea(round_, make_resident(), state=state)
    published(round_)
    return round_


def rows_of(client: CheckingClient, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.status_code == 200, path
    return list(csv.reader(io.StringIO(response.get_data(as_text=True))))


@ON_ONE
def test_the_columns_of_a_file_have_the_same_names_in_every_language(
    new_client: Any, round_: Round
) -> None:
    german, english = new_client(make_staff("admin")), new_client(make_staff("admin"))
    english.set_cookie("lang", "en")
    paths = [f"/rounds/{round_.slug}/results/{name}" for name in FILES]
    paths += [f"/rounds/{round_.slug}/decisions.csv", f"/moderation/statistics/{round_.slug}.csv"]
    for path in paths:
        assert rows_of(german, path)[0] == rows_of(english, path)[0], path


@ON_ONE
def test_a_file_for_staff_holds_every_idea_there_is(new_client: Any, round_: Round) -> None:
    rows = rows_of(new_client(make_staff("planner")), f"/rounds/{round_.slug}/results/ideas.csv")
    status = rows[0].index("status")
    assert sorted(row[status] for row in rows[1:]) == ["published", "rejected"]


def test_a_file_that_cannot_be_made_whole_is_not_begun() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"number,title\r\n"
        raise MemoryError

    with pytest.raises(MemoryError):
        kinds.spooled(pieces())


@ON_ONE
def test_each_choice_of_a_ballot_has_a_column_of_its_own(app: Flask) -> None:
    round_ = closed_round(instrument_kind="pick", instrument_k=2, publish_ballots=True)
    cast_all(round_, [(1, 1, 0), (1, 0, 1), (0, 1, 1)] * 40)
    head, *rows = csv.reader(io.StringIO(b"".join(ballots(published(round_), Format.CSV)).decode()))
    assert head == ["mobility", "energy", "education"]
    assert {"".join(row) for row in rows} == {"110", "101", "011"}


@ON_ONE
def test_a_result_counts_choices_and_not_combinations_of_them(new_client: Any, app: Flask) -> None:
    round_ = closed_round(instrument_kind="pick", instrument_k=2)
    cast_all(round_, [(1, 1, 0)] * 20 + [(1, 0, 1)] * 15 + [(0, 1, 1)] * 5)
    published(round_)
    head, *rows = rows_of(new_client(), f"/rounds/{round_.slug}/results/weights.csv")
    shares = {row[head.index("item")]: float(row[head.index("chosen_share")]) for row in rows}
    assert shares == {"mobility": 0.875, "energy": 0.625, "education": 0.5}
