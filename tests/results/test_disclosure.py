"""What may be shown of a round, and of a version beside others."""

from itertools import product

import pytest

from participation.results.disclosure.ledger import Cell
from participation.results.disclosure.minimums import (
    figures_allowed,
    goals_allowed,
    ranks_allowed,
    rows_allowed,
    rule_of_ten,
)
from participation.results.disclosure.plan import plan

# --- thresholds ----------


def test_figures_begin_at_ten_ballots_and_places_at_thirty():
    assert [figures_allowed(n) for n in (0, 9, 10)] == [False, False, True]
    assert [ranks_allowed(n) for n in (10, 29, 30)] == [False, False, True]
    nine, ten, thirty = (plan([Cell("b", (), n)], (), batches=["b"]) for n in (9, 10, 30))
    assert (nine.figures, nine.ranks, nine.selections) == (False, False, ())
    assert (nine.rows, nine.rough) == (False, False)
    assert (ten.figures, ten.ranks) == (True, False)
    assert (thirty.figures, thirty.ranks) == (True, True)


def test_the_rule_of_ten_takes_ten_or_an_empty_set():
    assert rule_of_ten(included=10)
    assert rule_of_ten(included=10, excluded=10, added=10)
    assert not rule_of_ten(included=9)
    assert not rule_of_ten(included=100, excluded=9)
    assert not rule_of_ten(included=100, added=1)
    assert not rule_of_ten(included=100, excluded=10, added=9)


def test_goals_are_shown_when_each_stratum_that_is_read_is_large_enough():
    assert goals_allowed(10, 30, top_only=False)
    assert goals_allowed(10, 3, top_only=True)
    assert not goals_allowed(9, 40, top_only=False)
    assert not goals_allowed(40, 9, top_only=False)
    assert goals_allowed(40, 10, top_only=False)
    assert not goals_allowed(9, 3, top_only=True)


def test_a_stratum_that_nobody_belongs_to_hides_no_goals():
    assert goals_allowed(top=40, drawn=0.0, top_only=False)


def test_ballot_rows_need_announcement_a_hundred_and_no_subgroups():
    assert rows_allowed(announced=True, n=100, subgroups=False)
    assert not rows_allowed(announced=False, n=100, subgroups=False)
    assert not rows_allowed(announced=True, n=99, subgroups=False)
    assert not rows_allowed(announced=True, n=100, subgroups=True)


def test_a_second_file_of_rows_needs_a_hundred_ballots_between_the_two():
    assert rows_allowed(announced=True, n=300, subgroups=False, added=100)
    assert not rows_allowed(announced=True, n=300, subgroups=False, added=99)


# --- a whole round ----------


def test_results_without_a_channel_leave_out_and_keep_ten():
    plan_ = plan(
        [Cell("b", ("email",), 50), Cell("b", ("paper",), 12), Cell("b", ("code",), 30)],
        ("channel",),
        batches=["b"],
    )
    assert [(out.classes, out.included, out.excluded) for out in plan_.leave_outs] == [
        (("code",), 62, 30),
        (("email",), 42, 50),
        (("paper",), 80, 12),
    ]


def test_a_small_channel_is_not_found_by_leaving_out_the_others():
    plan_ = plan(
        [Cell("b", ("email",), 50), Cell("b", ("paper",), 4), Cell("b", ("code",), 30)],
        ("channel",),
        batches=["b"],
    )
    assert {out.classes for out in plan_.leave_outs} == {("email",), ("code", "paper")}


def test_class_nearly_contained_in_a_class_of_another_question_is_merged_or_hidden():
    """Students 20, the young 22, all students young: two people by subtraction."""
    cells = [
        Cell("b", ("young", "student"), 20),
        Cell("b", ("young", "other"), 2),
        Cell("b", ("old", "other"), 60),
    ]
    plan_ = plan(cells, ("age", "role"), batches=["b"])
    assert [table.dimension for table in plan_.tables] == ["age"]
    assert plan_.hidden == ("role",)


def test_questions_that_cross_broadly_are_all_shown():
    cells = [Cell("b", labels, 6) for labels in product("ab", "cde", "fg")]
    plan_ = plan(cells, ("one", "two", "three"), batches=["b"])
    assert [len(table.groups) for table in plan_.tables] == [2, 3, 2]
    assert plan_.hidden == ()
    assert not any(group.rest for table in plan_.tables for group in table.groups)


def test_a_version_that_adds_fewer_than_ten_does_not_appear():
    cells = [Cell("first", (), 100), Cell("late", (), 9)]
    first = plan(cells[:1], (), batches=["first"])
    assert not plan(cells, (), batches=["first", "late"], earlier=first.selections).figures
    cells[1] = Cell("late", (), 10)
    assert plan(cells, (), batches=["first", "late"], earlier=first.selections).figures


def test_versions_are_compared_with_every_earlier_one():
    """Set aside 12 and add 12 others, then put all but 3 back: the difference to the first version
    would be small."""
    cells = [Cell("a", (), 100), Cell("b", (), 12), Cell("c", (), 3)]
    first = plan(cells, (), batches=["a", "b", "c"])
    second = plan(cells, (), batches=["a"], earlier=first.selections)
    assert second.figures
    third = plan(cells, (), batches=["a", "b"], earlier=[*first.selections, *second.selections])
    assert not third.figures


def test_a_class_that_grew_by_fewer_than_ten_is_not_shown_alone_in_the_new_version():
    cells = [
        Cell("first", ("north",), 40),
        Cell("first", ("south",), 40),
        Cell("first", ("west",), 40),
        Cell("late", ("north",), 3),
        Cell("late", ("south",), 20),
        Cell("late", ("west",), 20),
    ]
    first = plan(cells[:3], ("district",), batches=["first"])
    assert len(first.tables[0].groups) == 3
    second = plan(cells, ("district",), batches=["first", "late"], earlier=first.selections)
    assert second.figures
    assert all(
        "north" not in group.classes or group.rest
        for table in second.tables
        for group in table.groups
    )


def test_a_flagged_group_is_left_out_whole_though_it_is_unanimous():
    cells = [
        Cell("b", ("",), 60),
        Cell("b", ("same-1",), 12, only="20-0"),
        Cell("b", ("same-2",), 8, only="0-20"),
    ]
    plan_ = plan(cells, ("signal",), batches=["b"], signals=["signal"])
    assert [(out.classes, out.included, out.excluded) for out in plan_.leave_outs] == [
        (("same-1",), 68, 12)
    ]
    assert plan_.tables == ()


def test_announced_rows_replace_all_subgroups():
    cells = [Cell("b", ("email",), 60), Cell("b", ("paper",), 60)]
    plan_ = plan(cells, ("channel",), batches=["b"], announced_rows=True)
    assert (plan_.rows, plan_.tables, plan_.leave_outs, plan_.hidden) == (
        True,
        (),
        (),
        ("channel",),
    )
    small = plan(
        [Cell("b", ("email",), 45), Cell("b", ("paper",), 45)],
        ("channel",),
        batches=["b"],
        announced_rows=True,
    )
    assert (small.rows, len(small.tables)) == (False, 1)
    more = plan(
        [*cells, Cell("late", ("email",), 120)],
        ("channel",),
        batches=["b", "late"],
        announced_rows=True,
        earlier=small.selections,
    )
    assert not more.rows


def test_later_versions_show_no_subgroups_beside_rows_that_are_published():
    cells = [Cell("b", ("email",), 60), Cell("b", ("paper",), 60), Cell("late", ("email",), 30)]
    first = plan(cells[:2], ("channel",), batches=["b"], announced_rows=True)
    second = plan(
        cells, ("channel",), batches=["b", "late"], announced_rows=True, earlier=first.selections
    )
    assert (second.figures, second.rows, second.tables) == (True, False, ())


def test_a_cell_with_other_labels_than_the_dimensions_is_an_error():
    with pytest.raises(ValueError):
        plan([Cell("b", ("email",), 20)], (), batches=["b"])


@pytest.mark.parametrize("n", [-1, -20])
def test_a_cell_of_less_than_no_ballots_is_an_error(n):
    with pytest.raises(ValueError):
        plan([Cell("a", (), 50), Cell("b", (), n)], (), batches=["a", "b"])


def test_a_version_without_figures_names_every_dimension_as_hidden():
    assert plan([Cell("b", ("x", "y"), 9)], ("one", "two"), batches=["b"]).hidden == ("one", "two")


def test_a_version_whose_ballots_changed_by_nine_shows_nothing():
    cells = [Cell("b", (), 100)]
    assert not plan(cells=cells, dimensions=(), batches=["b"], changes=[(0, 9)]).figures
    assert not plan(cells, (), batches=["b"], changes=[(10, 10), (9, 0)]).figures
    assert plan(cells, (), batches=["b"], changes=[(10, 10)]).figures
