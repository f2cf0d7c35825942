"""Which ballots versions share, told by their marks alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
import pytest

from participation.results.disclosure.ledger import Cell, Selection
from participation.results.disclosure.versions import (
    Compared,
    KeptVersion,
    Marks,
    changed_batches,
    compare,
    marks_of,
    read,
)

DIMENSIONS = ("channel", "flag")
Ballot = tuple[str, tuple[int, ...]]
SHOWN: tuple[tuple[str | None, tuple[str, ...]], ...] = ((None, ()), ("channel", ("paper",)))


def version(ballots: Sequence[Ballot]) -> tuple[list[Cell], Marks]:
    """Cells and marks of ballots, each with its channel."""
    channels = sorted({channel for channel, _ in ballots})
    cells = [
        Cell("", (channel, ""), sum(1 for other, _ in ballots if other == channel))
        for channel in channels
    ]
    said = np.array([values for _, values in ballots], dtype=np.int8).reshape(len(ballots), 3)
    positions = np.array([channels.index(channel) for channel, _ in ballots], dtype=np.int64)
    return cells, marks_of(said, positions, b"secret")


def kept(ballots: Sequence[Ballot]) -> KeptVersion:
    """What is kept of a version that showed everything and the group of paper."""
    cells, marks = version(ballots)
    return KeptVersion(DIMENSIONS, tuple(cell.labels for cell in cells), marks, SHOWN)


def compared(now: Sequence[Ballot], *earlier: Sequence[Ballot]) -> Compared:
    """The ballots of now beside those of earlier versions."""
    cells, marks = version(now)
    return compare(cells, marks, [kept(ballots) for ballots in earlier])


def size(comparison: Compared, batches: Sequence[str]) -> int:
    """How many ballots some cells hold."""
    return sum(cell.n for cell in comparison.cells if cell.batch in batches)


A, B, C = (20, 0, 0), (0, 20, 0), (0, 0, 20)


def test_same_ballots_in_another_order_are_no_change() -> None:
    ballots = [("email", A)] * 3 + [("paper", B)] * 2
    comparison = compared(ballots, ballots[::-1])
    assert comparison.changes == ((0, 0),)
    assert [cell.n for cell in comparison.cells] == [3, 2]


def test_equal_ballots_are_counted_as_often_as_they_are_there() -> None:
    assert compared([("email", A)] * 5, [("email", A)] * 3).changes == ((2, 0),)
    assert compared([("email", A)] * 3, [("email", A)] * 5).changes == ((0, 2),)


def test_changed_ballot_is_added_and_excluded() -> None:
    comparison = compared([("email", A)] * 9 + [("email", B)], [("email", A)] * 10)
    assert comparison.changes == ((1, 1),)
    assert size(comparison, comparison.now) == 10
    assert sorted(cell.n for cell in comparison.cells) == [1, 1, 9]


def test_same_content_over_another_channel_is_no_change_to_whoever_subtracts_totals() -> None:
    comparison = compared([("paper", A)], [("email", A)])
    assert comparison.changes == ((0, 0),)
    assert size(comparison, comparison.now) == 1
    assert [cell.n for cell in comparison.cells] == [1, 1]


def test_earlier_rows_cover_the_ballots_they_summed_over() -> None:
    before = [("email", A)] * 4 + [("paper", B)] * 3
    comparison = compared([("email", A)] * 4 + [("paper", C)] * 2, before)
    whole, paper = comparison.earlier
    assert (size(comparison, whole.batches), size(comparison, paper.batches)) == (7, 3)
    assert isinstance(paper, Selection)
    assert paper.dimension == "channel"
    assert not set(paper.batches) & set(comparison.now)


def test_versions_between_are_told_apart() -> None:
    one, two = [("email", A)] * 4, [("email", A)] * 4 + [("email", B)] * 2
    comparison = compared([("email", A)] * 4 + [("email", C)], one, two)
    assert comparison.changes == ((1, 0), (1, 2))
    assert sorted(cell.n for cell in comparison.cells) == [1, 2, 4]


@pytest.mark.parametrize(
    ("before", "cells"),
    [
        (("email", "young", ""), [1]),
        (("email", "young", "same-1"), [1]),
        (("email", "old", ""), [1, 1]),
        (("paper", "young", ""), [1, 1]),
    ],
)
def test_ballots_are_the_same_unless_content_or_a_label_other_than_the_flag_differs(
    before: tuple[str, ...], cells: list[int]
) -> None:
    _, marks = version([("email", A)])
    shown = KeptVersion(("channel", "age", "flag"), (before,), marks, ((None, ()),))
    comparison = compare([Cell("", ("email", "young", ""), 1)], marks, [shown])
    assert [cell.n for cell in comparison.cells] == cells


def answering(channel: str, n: int, given: tuple[int, ...]) -> Cell:
    """A cell of ballots that are silent here and there."""
    return Cell("", (channel, ""), n, given=given)


def test_answers_are_counted_once_though_their_cell_falls_into_parts() -> None:
    _, marks = version([("email", A)] * 5)
    now = [answering("email", 5, (5, 2))]
    comparison = compare(now, marks, [kept([("email", A)] * 3)])
    assert [cell.n for cell in comparison.cells] == [2, 3]
    assert sorted(cell.given for cell in comparison.cells) == [(0, 0), (5, 2)]


def test_ballots_that_are_gone_answer_nothing() -> None:
    _, marks = version([("email", A)])
    now = [answering("email", 1, (1, 0))]
    comparison = compare(now, marks, [kept([("email", A), ("email", B)])])
    (gone,) = (cell for cell in comparison.cells if cell.batch not in comparison.now)
    assert (gone.n, gone.given, gone.labels) == (1, (0, 0), ("email", ""))


def test_mark_is_half_of_a_keyed_digest_of_what_the_ballot_says() -> None:
    (mark,) = marks_of(np.array([A], dtype=np.int8), np.array([7]), b"secret")
    said = b"mark-v1\0" + bytes(A)
    assert mark["mark"] == hmac.new(b"secret", said, hashlib.sha256).digest()[:16]
    assert (mark["cell"], mark["n"], mark.dtype.itemsize) == (7, 1, 24)


def test_version_that_showed_nothing_holds_nobody_up() -> None:
    cells, marks = version([("email", A)])
    silent = KeptVersion(DIMENSIONS, (("email", ""),), marks)
    assert compare(cells, marks, [silent]).changes == ()


def test_round_without_ballots_can_be_compared() -> None:
    comparison = compared([], [("email", A)] * 3)
    assert (comparison.now, comparison.changes) == ((), ((0, 3),))


def test_what_is_kept_reads_back() -> None:
    before = kept([("email", A)] * 4 + [("paper", B)] * 3)
    again = read(before.document(), before.marks.tobytes())
    assert again.document() == before.document()
    assert (again.marks == before.marks).all()


def test_marks_are_keyed_and_sorted_by_nothing_but_themselves() -> None:
    said = np.array([A, B, C], dtype=np.int8)
    one, other = (
        marks_of(said, np.zeros(3, dtype=np.int64), secret) for secret in (b"one", b"other")
    )
    assert not set(one["mark"]) & set(other["mark"])
    assert list(one["mark"]) == sorted(one["mark"])


def test_changed_batches_are_those_whose_digest_is_another() -> None:
    now, before = {"0": "a", "1": "b", "3": "d"}, {"0": "a", "1": "c", "2": "d"}
    assert changed_batches(now, before) == {"1"}
