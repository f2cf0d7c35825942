"""Goals within a field: their shares against the exact implementation, their intervals against a
plain bootstrap. Cases marked [C] were computed from the formulas of docs/adr/0004."""

from fractions import Fraction as Fr
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from participation.results.method.goal_stability import FieldGoals, goal_intervals
from tests.results import exact
from tests.results.ballots import NAN, few, floats, fractions, matrix, random_ballots, rounds


def test_goals_of_one_stratum_weigh_as_published():
    """[C] W_A = (.225455, .174545), W_B = (.276667, .323333)."""
    fields = np.array([[0.6, 0.4], [0.5, 0.5], [0.1, 0.9]])
    answers: list[Any] = [[[0.7, 0.3], [0.4, 0.6], [NAN, NAN]], [[1, 0], [0.5, 0.5], [0.2, 0.8]]]
    shares = statistics.mean_shares(fields)
    assert shares == pytest.approx([0.4, 0.6])
    weights = [
        shares[j] * statistics.goal_shares(fields[:, j], [True] * 3, answers[j]) for j in (0, 1)
    ]
    assert weights[0] == pytest.approx([0.225455, 0.174545], abs=5e-7)
    assert weights[1] == pytest.approx([0.276667, 0.323333], abs=5e-7)


def test_goals_of_two_strata_weigh_by_what_each_stratum_gives_the_field():
    """[C] field A: L = (.52, .48) with threshold 0; with the default 30, the top stratum alone."""
    case = (
        [0.6, 0.5, 0.1, 0.05],
        [True, True, False, False],
        [[0.7, 0.3], [0.4, 0.6], [0.2, 0.8], [NAN, NAN]],
    )
    readings = statistics.goal_readings(*case, 0)
    assert readings.local == pytest.approx([0.52, 0.48], abs=1e-12)
    assert (readings.top, readings.drawn, readings.top_only) == (2, 1, False)
    # One head, one voice: (2·(.55, .45) + 2·(.2, .8)) / 4.
    assert readings.unweighted == pytest.approx([0.375, 0.625], abs=1e-12)
    assert statistics.goal_index(readings.local) == pytest.approx([1.04, 0.96])
    alone = statistics.goal_readings(*case)
    assert alone.top_only
    assert alone.local == pytest.approx([0.62 / 1.1, 0.48 / 1.1])


@few
@given(st.data(), rounds(items=st.just(3)), st.sampled_from([0, 2]))
def test_goal_shares_agree_with_fractions(data, round_, threshold):
    goals, total = round_
    n = len(goals)
    field = data.draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    top = [bool(f) and data.draw(st.booleans()) for f in field]
    asked = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    answers = [g if a else None for g, a in zip(fractions(goals, total), asked, strict=True)]
    rows = [g if a else [NAN] * 3 for g, a in zip(goals, asked, strict=True)]
    expected, alone = exact.goals([Fr(f, 20) for f in field], top, answers, threshold)
    heads, heads_alone = exact.goals(
        [Fr(f, 20) for f in field], top, answers, threshold, heads=[Fr(1)] * n
    )
    readings = statistics.goal_readings(np.array(field) / 20, top, rows, threshold)
    assert readings.local == pytest.approx(
        [NAN] * 3 if expected is None else floats(expected), abs=1e-9, nan_ok=True
    )
    assert readings.unweighted == pytest.approx(
        [NAN] * 3 if heads is None else floats(heads), abs=1e-9, nan_ok=True
    )
    assert readings.top_only == (alone or heads_alone)


def strata(weights, n_top=40):
    """Ballots of one field: supporters with one answer, others with another, weighing `weights`."""
    n = len(weights)
    field = [*[0.5] * n_top, *weights]
    top = [True] * n_top + [False] * n
    return field, top, [[0.8, 0.2]] * n_top + [[0.1, 0.9]] * n


@pytest.mark.parametrize(
    ("weights", "top_only"),
    [
        ([0.05] * 29, True),
        ([0.05] * 30, False),
        ([0.1] * 30, False),
        # One vote in forty that outweighs the others: they come to 7.9.
        ([1.0, *[0.05] * 39], True),
        ([0.05] * 20 + [0.1] * 20, False),
        # (20·0.05 + 12·0.1)² / (20·0.05² + 12·0.1²) = 28.5 of 32
        ([0.05] * 20 + [0.1] * 12, True),
        ([0.0] * 40, True),
    ],
)
def test_drawn_answers_count_from_thirty_by_their_weights(weights, top_only):
    readings = statistics.goal_readings(*strata(weights))
    assert readings.top_only == top_only
    assert readings.drawn == len(weights)
    exactly = exact.effective([Fr(str(weight)) for weight in weights])
    assert readings.drawn_effective == pytest.approx(float(exactly))


def test_a_row_that_stands_for_several_people_weighs_as_they_would():
    field, top, answers = strata([0.05, 0.1], 1)
    repeats = [40, 20, 20]
    readings = statistics.goal_readings(field, top, answers, counts=repeats)
    people = [np.repeat(part, repeats, axis=0) for part in (field, top, np.array(answers))]
    again = statistics.goal_readings(people[0], people[1], people[2])
    assert readings.drawn_effective == pytest.approx(36)
    assert readings.local == pytest.approx(again.local)
    assert not readings.top_only


# --- intervals ----------


def two_level(n=240, answered=1.0, silent=0, seed=1):
    """Ballots of five fields, and the goals of three of them in both strata."""
    generator = np.random.default_rng(seed)
    ballots = random_ballots(n, answered, seed)[:, :5]
    ballots *= 20 / np.nansum(ballots, axis=1, keepdims=True)
    ballots = ballots[np.isfinite(ballots).any(axis=1)]
    n = len(ballots)
    known = np.nan_to_num(ballots)
    top = known >= np.sort(known, axis=1)[:, [-2]]
    goals = []
    for position in range(3):
        answers = generator.multinomial(10, generator.dirichlet([1 + position, 1, 0.5], n)).astype(
            float
        )
        among = top[:, position]
        answers[among] = generator.multinomial(10, generator.dirichlet([0.5, 1, 3], n))[among]
        asked = np.where(among, generator.random(n) < 0.8, generator.random(n) < 0.4)
        answers[~asked | np.isnan(ballots[:, position])] = NAN
        goals.append(FieldGoals(position, among, answers, False))
    ballots[:silent] = NAN
    return ballots, goals


def plainly(ballots, goals, rows):
    """L of some ballots from nothing but the public functions."""
    chosen = ballots[rows]
    speaks = ~np.isnan(chosen).all(axis=1)
    completed = np.tile(statistics.mean_shares(chosen[speaks], 0, total=20), (len(rows), 1))
    completed[speaks] = statistics.completed_shares(chosen[speaks], 0, total=20)
    return [
        statistics.goal_shares(completed[:, goal.position], goal.top[rows], goal.answers[rows], 0)
        for goal in goals
    ]


@pytest.mark.parametrize(("answered", "silent"), [(1.0, 0), (0.5, 0), (0.5, 20), (1.0, 20)])
def test_the_interval_of_a_goal_is_that_of_drawing_whole_ballots_again(answered, silent):
    ballots, goals = two_level(answered=answered, silent=silent)
    generator = np.random.default_rng(5)
    n = len(ballots)
    drawn = [plainly(ballots, goals, generator.integers(0, n, n)) for _ in range(400)]
    intervals = goal_intervals(ballots, goals, 3, resamples=2000, min_given=0, total=20)
    normal = goal_intervals(ballots, goals, 3, normal_from=n, min_given=0, total=20)
    for position in range(3):
        again = np.array([resample[position] for resample in drawn])
        expected = np.percentile(again, [2.5, 97.5], axis=0).T
        assert intervals[position] == pytest.approx(expected, abs=0.015)
        spread = (normal[position][:, 1] - normal[position][:, 0]) / 2 / 1.959964
        assert spread == pytest.approx(again.std(axis=0), rel=0.15)


def test_goals_are_drawn_from_the_number_of_ballots_on_that_fields_are():
    ballots, goals = two_level(60)
    n = len(ballots)

    def ends(seed, normal_from):
        intervals = goal_intervals(
            ballots, goals, seed, resamples=50, normal_from=normal_from, total=20
        )
        return np.concatenate(intervals).tobytes()

    assert ends(1, n) == ends(2, n)
    assert ends(1, n + 1) != ends(2, n + 1)
    assert ends(1, n + 1) == ends(1, n + 1)


def test_the_interval_of_a_goal_does_not_depend_on_the_order_of_ballots():
    ballots, goals = two_level(answered=0.5)
    turn = np.random.default_rng(2).permutation(len(ballots))
    turned = [FieldGoals(g.position, g.top[turn], g.answers[turn], g.top_only) for g in goals]
    one = goal_intervals(ballots, goals, resamples=100, total=20)
    two = goal_intervals(ballots[turn], turned, resamples=100, total=20)
    assert np.concatenate(one).tobytes() == np.concatenate(two).tobytes()


def test_where_the_top_stratum_stands_alone_only_its_answers_are_drawn():
    ballots, goals = two_level()
    alone = [FieldGoals(g.position, g.top, g.answers, True) for g in goals]
    said = [np.where(g.top[:, None], g.answers, NAN) for g in goals]
    without = [FieldGoals(g.position, g.top, a, True) for g, a in zip(goals, said, strict=True)]
    for normal_from in (10_000, 10):
        one, two = (
            goal_intervals(ballots, which, resamples=500, normal_from=normal_from, total=20)
            for which in (alone, without)
        )
        assert np.concatenate(one) == pytest.approx(np.concatenate(two), abs=0.01)
        both = goal_intervals(ballots, goals, resamples=500, normal_from=normal_from, total=20)
        assert np.concatenate(one) != pytest.approx(np.concatenate(both), abs=0.01)


@pytest.mark.parametrize("normal_from", [10_000, 10])
@pytest.mark.parametrize("total", [1.0, 0.25])
def test_the_interval_of_a_goal_does_not_depend_on_the_unit_of_its_answers(normal_from, total):
    ballots, goals = two_level(answered=0.5)
    scaled = [FieldGoals(g.position, g.top, g.answers * total / 10, g.top_only) for g in goals]
    one, two = (
        goal_intervals(ballots, which, resamples=100, normal_from=normal_from, total=20)
        for which in (goals, scaled)
    )
    assert np.concatenate(one) == pytest.approx(np.concatenate(two))


def test_a_goal_on_which_all_agree_has_no_interval():
    ballots = np.array([[12.0, 8.0], [8.0, 12.0]] * 20)
    goal = FieldGoals(0, np.array([True, False] * 20), np.array([[5.0, 5.0]] * 40), False)
    for normal_from in (41, 40):
        intervals = goal_intervals(ballots, [goal], resamples=20, normal_from=normal_from)
        assert np.isnan(intervals[0]).all()


def test_goals_that_are_answered_in_part_have_no_intervals():
    goal = FieldGoals(0, np.array([True]), np.array([[5.0, NAN]]), True)
    with pytest.raises(ValueError, match="together"):
        goal_intervals([[12, 8]], [goal])


def test_without_goals_or_ballots_there_are_no_intervals():
    assert goal_intervals([[12, 8]], []) == []
    nobody = FieldGoals(0, np.zeros(0, dtype=bool), np.zeros((0, 2)), True)
    assert np.isnan(goal_intervals(np.zeros((0, 2)), [nobody])[0]).all()


@pytest.mark.parametrize(("third", "as_zero"), [(30, False), (29, True)])
def test_silence_on_single_goals_is_filled_from_thirty_answers_in_the_stratum(third, as_zero):
    answers = [[6, 4, None]] * 40 + [[4, 3, 3]] * third
    weights = [Fr(1, 2)] * 40 + [Fr(1, 4)] * third
    expected, zero = exact.shares(fractions(answers, 10), 30, weights)
    assert zero == as_zero
    readings = statistics.goal_readings(floats(weights), [True] * len(answers), matrix(answers))
    assert readings.local == pytest.approx(floats(expected))
