"""SOFTMAX over the last dimension: exp from a table, one reciprocal in fixed point for each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import (
    Int64,
    Rounding,
    quantize_multiplier,
    rounding_doubling_high,
    rounding_right_shift,
    to_int8,
)
from hardware_labs.compiler.functions import exp_of_negative, one_over_one_plus
from hardware_labs.compiler.graph import Int8, Operator
from hardware_labs.compiler.ops.lookup import input_radius
from hardware_labs.compiler.tflite.node import Node

BETA = 0  # field of SoftmaxOptions
INTEGER_BITS = 5  # of the numbers that exp takes
SUM_BITS = 12  # integer bits of the sum of exps
LARGEST_ROW = 2**SUM_BITS - 1


@dataclass(frozen=True, eq=False)
class Softmax(Operator):
    """Softmax.

    Attributes:
        beta: Factor of the inputs.
    """

    beta: float

    @property
    def exps(self) -> Int64:
        """exp(-distance * scale * beta) in Q0, for distances from the row's largest input; 0 beyond the last."""
        factor = min(self.beta * self.inputs[0].q.scale * 2 ** (31 - INTEGER_BITS), 2.0**31 - 1)
        multiplier, shift = quantize_multiplier(factor)
        distances = np.arange(min(255, input_radius(INTEGER_BITS, shift)) + 1, dtype=np.int64)
        return exp_of_negative(rounding_doubling_high(-distances << shift, multiplier), INTEGER_BITS)

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """The same in both runtimes."""
        table = np.zeros(256, dtype=np.int64)
        exps = self.exps
        table[: len(exps)] = exps
        x = inputs[0].astype(np.int64)
        distance = x.max(axis=-1, keepdims=True) - x
        e = table[distance]
        sums = rounding_right_shift(e, SUM_BITS).sum(axis=-1, keepdims=True)
        headroom = 32 - np.vectorize(int.bit_length, otypes=[np.int64])(sums)
        scale = one_over_one_plus((sums << headroom) - 2**31)
        y = rounding_right_shift(rounding_doubling_high(scale, e), SUM_BITS - headroom + 23)
        return np.where(distance < len(exps), to_int8(y - 128), np.int8(-128)).astype(np.int8)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/softmax.h."""
        c.include("softmax.h")
        exps = self.exps
        used = exps[: int(np.flatnonzero(exps)[-1]) + 1]
        table = c.array("int32_t", used, "exps")
        depth = self.output.shape[-1]
        return f"softmax({table}, {len(used)}, x, {self.output.size // depth}, {depth}, y);"


def read(node: Node) -> Softmax:
    """Read SOFTMAX."""
    source, target = node.activation(), node.result()
    beta = node.options.float32(BETA) if node.options else 0.0
    node.require(0.0 < beta < 1e6, f"has the factor {beta:g}")
    node.require(
        target.q.scale == 1 / 256 and target.q.zero_point == -128, "has an output scale other than 1/256 from -128"
    )
    node.require(
        source.shape == target.shape and len(source.shape) > 0 and source.shape[-1] <= LARGEST_ROW,
        f"has an input of shape {source.shape}",
    )
    # below 1 in Q5, TensorFlow Lite's arithmetic for factors above 1 is not defined
    node.require(beta * source.q.scale * 2 ** (31 - INTEGER_BITS) >= 1, "has so small an input scale that all is one")
    return Softmax((source,), target, beta)
