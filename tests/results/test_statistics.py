"""The method against its published and computed cases, against an exact implementation, and by its
properties.

Cases marked [P] are published values, those marked [C] were computed from the formulas of
docs/adr/0004.
"""

import math
from fractions import Fraction as Fr
from itertools import combinations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.results.method import statistics
from tests.results import exact

NAN = math.nan
few = settings(max_examples=60, deadline=None)
fewer = settings(max_examples=20, deadline=None)


TWO_TO_FIVE = st.integers(2, 5)
UP_TO_TWELVE = st.integers(1, 12)


@st.composite
def rounds(draw, silence=False, items=TWO_TO_FIVE, ballots=UP_TO_TWELVE):
    """Points ballots as lists of whole points and None; every ballot answers something and gives
    out all of its total.
    """
    m, total = draw(items), draw(st.sampled_from([6, 10, 20]))
    result = []
    for _ in range(draw(ballots)):
        cuts = sorted(draw(st.lists(st.integers(0, total), min_size=m - 1, max_size=m - 1)))
        points = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
        if silence:
            points = [None if p == 0 and draw(st.booleans()) else p for p in points]
        result.append(points)
    return result, total


def matrix(ballots):
    return np.array([[NAN if p is None else p for p in ballot] for ballot in ballots], dtype=float)


def fractions(ballots, total):
    return [[None if p is None else Fr(p, total) for p in ballot] for ballot in ballots]


def floats(values):
    return [float(value) for value in values]


# --- cases ----------


def test_silence_takes_the_mean_of_the_others():
    """[C] (.6, .3, .1), (.5, .5, –), threshold 0."""
    found = statistics.headline([[0.6, 0.3, 0.1], [0.5, 0.5, NAN]], 0)
    assert found.shares == pytest.approx([0.525, 0.375, 0.100], abs=1e-12)
    assert not found.silence_as_zero


def test_a_field_answered_by_nobody_makes_silence_count_as_zero():
    """[C] no unique solution."""
    found = statistics.headline([[0.6, 0.4, NAN], [0.5, 0.5, NAN]], 0)
    assert found.shares == pytest.approx([0.55, 0.45, 0.0], abs=1e-12)
    assert found.silence_as_zero


def test_two_groups_that_share_no_field_make_silence_count_as_zero():
    """[C] every field is answered, yet nothing says what the one pair weighs against the other."""
    ballots = [[0.5, 0.5, NAN, NAN], [NAN, NAN, 0.25, 0.75]]
    assert statistics.headline(ballots, 0).silence_as_zero
    assert exact.shares([[Fr(1, 2), Fr(1, 2), None, None], [None, None, Fr(1, 4), Fr(3, 4)]], 0)[1]


def test_fewer_given_answers_than_the_threshold_make_silence_count_as_zero():
    ballots = [[10, 10, NAN]] * 40 + [[10, 5, 5]] * 29
    assert statistics.headline(ballots).silence_as_zero
    assert not statistics.headline([*ballots, [10, 5, 5]]).silence_as_zero
    assert not statistics.headline([[10, 5, 5]] * 5).silence_as_zero


def test_goals_of_one_stratum_weigh_as_published():
    """[C] W_A = (.225455, .174545), W_B = (.276667, .323333)."""
    fields = np.array([[0.6, 0.4], [0.5, 0.5], [0.1, 0.9]])
    answers = [[[0.7, 0.3], [0.4, 0.6], [NAN, NAN]], [[1, 0], [0.5, 0.5], [0.2, 0.8]]]
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
    found = statistics.goal_readings(*case, 0)
    assert found.local == pytest.approx([0.52, 0.48], abs=1e-12)
    assert (found.top, found.drawn, found.top_only) == (2, 1, False)
    # One head, one voice: (2·(.55, .45) + 2·(.2, .8)) / 4.
    assert found.unweighted == pytest.approx([0.375, 0.625], abs=1e-12)
    assert statistics.goal_index(found.local) == pytest.approx([1.04, 0.96])
    alone = statistics.goal_readings(*case)
    assert alone.top_only
    assert alone.local == pytest.approx([0.62 / 1.1, 0.48 / 1.1])


def test_independent_markets_give_the_published_example():
    """[P] Freeman, Pennock, Peters and Wortman Vaughan 2021, worked example."""
    found = statistics.independent_markets(
        [[0, 1 / 2, 1 / 2], [1 / 3, 2 / 3, 0], [9 / 10, 0, 1 / 10]]
    )
    assert found == pytest.approx([1 / 3, 4 / 9, 2 / 9], abs=1e-12)


@pytest.mark.parametrize("mechanism", [statistics.independent_markets, statistics.ladder])
def test_single_minded_ballots_get_their_share_from_both_mechanisms(mechanism):
    """[C] 3×(1, 0), 2×(0, 1)."""
    assert mechanism([[1, 0]] * 3 + [[0, 1]] * 2) == pytest.approx([0.6, 0.4], abs=1e-12)
    assert mechanism([[1, 0], [0, 1]], counts=[3, 2]) == pytest.approx([0.6, 0.4], abs=1e-12)


def picks_of_a_hundred():
    """100 ballots, each for three of ten fields; the first three are chosen by 51, 47 and 43."""
    chosen = np.zeros((100, 10))
    left = [51, 47, 43, 23, 23, 23, 23, 23, 22, 22]
    for ballot in chosen:
        for item in sorted(range(10), key=lambda j: -left[j])[:3]:
            ballot[item] = 1
            left[item] -= 1
    assert not any(left)
    return chosen


def test_of_51_47_and_43_in_100_second_and_third_are_indistinguishable():
    found = statistics.stability(picks_of_a_hundred(), instrument="pick", resamples=2000)
    assert found.shares[:3] == pytest.approx([0.51, 0.47, 0.43])
    assert not found.distinguishable[1, 2]
    assert found.rank_ranges[1, 0] <= 2 and found.rank_ranges[1, 1] >= 3
    assert found.rank_ranges[2, 0] <= 2 and found.rank_ranges[2, 1] >= 3
    assert found.leading[:3].all()
    assert found.intervals[0] == pytest.approx([0.41, 0.61], abs=0.015)


def test_the_chosen_share_is_of_those_who_answered():
    found = statistics.chosen_shares([[1, 0, NAN], [1, 1, NAN], [0, 1, NAN], [NAN, 1, NAN]])
    assert found[:2] == pytest.approx([2 / 3, 3 / 4])
    assert math.isnan(found[2])
    assert statistics.ranks(found).tolist() == [2, 1, 0]


def test_answers_are_counted_by_state():
    found = statistics.answer_counts([[0, 20, NAN], [20, 0, 0]], counts=[2, 1])
    assert (found.given.tolist(), found.no_opinion.tolist(), found.zero.tolist()) == (
        [3, 3, 1],
        [0, 0, 2],
        [2, 1, 1],
    )


def test_the_median_is_of_the_given_shares():
    ballots = [[4, 16, NAN], [8, 10, 2], [20, 0, NAN]]
    assert statistics.median_shares(ballots) == pytest.approx([0.4, 0.5, 0.1])
    assert statistics.median_shares([ballots[0], ballots[2]], counts=[2, 2]) == pytest.approx(
        [0.6, 0.4, NAN], nan_ok=True
    )


def test_places_compare_published_values_and_equal_ones_share_the_smaller():
    assert statistics.ranks([0.3000001, 0.3, 0.2, 0.1999996, 0.0]).tolist() == [1, 1, 3, 3, 5]


def test_ties_for_the_last_of_three_places_share_it():
    assert statistics.top_shares([[8, 6, 3, 3, 0]]) == pytest.approx([1, 1, 0.5, 0.5, 0])
    assert statistics.top_shares([[5, 5, 5, 5]]) == pytest.approx([0.75] * 4)


def test_nothing_that_was_given_zero_is_among_the_heaviest():
    assert statistics.top_shares([[20, 0, 0, 0], [10, 10, 0, NAN]]) == pytest.approx([1, 0.5, 0, 0])


def test_bins_are_half_open():
    """0 · (0, 5] · (5, 10] · (10, 20] · (20, 50] · (50, 100] %."""
    found = statistics.histogram([[0, 1, 2, 3, 4, 10], [20, 0, 0, 0, 0, 0], [9, 11, 0, 0, 0, 0]])
    assert found[0].tolist() == [1, 0, 0, 0, 1, 1]
    assert found[1].tolist() == [1, 1, 0, 0, 0, 1]
    assert found[2].tolist() == [2, 0, 1, 0, 0, 0]
    assert found[3].tolist() == [2, 0, 0, 1, 0, 0]
    assert found[4].tolist() == [2, 0, 0, 1, 0, 0]
    assert found[5].tolist() == [2, 0, 0, 0, 1, 0]
    assert statistics.histogram([[0.1 + 0.2, 0.7]], (0, 0.3, 1)).tolist() == [[0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    "ballots",
    [[[10, 9]], [[10, 10], [10, 11]], [[25, -5]], [[NAN, NAN], [10, 10]], [[0, 0]], [10, 10], [[]]],
)
def test_what_is_no_set_of_ballots_is_refused(ballots):
    with pytest.raises(ValueError):
        statistics.mean_shares(ballots, total=20)


def test_a_choice_is_nothing_but_one_zero_or_silence():
    with pytest.raises(ValueError):
        statistics.chosen_shares([[2, 0]])


def test_without_ballots_there_are_no_shares():
    nothing = np.empty((0, 3))
    assert np.isnan(statistics.mean_shares(nothing)).all()
    assert np.isnan(statistics.stability_intervals(nothing)).all()
    assert (statistics.rank_ranges(nothing) == 0).all()


# --- against the exact implementation and scipy ----------


@few
@given(rounds(silence=True), st.sampled_from([0, 2]))
def test_shares_agree_with_fractions(round_, threshold):
    ballots, total = round_
    shares, as_zero = exact.shares(fractions(ballots, total), threshold)
    found = statistics.headline(matrix(ballots), threshold)
    assert found.silence_as_zero == as_zero
    assert found.shares == pytest.approx(floats(shares), abs=1e-9)
    assert statistics.silence_as_zero(matrix(ballots)) == pytest.approx(
        floats(exact.means(fractions(ballots, total)))
    )
    f = statistics.completed_shares(matrix(ballots), threshold)
    assert f == pytest.approx(
        np.array(exact.completed(fractions(ballots, total), threshold), dtype=float), abs=1e-9
    )
    assert f.mean(axis=0) == pytest.approx(found.shares, abs=1e-9)


@few
@given(rounds(items=st.integers(2, 4), ballots=st.integers(1, 6)))
def test_both_mechanisms_agree_with_medians_of_votes_and_phantoms(round_):
    ballots, total = round_
    votes = fractions(ballots, total)
    assert statistics.independent_markets(matrix(ballots)) == pytest.approx(
        floats(exact.independent_markets(votes)), abs=1e-9
    )
    assert statistics.ladder(matrix(ballots)) == pytest.approx(
        floats(exact.ladder(votes)), abs=1e-9
    )


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
    heads, heads_alone = exact.goals([Fr(1)] * n, top, answers, threshold)
    found = statistics.goal_readings(np.array(field) / 20, top, rows, threshold)
    assert found.local == pytest.approx(
        [NAN] * 3 if expected is None else floats(expected), abs=1e-9, nan_ok=True
    )
    assert found.unweighted == pytest.approx(
        [NAN] * 3 if heads is None else floats(heads), abs=1e-9, nan_ok=True
    )
    assert found.top_only == (alone or heads_alone)


@fewer
@given(rounds())
def test_the_resampling_covariance_of_plain_means_is_exact(round_):
    ballots, total = round_
    found = statistics.stability(matrix(ballots), resamples=10)
    assert found.covariance == pytest.approx(
        np.array(exact.covariance(fractions(ballots, total)), dtype=float), abs=1e-12
    )


def random_ballots(n, answered=1.0, seed=7):
    generator = np.random.default_rng(seed)
    points = generator.multinomial(20, generator.dirichlet([0.8] * 6, size=n)).astype(float)
    silent = (points == 0) & (generator.random(points.shape) > answered)
    return np.where(silent, NAN, points)


def test_intervals_are_those_of_an_independent_bootstrap():
    ballots = random_ballots(200) / 20
    oracle = scipy.stats.bootstrap(
        (ballots,),
        np.mean,
        axis=0,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(3),
        vectorized=True,
    ).confidence_interval
    found = statistics.stability_intervals(ballots, seed=5)
    assert found == pytest.approx(np.column_stack([oracle.low, oracle.high]), abs=0.003)


def test_the_normal_approximation_continues_resampling():
    for answered in (1.0, 0.4):
        ballots = random_ballots(1500, answered)
        drawn = statistics.stability(ballots, resamples=4000)
        normal = statistics.stability(ballots, normal_from=1500)
        assert drawn.intervals == pytest.approx(normal.intervals, abs=0.0015)
        spreads = [np.sqrt(np.diag(found.covariance)) for found in (drawn, normal)]
        assert spreads[0] == pytest.approx(spreads[1], rel=0.06)


def test_with_silence_the_covariance_of_filled_in_shares_would_be_too_small():
    """Values put in for silence are no answers (Rao and Shao, Biometrika 79, 1992, 811–822)."""
    generator = np.random.default_rng(2)
    ballots = np.where(
        generator.random((1500, 3)) < 0.5, NAN, generator.dirichlet([1] * 3, size=1500)
    )
    ballots = ballots[~np.isnan(ballots).all(axis=1)]
    ballots /= np.nansum(ballots, axis=1, keepdims=True)
    filled = statistics.completed_shares(ballots).std(axis=0) / math.sqrt(len(ballots))
    drawn = np.sqrt(np.diag(statistics.stability(ballots, resamples=4000).covariance))
    normal = np.sqrt(np.diag(statistics.stability(ballots, normal_from=10).covariance))
    assert normal == pytest.approx(drawn, rel=0.06)
    assert (filled < 0.85 * drawn).all()


def test_holm_stops_at_the_first_pair_that_fails():
    """Three items, independent, sd .1 each: z = 1.41, 2.12, 3.54; only p = .0004 ≤ .05/3, then .034
    > .05/2."""
    apart = statistics.distinguishable(np.array([0.7, 0.4, 0.2]), np.eye(3) * 0.01)
    assert apart.tolist() == [[False, False, True], [False, False, False], [True, False, False]]


# --- properties ----------


@few
@given(rounds(silence=True))
def test_shares_sum_to_one(round_):
    ballots = matrix(round_[0])
    for shares in (
        statistics.mean_shares(ballots, 0),
        statistics.silence_as_zero(ballots),
        statistics.independent_markets(ballots, 0),
        statistics.ladder(ballots, 0),
    ):
        assert shares.sum() == pytest.approx(1, abs=1e-9)
        assert (shares >= 0).all()


def everything(ballots, instrument="points", counts=None):
    found = statistics.stability(
        ballots, 3, instrument=instrument, resamples=50, min_given=0, counts=counts
    )
    plain = [
        found.shares,
        found.intervals,
        found.covariance,
        found.distinguishable,
        found.rank_ranges,
        found.leading,
    ]
    if instrument == "points":
        plain += [
            statistics.independent_markets(ballots, 0, counts=counts),
            statistics.ladder(ballots, 0, counts=counts),
            statistics.median_shares(ballots, counts=counts),
            statistics.histogram(ballots, counts=counts),
            statistics.top_shares(ballots, counts=counts),
        ]
    return [part.tobytes() for part in plain]


@few
@given(rounds(silence=True), st.randoms())
def test_the_order_of_ballots_changes_not_one_bit(round_, random):
    ballots = round_[0]
    other = random.sample(ballots, len(ballots))
    assert everything(matrix(ballots)) == everything(matrix(other))


def test_the_order_of_shares_that_are_no_binary_fractions_changes_not_one_bit():
    generator = np.random.default_rng(4)
    shares = generator.dirichlet([0.5] * 7, size=3000)
    silent = random_ballots(3000, 0.5, 9) / 20
    for ballots in (shares, silent):
        turned = ballots[generator.permutation(len(ballots))]
        for normal_from in (10_000, 100):
            one, two = (
                statistics.stability(b, resamples=20, normal_from=normal_from, total=1)
                for b in (ballots, turned)
            )
            assert one.shares.tobytes() == two.shares.tobytes()
            assert one.intervals.tobytes() == two.intervals.tobytes()
            assert one.covariance.tobytes() == two.covariance.tobytes()


@few
@given(rounds(silence=True), st.randoms())
def test_the_order_of_items_only_orders_the_figures(round_, random):
    ballots = matrix(round_[0])
    turn = random.sample(range(ballots.shape[1]), ballots.shape[1])
    for figure in (
        lambda b: statistics.mean_shares(b, 0),
        lambda b: statistics.independent_markets(b, 0),
        lambda b: statistics.ladder(b, 0),
        statistics.median_shares,
        statistics.top_shares,
    ):
        assert figure(ballots[:, turn]) == pytest.approx(
            figure(ballots)[turn], abs=1e-9, nan_ok=True
        )


def test_intervals_do_not_depend_on_the_order_of_items():
    ballots, turn = random_ballots(120), [3, 1, 5, 0, 4, 2]
    one = statistics.stability_intervals(ballots, resamples=200)
    assert (
        statistics.stability_intervals(ballots[:, turn], resamples=200).tobytes()
        == one[turn].tobytes()
    )


@few
@given(st.data(), rounds(silence=True))
def test_a_ballot_counted_twice_is_two_equal_ballots(data, round_):
    ballots = matrix(round_[0])
    counts = data.draw(st.lists(st.integers(1, 3), min_size=len(ballots), max_size=len(ballots)))
    assert everything(ballots, counts=counts) == everything(np.repeat(ballots, counts, axis=0))


@few
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, NAN]), min_size=4, max_size=4), min_size=1, max_size=30
    )
)
def test_nothing_of_this_differs_for_choices(rows):
    ballots = np.array(rows)
    twice = np.repeat(ballots, 2, axis=0)[::-1]
    assert everything(twice, "pick") == everything(ballots, "pick", counts=[2] * len(ballots))


@few
@given(rounds(silence=True, items=st.integers(2, 6), ballots=st.integers(2, 60)))
def test_no_two_of_the_leading_group_are_distinguishable(round_):
    found = statistics.stability(matrix(round_[0]), resamples=60, min_given=0)
    leading = np.flatnonzero(found.leading)
    assert not any(found.distinguishable[j, k] for j, k in combinations(leading, 2))
    places = statistics.ranks(found.shares)
    assert set(np.flatnonzero(places == 1)) <= set(leading)
    assert (found.rank_ranges[:, 0] <= places).all() and (places <= found.rank_ranges[:, 1]).all()


@few
@given(st.data(), st.integers(2, 7))
def test_the_leading_group_holds_for_any_covariance(data, items):
    """Also where telling apart is not transitive, as it is when differences vary unequally."""
    numbers = st.lists(st.integers(-5, 5), min_size=items, max_size=items)
    root = np.array(data.draw(st.lists(numbers, min_size=items, max_size=items))) / 40
    shares = np.array(data.draw(st.lists(st.integers(0, 20), min_size=items, max_size=items))) / 20
    apart = statistics.distinguishable(shares, root @ root.T)
    ranges = statistics.rank_ranges_of(shares, apart)
    leading = np.flatnonzero(statistics.leading_group(ranges))
    assert len(leading)
    assert not any(apart[j, k] for j, k in combinations(leading, 2))
    places = statistics.ranks(shares)
    assert (ranges[:, 0] <= places).all() and (places <= ranges[:, 1]).all()


def test_no_variance_is_no_interval():
    assert np.isnan(statistics.stability_intervals([[20, 0]] * 40, resamples=50)).all()
    assert np.isnan(statistics.stability_intervals([[20, 0]], counts=[20_000])).all()
    assert np.isnan(
        statistics.stability_intervals([[1, 0]] * 40, instrument="pick", resamples=50)
    ).all()
    partly = statistics.stability_intervals([[10, 10, 0], [12, 8, 0]] * 20, resamples=50)
    assert np.isnan(partly).tolist() == [[False, False], [False, False], [True, True]]


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    ballots = random_ballots(60)
    first, again, other = (
        statistics.stability_intervals(ballots, seed, resamples=100) for seed in (1, 1, 2)
    )
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_values_equal_as_published_are_never_told_apart():
    shares = np.array([0.5000001, 0.5, 0.0])
    apart = statistics.distinguishable(shares, np.zeros((3, 3)))
    assert not apart[0, 1] and apart[0, 2] and apart[1, 2]
