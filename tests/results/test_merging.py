"""The rows of one table: classes that are small, unanimous or too little answered merge."""

import pytest

from participation.results.disclosure.ledger import Cell, Ledger, Selection
from participation.results.disclosure.merging import Group, coarser, merged_groups, speaks
from participation.results.disclosure.plan import plan


def groups(**sizes):
    return [Group((name,), n) for name, n in sizes.items()]


def shown(rows):
    return {"+".join(group.classes): group.n for group in rows}


def test_classes_that_are_large_enough_are_shown_as_they_are():
    assert shown(merged_groups(groups(a=10, b=12))) == {"a": 10, "b": 12}


def test_small_classes_merge():
    rows = merged_groups(groups(a=40, b=6, c=5))
    assert shown(rows) == {"a": 40, "b+c": 11}
    assert [row.rest for row in rows] == [False, True]


def test_one_small_class_takes_a_second_with_it():
    assert shown(merged_groups(groups(a=40, b=12, c=9))) == {"a": 40, "b+c": 21}


def test_small_classes_that_stay_small_take_a_second_with_them():
    assert shown(merged_groups(groups(a=40, b=12, c=3, d=4))) == {"a": 40, "b+c+d": 19}


def test_a_unanimous_class_is_not_shown_alone():
    rows = merged_groups([Group(("a",), 40), Group(("b",), 20, only="20-0"), Group(("c",), 30)])
    assert shown(rows) == {"a": 40, "b+c": 50}


def test_two_classes_unanimous_in_the_same_ballot_are_no_cover_for_each_other():
    same = [
        Group(("a",), 40),
        Group(("b",), 20, only="x"),
        Group(("c",), 30, only="x"),
        Group(("d",), 50),
    ]
    assert shown(merged_groups(same)) == {"a+b+c": 90, "d": 50}
    other = [Group(("a",), 40), Group(("b",), 20, only="x"), Group(("c",), 30, only="y")]
    assert shown(merged_groups(other)) == {"a": 40, "b+c": 50}


def answered(name, n, *given):
    return Group((name,), n, given=given)


def test_a_class_in_which_fewer_than_ten_answered_a_field_is_merged():
    groups = merged_groups(
        [answered("a", 40, 40, 20), answered("b", 30, 30, 9), answered("c", 12, 12, 12)]
    )
    assert shown(groups) == {"a": 40, "b+c": 42}
    assert [row.given for row in groups] == [(40, 20), (42, 21)]
    ten = [answered("a", 40, 40, 20), answered("b", 30, 30, 10), answered("c", 12, 12, 12)]
    assert shown(merged_groups(ten)) == {"a": 40, "b": 30, "c": 12}


def test_a_class_outside_of_which_fewer_than_ten_answered_a_field_is_not_shown():
    assert merged_groups([answered("a", 40, 40, 40), answered("b", 30, 30, 9)]) == ()
    assert shown(merged_groups([answered("a", 40, 40, 40), answered("b", 30, 30, 10)])) == {
        "a": 40,
        "b": 30,
    }


def test_two_tables_never_leave_fewer_than_ten_answers_to_a_field():
    """Women 60 and people under 25 60, of whom 20 and 24 answered the second field; all of the 20
    are under 25, so 4 answers would be left."""
    cells = [
        Cell("b", ("w", "young"), 30, given=(30, 20)),
        Cell("b", ("w", "old"), 30, given=(30, 0)),
        Cell("b", ("m", "young"), 30, given=(30, 4)),
        Cell("b", ("m", "old"), 30, given=(30, 20)),
    ]
    plan_ = plan(cells, ("sex", "age"), batches=["b"])
    assert [table.dimension for table in plan_.tables] == ["sex"]
    without = [Cell(cell.batch, cell.labels, cell.n) for cell in cells]
    both = plan(without, ("sex", "age"), batches=["b"]).tables
    assert [table.dimension for table in both] == ["sex", "age"]


def test_a_signal_is_left_out_only_where_each_field_keeps_ten_answers_or_none():
    def cells(own):
        return [
            Cell("b", ("",), 60, given=(60, 40)),
            Cell("b", ("equal",), 20, only="x", given=(20, own)),
        ]

    def outs(own):
        return plan(cells(own), ("equal",), batches=["b"], signals=("equal",)).leave_outs

    assert outs(20)
    assert outs(0)
    assert not outs(9)


def test_a_table_of_one_row_is_none():
    assert merged_groups(groups(a=40)) == ()
    assert merged_groups(groups(a=40, b=3)) == ()
    assert merged_groups(groups(a=9, b=9)) == ()


def test_groups_that_count_answers_to_different_fields_are_an_error():
    with pytest.raises(ValueError):
        speaks(answered("a", 40, 40, 20), (80,), 10)
    cells = [Cell("b", (), 40, given=(40, 20)), Cell("c", (), 40, given=(40,))]
    with pytest.raises(ValueError):
        Ledger(cells, (), (), 10).admits([Selection(("b", "c"))])


def test_a_coarser_table_merges_its_two_smallest_classes():
    assert shown(coarser(tuple(groups(a=20, b=12, c=15, d=40)))) == {"a": 20, "d": 40, "b+c": 27}
    assert coarser(tuple(groups(a=20, b=12, c=15)))[-1].rest


def test_a_coarser_table_with_a_rest_adds_the_smallest_class_to_it():
    rest = Group(("x", "y"), 11, rest=True)
    assert shown(coarser((*groups(a=20, b=12, c=15), rest))) == {"a": 20, "c": 15, "b+x+y": 23}


def test_no_table_is_coarser_than_a_rest_alone():
    assert coarser(tuple(groups(a=20, b=12))) == ()
    assert coarser((*groups(a=20), Group(("x", "y"), 11, rest=True))) == ()


def test_classes_as_large_as_each_other_merge_by_name():
    assert shown(coarser(tuple(groups(c=20, b=20, a=20)))) == {"c": 20, "a+b": 40}


def test_classes_without_ballots_neither_show_nor_merge():
    assert shown(merged_groups(groups(a=10, b=0, c=12))) == {"a": 10, "c": 12}
