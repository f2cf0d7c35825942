"""Tails of Student's t and of the binomial distribution against scipy."""

import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method.student import binomial_tail, incomplete_beta, two_sided_t
from tests.results.ballots import few


@few
@given(st.floats(0, 60), st.one_of(st.integers(1, 300), st.integers(301, 10_000_000)))
def test_the_tail_of_t_is_that_of_scipy(t, freedom):
    expected = 2 * scipy.stats.t.sf(t, freedom)
    assert two_sided_t(t, freedom) == pytest.approx(expected, rel=1e-7, abs=1e-290)
    assert two_sided_t(-t, freedom) == two_sided_t(t, freedom)


def test_published_quantiles_of_t_leave_five_per_cent():
    """Table 26.10 of Abramowitz and Stegun."""
    for freedom, quantile in ((1, 12.706), (2, 4.303), (10, 2.228), (29, 2.045), (120, 1.98)):
        assert two_sided_t(quantile, freedom) == pytest.approx(0.05, abs=3e-5)


@few
@given(st.integers(0, 5000), st.integers(0, 5000), st.floats(0, 1))
def test_the_tail_of_a_binomial_count_is_that_of_scipy(least, n, p):
    expected = scipy.stats.binom.sf(least - 1, n, p)
    assert binomial_tail(least, n, p) == pytest.approx(expected, rel=1e-7, abs=1e-290)


@few
@given(st.floats(0.05, 5e5), st.floats(0.05, 5e5), st.floats(0, 1))
def test_the_incomplete_beta_function_is_that_of_scipy(a, b, x):
    expected = scipy.special.betainc(a, b, x)
    assert incomplete_beta(a, b, x) == pytest.approx(expected, rel=1e-6, abs=1e-12)
