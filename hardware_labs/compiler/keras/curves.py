"""tanh and the logistic function by one table, and the fixed-point numbers of recurrent cells; runtime/recurrent.h.

Sums of gates are int16 in Q11: units of 1/2048, from -16 to 16. Gates are int16 in Q15: units of 1/32768.
The table has tanh at 0, 1/16, ... 8. A straight line between two entries is off by at most
(1/16)**2 / 8 * max |tanh''| = 3.8e-4, a tenth of the step 1/128 of the hidden state.
"""

from __future__ import annotations

import numpy as np

from hardware_labs.compiler.fixed_point import Int64

SUM_BITS = 11
ONE = 2**15  # in Q15; held at one less
TANH: Int64 = np.minimum(np.rint(np.tanh(np.arange(129) / 16) * ONE), ONE - 1).astype(np.int64)


def tanh(x: Int64) -> Int64:
    """Return tanh in Q15 of numbers in Q11."""
    return _interpolate(x, 7)


def sigmoid(x: Int64) -> Int64:
    """Return 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2 in Q15 of numbers in Q11, rounded down."""
    return (ONE + _interpolate(x, 8)) >> 1


def gated(gate: Int64, x: Int64) -> Int64:
    """Return the product of a gate in Q15 and any number, to nearest, halves upwards."""
    return (gate * x + ONE // 2) >> 15


def narrow(x: Int64) -> Int64:
    """Return numbers of Q15 in Q7, which int8 holds: to nearest, halves upwards."""
    return np.asarray(np.minimum((x + 128) >> 8, 127), dtype=np.int64)


def saturate(x: Int64) -> Int64:
    """Return numbers held inside int16."""
    return np.clip(x, -ONE, ONE - 1).astype(np.int64)


def _interpolate(x: Int64, bits: int) -> Int64:
    """Return tanh(x / 2**bits / 16) in Q15."""
    distance = np.abs(x)
    place = np.minimum(distance >> bits, 127)
    low, rest = TANH[place], distance & ((1 << bits) - 1)
    y = low + (((TANH[place + 1] - low) * rest + (1 << (bits - 1))) >> bits)
    y = np.where(distance >> bits < 128, y, ONE - 1)
    return np.where(x < 0, -y, y).astype(np.int64)
