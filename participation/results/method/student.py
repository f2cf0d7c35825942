"""Two tails of distributions, from the regularised incomplete beta function.

I_x(a, b) is computed by its continued fraction (NIST Digital Library of Mathematical Functions,
8.17.22), evaluated by the modified Lentz algorithm (Thompson and Barnett, "Coulomb and Bessel
functions of complex arguments and order", Journal of Computational Physics 64, 1986, 490–509).
"""

import math

_TINY = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 100_000


def two_sided_t(t: float, freedom: float) -> float:
    """P(|T| ≥ |t|) for Student's t with `freedom` > 0 degrees of freedom: I_x(freedom/2, 1/2) at x
    = freedom / (freedom + t²) (Abramowitz and Stegun, 26.7.1)."""
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def binomial_tail(least: int, n: int, p: float) -> float:
    """P(N ≥ least) for a binomial N of n trials: I_p(least, n − least + 1) (DLMF 8.17.5)."""
    if least <= 0:
        return 1.0
    return 0.0 if least > n else incomplete_beta(least, n - least + 1, p)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b) for positive a and b and x from 0 to 1."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front) * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """1/(1 + d_1/(1 + d_2/(1 + …))) with the d of DLMF 8.17.23."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(_MOST_TERMS):
        m = term // 2
        if term == 0:
            coefficient = 1.0
        elif term % 2 == 0:
            coefficient = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            coefficient = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away_from_zero(1.0 + coefficient * d)
        c = _away_from_zero(1.0 + coefficient / c)
        value *= c * d
        if term and abs(c * d - 1.0) < _PRECISION:
            break
    return value - 1.0


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
