"""The program that goes out with a bundle says of any ballots what the tables say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction as Fr
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.output import recompute
from tests.results import exact
from tests.results.ballots import few, fractions, rounds

POINTS = {"kind": "points", "total": 20, "k": 3, "exactly": True}
PICK = {"kind": "pick", "total": 20, "k": 2, "exactly": True}


def method(instrument: dict[str, Any], given: int = 2, figures: int = 2) -> dict[str, Any]:
    """A methods file with small thresholds."""
    return {"instrument": instrument, "thresholds": {"given": given, "figures": figures}}


@few
@given(rounds(silence=True), st.sampled_from([0, 2, 4]), st.sampled_from([0, 2, 4]))
def test_shares_agree_with_the_exact_implementation(round_, given, figures):
    ballots, total = round_
    recomputed = recompute.recomputed(
        ballots, len(ballots[0]), method(POINTS | {"total": total}, given, figures)
    )
    kept, left = exact.without_rare(fractions(ballots, total), figures)
    expected: list[Fr | None] = [None] * len(ballots[0])
    if left:
        for item, share in zip(kept, exact.shares(left, given)[0], strict=True):
            expected[item] = share
        assert recomputed == expected
    assert [item for item, share in enumerate(recomputed) if share is not None] == kept


def test_chosen_shares_are_of_those_who_answered() -> None:
    ballots: list[list[int | None]] = [[1, 1, 0], [1, 0, 1], [0, 1, 1], [None, 1, 1]]
    assert recompute.recomputed(ballots, 3, method(PICK)) == [Fr(2, 3), Fr(3, 4), Fr(3, 4)]


def test_where_exactly_k_are_chosen_a_rare_item_takes_a_second_with_it() -> None:
    ballots: list[list[int | None]] = [
        [1, 1, 0, None],
        [0, 1, 1, None],
        [1, None, 1, None],
        [1, 0, 0, 1],
    ]
    assert recompute.recomputed(ballots, 4, method(PICK)) == [Fr(3, 4), None, Fr(2, 4), None]
    most = method(PICK | {"exactly": False})
    assert recompute.recomputed(ballots, 4, most)[1] == Fr(2, 3)


def test_a_ballot_that_does_not_sum_to_the_total_is_refused() -> None:
    with pytest.raises(ValueError, match="total"):
        recompute.recomputed([[10, 9]], 2, method(POINTS))


def bundle(folder: Path, shares: Sequence[str]) -> Path:
    """An unpacked bundle of three ballots that say these shares."""
    (folder / "METHODS.json").write_text(json.dumps(method(POINTS)))
    (folder / "ballots.csv").write_text("a,b,c\r\n10,10,-\r\n5,15,-\r\n10,0,10\r\n")
    lines = [f"{key},{share}" for key, share in zip("abc", shares, strict=True)]
    (folder / "weights.csv").write_text("\r\n".join(["item,mean_share", *lines, ""]))
    return folder


def test_it_says_of_every_item_whether_weights_csv_agrees(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # (1/2 + 1/4 + 1)/3, and nothing of the item that one person answered
    assert recompute.main(bundle(tmp_path, ["0.583333", "0.416667", ""])) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a,0.583333,stimmt überein",
        "b,0.416667,stimmt überein",
        "c,,stimmt überein",
    ]


@pytest.mark.parametrize(
    "shares",
    [
        ["0.583334", "0.416667", ""],
        ["0.583332", "0.416667", ""],
        ["0.583333", "0.416667", "0.100000"],
        ["", "0.416667", ""],
    ],
)
def test_it_fails_where_weights_csv_says_something_else(tmp_path: Path, shares: list[str]) -> None:
    assert recompute.main(bundle(tmp_path, shares)) == 1
