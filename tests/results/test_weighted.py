"""A weighted result beside tables by group: what somebody could work out who solves for the ballots
of one combination of answers."""

from __future__ import annotations

import numpy as np
import pytest

from participation.results.disclosure.ledger import Cell, Selection
from participation.results.disclosure.plan import Plan, plan
from participation.results.disclosure.versions import MARKS, KeptVersion, compare, marks_of, read
from participation.results.disclosure.weighted import each_alone, may_be_weighted
from participation.results.method.raking import Raked, rake

QUESTIONS = ("age", "role")
KINDS = [("young", "student"), ("young", "other"), ("old", "other"), ("old", "student")]
POSITIONS = np.array([(0, 0), (0, 1), (1, 1), (1, 0)])
TARGETS = [np.array([0.5, 0.5]), np.array([0.4, 0.6])]


def crossed(*sizes: int) -> tuple[list[Cell], Plan]:
    """Cells of two questions and what tables by each of them may show."""
    cells = [Cell(str(at), KINDS[at], n) for at, n in enumerate(sizes)]
    return cells, plan(cells, QUESTIONS, batches=[cell.batch for cell in cells])


def raked(sizes: tuple[int, ...]) -> list[int]:
    """The weights of the cells."""
    outcome = rake(POSITIONS, np.array(sizes), TARGETS)
    assert isinstance(outcome, Raked)
    return [int(weight) for weight in outcome.weights]


def allowed(sizes: tuple[int, ...], weights: list[int]) -> bool:
    """Whether the weighted result may join the tables."""
    cells, plan_ = crossed(*sizes)
    by_batch = {str(at): weight for at, weight in enumerate(weights)}
    return may_be_weighted(cells, QUESTIONS, plan_, by_batch, earlier=(), minimum=10)


def test_the_raked_result_of_two_questions_gives_away_a_combination_of_five() -> None:
    """The attack that the ledger is there for: three tables and the raked mean are four equations
    for the sums of four combinations."""
    sizes = (120, 110, 100, 5)
    weights = raked(sizes)
    generator = np.random.default_rng(1)
    cell_of = np.repeat(np.arange(4), sizes)
    ballots = generator.integers(0, 21, sum(sizes)) / 20
    published = [
        ballots.sum(),
        ballots[np.isin(cell_of, (0, 1))].sum(),
        ballots[np.isin(cell_of, (0, 3))].sum(),
        (np.array(weights)[cell_of] * ballots).sum(),
    ]
    equations = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 1], weights])
    solved = np.linalg.solve(equations, np.array(published))
    assert solved[3] / 5 == pytest.approx(ballots[cell_of == 3].mean())
    # Each table alone is fine, and nothing but the raked result is too much.
    assert all(each_alone(crossed(*sizes)[1], question) for question in QUESTIONS)
    assert not allowed(sizes, weights)


def test_the_raked_result_may_join_where_every_combination_holds_ten() -> None:
    sizes = (120, 110, 100, 10)
    assert allowed(sizes, raked(sizes))


def test_weights_of_one_question_tell_nothing_that_its_table_does_not() -> None:
    assert allowed((120, 110, 100, 5), [15_000, 15_000, 5_000, 5_000])


def test_weights_that_are_sums_over_the_questions_tell_nothing_new() -> None:
    assert allowed((120, 110, 100, 5), [15_000, 12_000, 8_000, 11_000])


def test_a_question_with_a_merged_or_hidden_class_is_not_shown_class_by_class() -> None:
    cells = [Cell("b", ("a",), 50), Cell("b", ("b",), 50), Cell("b", ("no_answer",), 4)]
    assert not each_alone(plan(cells, ("age",), batches=["b"]), "age")
    assert not each_alone(plan(cells[2:], ("age",), batches=["b"]), "age")
    assert each_alone(plan(cells[:2], ("age",), batches=["b"]), "age")


def test_a_later_weighted_result_is_asked_for_beside_an_earlier_one() -> None:
    """Each adds an equation: of six combinations the second version's would be the one too many."""
    kinds = [(age, role) for age in "ab" for role in "cde"]
    cells = [
        Cell(str(at), labels, n)
        for at, (labels, n) in enumerate(zip(kinds, (90, 90, 90, 90, 90, 6), strict=True))
    ]
    plan_ = plan(cells, QUESTIONS, batches=[cell.batch for cell in cells])
    batches = tuple(cell.batch for cell in cells)
    before = Selection(batches, "weighted", None, (4, 9, 5, 7, 2, 3))
    now = dict(zip(batches, (5, 1, 8, 2, 7, 6), strict=True))

    def joins(*earlier: Selection) -> bool:
        return may_be_weighted(cells, QUESTIONS, plan_, now, earlier=earlier, minimum=10)

    assert joins()
    assert not joins(before)


def test_a_version_keeps_its_weights_for_those_that_follow() -> None:
    said = np.array([(20, 0), (0, 20)], dtype=np.int8)
    marks = marks_of(said, np.array([0, 1]), b"secret")
    kept = KeptVersion(
        ("age", "flag"), (("a", ""), ("b", "")), marks, ((None, ()),), weights=(12_000, 8_000)
    )
    kept = read(kept.document(), marks.tobytes())
    cells = [Cell("", ("a", ""), 1), Cell("", ("b", ""), 1)]
    weighted = compare(cells, marks, [kept]).earlier[-1]
    assert (weighted.classes, sorted(weighted.weights)) == (None, [8_000, 12_000])
    assert len(weighted.batches) == 2


def test_what_was_kept_before_there_were_weights_can_still_be_read() -> None:
    document = KeptVersion((), (), np.empty(0, dtype=MARKS)).document()
    del document["weights"]
    assert read(document, b"").weights == ()
