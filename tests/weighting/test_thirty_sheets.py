"""A batch of thirty sheets on two levels, typed in on the pages by two people, until it is
closed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.rounds.models import Round
from participation.weighting import queries as ballots
from participation.weighting.paper import queries
from tests.conftest import CheckingClient
from tests.factories import counted_ballots, make_round, make_staff
from tests.pages import main_text, tree
from tests.weighting.paper import begin

SHEETS = range(1, 31)
INVALID, MISTYPED, WRONG_NUMBER = 8, 21, 99


def points(sheet: int) -> dict[str, str]:
    """What stands on a sheet: blank where nothing is given."""
    first = sheet % 19 + 1
    return {"points-mobility": str(first), "points-energy": str(20 - first)}


def type_sheet(
    person: CheckingClient, path: str, sheet: int, fields: dict[str, str], form: Any = None
) -> Any:
    """Type in a sheet's fields, and ten points for the first goal of each block it is asked for."""
    page = person.submit(form or path, path, ref=str(sheet), **fields)
    if page.status_code == 302:
        return page
    blocks = tree(page).findall(".//fieldset")
    firsts = {str(next(block.iter("input")).get("name")): "10" for block in blocks}
    return person.submit(page, path, **firsts)


def type_all(person: CheckingClient, path: str, changed: dict[int, dict[str, str]]) -> None:
    """Type in all sheets; some of them otherwise than they are."""
    form = person.get(path)
    for sheet in SHEETS:
        fields = {"invalid": "sum"} if sheet == INVALID else points(sheet)
        answer = type_sheet(person, path, sheet, changed.get(sheet, fields), form)
        assert answer.status_code == 302, main_text(answer)


def close(person: CheckingClient, path: str, sheets: int) -> Any:
    """Count the batch and close it."""
    return person.submit(f"{path}/close", f"{path}/close", sheets=str(sheets))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_thirty_sheets_go_in_with_double_entry(app: Flask, new_client: Any) -> None:
    round_: Round = make_round(paper_double_entry=True, goals_points=10)
    anna, ben = (new_client(make_staff("moderator")) for _ in range(2))
    path = begin(anna, round_)
    type_all(anna, path, {})
    assert ballots.ballot_count(round_.id) == 0
    type_sheet(ben, path, WRONG_NUMBER, points(1))
    type_all(ben, path, {MISTYPED: points(MISTYPED + 1)})
    assert queries.progress(round_.id, 1) == queries.Progress(29, 1, single=1, differing=1)

    refused = main_text(close(anna, path, 30))
    assert "erst eine Person eingegeben: 00099. Verschieden eingegeben sind: 00021." in refused
    listed = ben.get(f"{path}/differences")
    text = main_text(listed)
    assert "Bogen 00021: am Bogen nachsehen" in text
    assert "Bogen 00099" in text
    rows = [["".join(cell.itertext()) for cell in row] for row in tree(listed).findall(".//tr")]
    assert {tuple(sorted(row)) for row in rows} >= {
        ("1 Mobilität", "3", "4"),
        ("16", "17", "2 Energie"),
    }

    forms = f"{path}/differences"
    assert ben.submit(listed, "/differences", ref="00099", discard="1").status_code == 302
    assert ben.submit(forms, "/differences", ref="00021", correct="y").location == path
    again = {field.get("name"): field for field in tree(ben.get(path)).iter("input")}
    assert again["ref"].get("value") == "00021"
    assert again["correct"].get("checked") is not None
    corrected = type_sheet(ben, path, MISTYPED, {**points(MISTYPED), "correct": "y"})
    assert corrected.status_code == 302

    assert close(anna, path, 30).status_code == 302
    counted = counted_ballots(round_)
    assert len(counted) == ballots.ballot_count(round_.id) == 29
    assert {ballot.channel for ballot in counted} == {"paper"}
    assert "gezählt: 30" in main_text(anna.get(f"/paper/{round_.slug}/"))
    assert "davon ungültig: 1" in main_text(anna.get(f"/paper/{round_.slug}/"))
