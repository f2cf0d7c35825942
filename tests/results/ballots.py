"""Ballots for tests of the method: drawn by hypothesis, as matrices, as fractions."""

import math
from fractions import Fraction as Fr

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

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


def random_ballots(n, answered=1.0, seed=7):
    generator = np.random.default_rng(seed)
    points = generator.multinomial(20, generator.dirichlet([0.8] * 6, size=n)).astype(float)
    silent = (points == 0) & (generator.random(points.shape) > answered)
    return np.where(silent, NAN, points)
