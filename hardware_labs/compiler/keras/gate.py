"""One gate of a recurrent cell: a weighted sum of inputs and hidden state for every unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.graph import Int8, Quantization
from hardware_labs.compiler.keras.curves import SUM_BITS, saturate

Float64 = NDArray[np.float64]
HIDDEN = Quantization((1 / 128,), (0,))  # what hidden states are computed in
STEP_BITS = 19
DROPPED = STEP_BITS - SUM_BITS
INT32_MAX = 2**31 - 1


class Part(NamedTuple):
    """Weights of shape (terms, units), and what the integers stand for that they are multiplied with."""

    weights: Float64
    source: Quantization


@dataclass(frozen=True, eq=False)
class Gate:
    """Sums `weights . x + bias` in int32, brought to Q11 by one product and a shift, and held inside int16.

    Attributes:
        start: Where in the cell's memory, which begins with hidden state and inputs, the terms lie.
        weights: int8 of shape (units, terms).
        bias: int32 for each unit; it makes up for the inputs' zero point, and holds half of the last bit that the shift
            drops.
        step: For each unit, what 1 in its sum stands for, in 1 / 2**19.
    """

    start: int
    weights: Int8
    bias: Int64
    step: Int64

    def sums(self, memory: Int64) -> Int64:
        """Return sums in Q11, of shape (samples, units), for memories of shape (samples, at least start + terms)."""
        x = memory[:, self.start : self.start + self.weights.shape[1]]
        totals = (x.astype(np.float64) @ self.weights.T.astype(np.float64)).astype(np.int64) + self.bias
        return saturate((totals * self.step) >> DROPPED)


def quantize_gate(parts: Sequence[Part], bias: Float64, start: int, layer: str) -> Gate:
    """Quantize a gate: one scale for each unit, such that all its terms add up in one sum.

    A weight's integer says how many units of the sum one step of its input adds. Inputs and hidden states have steps of
    different size, so what is divided into 127 parts is the largest product of a weight and its input's step. A unit of
    the sum is a whole number of 1 / 2**19, which makes the change to Q11 exact but for the last bit.

    Args:
        parts: Weights in the order of the terms in memory.
        bias: One for each unit.
        start: Where the terms begin.
        layer: How an error names the layer.

    Raises:
        CompileError: Sums that can leave -4096 to 4096, far beyond what tanh tells apart, and int32 with them.
    """
    added = np.concatenate([part.weights.T * part.source.scale for part in parts], axis=1) * 2**STEP_BITS
    zeros = np.concatenate([np.full(len(part.weights), part.source.zero_point) for part in parts])
    steps = np.maximum(np.ceil(np.abs(added).max(axis=1) / 127), 1)
    rows = np.rint(added / steps[:, None])
    # what the zero point adds is what the rounded weights make of it
    biases = np.rint((bias * 2**STEP_BITS + 2 ** (DROPPED - 1)) / steps) - rows @ zeros
    largest = (np.maximum(np.abs(biases), np.abs(biases + rows @ zeros)) + 128 * np.abs(rows).sum(axis=1)) * steps
    if not (largest <= INT32_MAX).all() or steps.max() > 2**15 - 1:
        raise CompileError(
            f"{layer} has sums of up to {largest.max() / 2**STEP_BITS:.3g} before their activation: "
            "train it with inputs and weights near 1."
        )
    bias_integers, step_integers = biases.astype(np.int64), steps.astype(np.int64)
    return Gate(start, rows.astype(np.int8), bias_integers, step_integers)
