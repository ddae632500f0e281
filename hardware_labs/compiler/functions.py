"""exp, logistic and tanh in 32-bit fixed point, as TensorFlow Lite's integer kernels compute them.

The polynomials and constants are those of gemmlowp's fixedpoint.h, which TensorFlow Lite names as its arithmetic.
`Qm` is a number in int32 with m integer bits: 1.0 in Q0 is 2**31 (held at 2**31 - 1), in Q5 it is 2**26.
"""

from __future__ import annotations

import numpy as np

from hardware_labs.compiler.fixed_point import Int64, rounding_doubling_high, rounding_right_shift

ONE = 2**31 - 1  # in Q0
EXP_OF_MINUS_EIGHTH = 1895147668
THIRD = 715827883
# exp(-2**n) in Q0 for n = -2 to 4
EXP_OF_MINUS_POWERS = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)
# in Q2
FORTY_EIGHT_SEVENTEENTHS = 1515870810
MINUS_THIRTY_TWO_SEVENTEENTHS = -1010580540
ONE_Q2 = 2**29


def exp_of_negative(a: Int64, integer_bits: int) -> Int64:
    """Return exp(a) in Q0 for a <= 0 in Q4 or Q5: exp of the part within -1/4, times exp(-2**n) for each bit above."""
    quarter_bit = 29 - integer_bits
    quarter = 1 << quarter_bit
    within = (a & (quarter - 1)) - quarter
    result = _exp_above_minus_quarter(within << integer_bits)
    remainder = within - a
    for bit, factor in zip(range(quarter_bit, 31), EXP_OF_MINUS_POWERS, strict=False):
        result = np.where(remainder & (1 << bit), rounding_doubling_high(result, factor), result)
    return np.where(a == 0, ONE, result)


def logistic(a: Int64) -> Int64:
    """Return 1 / (1 + exp(-a)) in Q0 for a in Q4."""
    positive = one_over_one_plus(exp_of_negative(-np.abs(a), 4))
    return np.where(a == 0, 1 << 30, np.where(a > 0, positive, ONE - positive))


def tanh(a: Int64) -> Int64:
    """Return tanh(a) in Q0 for a in Q4."""
    # the same bits read as Q5 are twice the number
    x = _newton(exp_of_negative(-np.abs(a), 5))
    positive = _saturate((x - ONE_Q2) << 2)
    return np.where(a == 0, 0, np.where(a > 0, positive, -positive))


def one_over_one_plus(a: Int64) -> Int64:
    """Return 1 / (1 + a) in Q0 for a from 0 to 1 in Q0."""
    return _saturate(_newton(a) << 1)


def _exp_above_minus_quarter(a: Int64) -> Int64:
    """Return exp(a) in Q0 for a in [-1/4, 0) in Q0: Taylor's polynomial around -1/8."""
    x = a + (1 << 28)
    x2 = rounding_doubling_high(x, x)
    x3 = rounding_doubling_high(x2, x)
    x4 = rounding_doubling_high(x2, x2)
    tail = rounding_doubling_high(rounding_right_shift(x4, 2) + x3, THIRD) + x2
    return EXP_OF_MINUS_EIGHTH + rounding_doubling_high(x + rounding_right_shift(tail, 1), EXP_OF_MINUS_EIGHTH)


def _newton(a: Int64) -> Int64:
    """Return 2 / (1 + a) in Q2 for a from 0 to 1 in Q0: three steps of Newton's division."""
    half = (a + ONE + 1) // 2
    x = FORTY_EIGHT_SEVENTEENTHS + rounding_doubling_high(half, MINUS_THIRTY_TWO_SEVENTEENTHS)
    for _ in range(3):
        error = ONE_Q2 - rounding_doubling_high(half, x)
        x = x + _saturate(rounding_doubling_high(x, error) << 2)
    return x


def _saturate(x: Int64) -> Int64:
    return np.clip(x, -(2**31), 2**31 - 1)
