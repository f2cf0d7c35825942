"""What stands beside the ballots themselves: no subgroups, and channels in whole per cents."""

from participation.results.disclosure.ledger import Cell
from participation.results.disclosure.plan import plan


def rough(*sizes, earlier=(), batches=("b",), more=()):
    """The plan of a round that shows its ballots, with channels of these sizes."""
    names = ("email", "paper", "code")
    cells = [Cell("b", (name,), n) for name, n in zip(names, sizes, strict=False)]
    return plan(
        [*cells, *more],
        ("channel",),
        batches=batches,
        rough_by=("channel",),
        announced_rows=True,
        earlier=earlier,
    )


def channels(plan_):
    return {group.classes[0]: group.n for table in plan_.tables for group in table.groups}


def test_beside_ballots_channels_are_shown_roughly_from_a_hundred_inside_and_outside_on():
    plan_ = rough(100, 100)
    assert (plan_.rows, plan_.rough, plan_.leave_outs) == (True, True, ())
    assert channels(plan_) == {"email": 100, "paper": 100}
    assert channels(rough(200, 99)) == {}
    assert channels(rough(300, 150, 30)) == {"email": 300, "paper": 150}


def test_a_small_rest_takes_the_smallest_shown_channel_with_it():
    assert channels(rough(300, 150, 9)) == {"email": 300}
    assert channels(rough(300, 150, 10)) == {"email": 300, "paper": 150}


def test_a_rest_of_one_ballot_takes_a_channel_with_it_whatever_their_order():
    assert channels(rough(300, 150, 1)) == {"email": 300}
    assert channels(rough(150, 300, 1)) == {"paper": 300}
    assert channels(rough(300, 300, 0)) == {"email": 300, "paper": 300}


def test_a_channel_in_which_all_say_the_same_is_not_shown_roughly():
    cells = [Cell("b", ("email",), 200), Cell("b", ("paper",), 150, only="20-0")]
    plan_ = plan(cells, ("channel",), batches=["b"], rough_by=("channel",), announced_rows=True)
    assert channels(plan_) == {"email": 200}


def test_exactly_a_hundred_ballots_stand_instead_of_all_subgroups():
    hundred, fewer = (
        plan(
            [Cell("b", ("email",), 60), Cell("b", ("paper",), paper)],
            ("channel",),
            batches=["b"],
            announced_rows=True,
        )
        for paper in (40, 39)
    )
    assert (hundred.rows, hundred.rough, hundred.tables) == (True, True, ())
    assert (fewer.rows, fewer.rough, len(fewer.tables)) == (False, False, 1)


def test_subgroups_that_a_version_showed_keep_ballots_back_for_good():
    first = plan(
        [Cell("b", ("email",), 45), Cell("b", ("paper",), 45)], ("channel",), batches=["b"]
    )
    cells = [Cell("b", ("email",), 45), Cell("b", ("paper",), 45), Cell("c", ("email",), 200)]
    second = plan(
        cells,
        ("channel",),
        batches=["b", "c"],
        announced_rows=True,
        earlier=first.selections,
    )
    assert (second.rows, second.rough, len(second.tables)) == (False, False, 1)


def test_a_round_that_shows_no_ballots_shows_its_channels_exactly():
    plan_ = rough(45, 45)
    assert (plan_.rows, plan_.rough) == (False, False)
    assert channels(plan_) == {"email": 45, "paper": 45}


def test_a_channel_that_changed_by_fewer_than_a_hundred_is_not_shown_again():
    first = rough(200, 200)
    late = [Cell("late", ("email",), 100), Cell("late", ("paper",), 20)]
    second = rough(200, 200, earlier=first.selections, batches=("b", "late"), more=late)
    assert second.rows
    assert channels(second) == {"email": 300}


def test_rough_tables_do_not_count_as_exact_ones_for_later_versions():
    assert {selection.dimension for selection in rough(200, 200).selections} == {None}
