"""Nothing shown can be subtracted until fewer than ten ballots are left, proved by properties."""

from fractions import Fraction as Fr
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.results.disclosure.isolation import isolates
from participation.results.disclosure.ledger import Cell, Selection
from participation.results.disclosure.merging import Group, merged_groups
from participation.results.disclosure.plan import plan
from tests.results import exact


def touches_few(rows, sizes, minimum):
    """By trying every set of fewer ballots: some combination lives on it exactly if leaving it out
    lowers the rank."""
    table = [[Fr(value) for value in row] for row in rows]
    whole = exact.rank(table)
    present = [c for c, n in enumerate(sizes) if n]
    for k in range(1, len(present) + 1):
        for few in combinations(present, k):
            if sum(sizes[c] for c in few) < minimum:
                kept = [
                    [value for c, value in enumerate(row) if c not in few and sizes[c]]
                    for row in table
                ]
                if exact.rank(kept) < whole:
                    return True
    return False


sizes_of_cells = st.lists(st.integers(0, 14), min_size=1, max_size=7)


@settings(max_examples=120, deadline=None)
@given(st.data(), sizes_of_cells, st.integers(1, 5))
def test_isolation_is_found_exactly(data, sizes, count):
    row = st.lists(st.integers(0, 1), min_size=len(sizes), max_size=len(sizes))
    rows = [
        [v if n else 0 for v, n in zip(data.draw(row), sizes, strict=True)] for _ in range(count)
    ]
    assert isolates(rows, sizes, 10) == touches_few(rows, sizes, 10)


def test_a_search_that_takes_too_long_counts_as_unsafe():
    rows = [[1, 1, 0], [0, 1, 1]]
    assert not isolates(rows, [5, 5, 5], 10)
    assert isolates(rows, [5, 5, 5], 10, steps=1)


def test_a_search_is_given_up_after_the_step_that_is_one_too_many():
    rows = [[1, 1, 0], [0, 1, 1]]
    assert [isolates(rows, [5, 5, 5], 10, steps=n) for n in (4, 5)] == [True, False]


def test_the_search_begins_with_the_heaviest_ballots():
    """From the lightest on it would take nine steps."""
    rows = [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    assert not isolates(rows, [1, 9, 9, 12], 10, steps=6)


@pytest.mark.parametrize(("sizes", "unsafe"), [([7, 7, 6], False), ([7, 6, 6], True)])
def test_many_ballots_in_every_combination_need_no_search(sizes, unsafe):
    """Ten times two classes must be found among them, each ballot being used once."""
    assert isolates([[1, 1, 0], [0, 1, 1]], sizes, 10, steps=0) == unsafe


def test_thirty_tables_of_large_classes_need_no_search():
    rows = [[int(n >> bit & 1) for n in range(1, 64)] for bit in range(6)]
    assert not isolates(rows, [20] * 63, 10, steps=0)


def test_rows_whose_sum_is_twice_a_ballot_find_it():
    """(1, 1, 0) + (1, 0, 1) − (0, 1, 1) = (2, 0, 0)."""
    rows = [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    assert isolates(rows, [9, 50, 50], 10)
    assert not isolates(rows, [10, 50, 50], 10)


def signed_sets(vectors):
    """All ballot sets that sums and differences of the vectors are about, as 0/1 vectors, up to
    sign."""
    for signs in product((-1, 0, 1), repeat=len(vectors)):
        total = [
            sum(s * v[c] for s, v in zip(signs, vectors, strict=True))
            for c in range(len(vectors[0]))
        ]
        for sign in (1, -1):
            turned = [sign * value for value in total]
            if any(turned) and set(turned) <= {0, 1}:
                yield turned


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["first", "late"]),
            st.sampled_from(["email", "paper", "code"]),
            st.sampled_from(["x", "y", ""]),
            st.integers(1, 25),
            st.sampled_from([None, None, None, "20-0"]),
        ),
        min_size=2,
        max_size=10,
        unique_by=lambda cell: cell[:3],
    )
)
def test_published_tables_subtracted_in_any_way_isolate_no_fewer_than_ten(rows):
    """Totals, subgroups, results without a channel or a flagged group, in two versions, with all
    signs."""
    dimensions = ("channel", "signal", "question")
    cells = [
        Cell(batch, (channel, "same" if only else "", q), n, only)
        for batch, channel, q, n, only in rows
    ]
    first_cells = [cell for cell in cells if cell.batch == "first"]
    first = plan(first_cells, dimensions, batches=["first"], signals=["signal"])
    second = plan(
        cells, dimensions, batches=["first", "late"], signals=["signal"], earlier=first.selections
    )
    vectors = set()
    for plan_, batches in ((first, ("first",)), (second, ("first", "late"))):
        if not plan_.figures:
            assert not (plan_.tables)
            assert not (plan_.leave_outs)
            continue
        published = [Selection(batches)]
        published += [
            Selection(batches, t.dimension, g.classes) for t in plan_.tables for g in t.groups
        ]
        vectors |= {covered(cells, dimensions, selection) for selection in published}
        for out in plan_.leave_outs:
            without = Selection(batches, out.dimension, out.classes)
            whole = covered(cells, dimensions, Selection(batches))
            vectors.add(
                tuple(
                    a - b for a, b in zip(whole, covered(cells, dimensions, without), strict=True)
                )
            )
            assert out.included >= 10
            assert out.excluded >= 10
    if not vectors:
        return
    assert not touches_few(sorted(vectors), [cell.n for cell in cells], 10)
    for taken in signed_sets(sorted(vectors)[:6]):
        assert sum(v * cell.n for v, cell in zip(taken, cells, strict=True)) >= 10


def covered(cells, dimensions, selection):
    return tuple(
        int(
            cell.batch in selection.batches
            and (
                selection.dimension is None
                or cell.labels[dimensions.index(selection.dimension)] in selection.classes
            )
        )
        for cell in cells
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([None, None, "x", "y"])), max_size=8))
def test_every_table_shows_all_ballots_in_rows_that_may_be_spoken_of(classes):
    all_groups = [Group((str(i),), n, only=only) for i, (n, only) in enumerate(classes)]
    rows = merged_groups(all_groups)
    assert all(row.n >= 10 and row.only is None for row in rows)
    assert not rows or sum(row.n for row in rows) == sum(group.n for group in all_groups)
    assert all(len(row.classes) > 1 for row in rows if row.rest)


def test_few_answers_between_two_versions_hide_no_table():
    """Between versions ten ballots count, not ten answers: only four of twenty answered."""
    first = [
        Cell("a", ("w",), 50, given=(50, 30)),
        Cell("a", ("m",), 50, given=(50, 30)),
    ]
    second = [Cell("b", ("w",), 12, given=(12, 4)), Cell("b", ("m",), 12, given=(12, 0))]
    plan_ = plan([*first, *second], ("sex",), batches=["a", "b"], earlier=[Selection(("a",))])
    assert plan_.figures
    assert [table.dimension for table in plan_.tables] == ["sex"]
