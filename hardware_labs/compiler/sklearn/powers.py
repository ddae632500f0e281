"""Probabilities from logarithms: how far each class lies below the best one, in bits, turned into parts of 1/32768.

2**-d comes from a table of 33 powers and straight lines between them (off by at most 6e-5 of itself), in units of
1/16384. For ten classes, a probability is off by at most 5e-4 on top of what its logarithm is off by.
"""

from __future__ import annotations

import numpy as np

from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn.model import ONE

# 16384 * 2**(-i / 32), as in runtime/powers.h
POWERS = np.floor(16384 * 2.0 ** (-np.arange(33) / 32) + 0.5).astype(np.int64)
FARTHEST = 15  # bits below which nothing of 1/16384 is left


def shares_below(below: Int64, bits: int) -> Int64:
    """Return probabilities in units of 1/32768.

    Args:
        below: How far each class is below the best, of shape (samples, classes), in units of 2**-bits bits of log2.
        bits: At most 30.
    """
    powers = np.where(below >> bits >= FARTHEST, 0, _power(below, bits))
    total = powers.sum(axis=1, keepdims=True)
    shares: Int64 = (powers * ONE + total // 2) // total
    return shares


def _power(below: Int64, bits: int) -> Int64:
    d = below >> (bits - 12) if bits > 12 else below << (12 - bits)
    place, along = d >> 7 & 31, d & 127
    drop = (POWERS[place] - POWERS[place + 1]) * along
    value = POWERS[place] - ((drop + 64) >> 7)
    whole = np.minimum(d >> 12, FARTHEST)
    power: Int64 = (value + (1 << whole >> 1)) >> whole
    return power
