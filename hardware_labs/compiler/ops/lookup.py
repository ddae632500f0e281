"""Operators whose output depends on one int8 alone: 256 answers, computed here and looked up on the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler import functions
from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import (
    Int64,
    Rounding,
    multiply_twice_rounded,
    quantize_multiplier,
    rounding_right_shift,
    to_int8,
)
from hardware_labs.compiler.graph import Int8, Operator, Tensor, Values
from hardware_labs.compiler.tflite.node import Node, activation_range

Float64 = NDArray[np.float64]
Table = Callable[[Int64, Rounding], Values]
INPUTS = np.arange(-128, 128, dtype=np.int64)
INTEGER_BITS = 4  # logistic and tanh take numbers in Q4


@dataclass(frozen=True, eq=False)
class Lookup(Operator):
    """A function of one int8.

    Attributes:
        function: What it is called in tables and comments.
        answer: Computes it for an array of int8 values.
    """

    function: str
    answer: Table

    @property
    def kind(self) -> str:
        """The function's name."""
        return self.function

    @property
    def in_place(self) -> bool:
        """Each output takes only the input at its place."""
        return True

    def table(self, rounding: Rounding) -> Int8:
        """Return the outputs for -128 to 127; bytes of a uint8 tensor count as int8 here."""
        integers = INPUTS % 256 if self.inputs[0].dtype == "uint8" else INPUTS
        return self.answer(integers, rounding).view(np.int8)

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Look up."""
        outputs = self.table(rounding)[inputs[0].view(np.int8).astype(np.int64) + 128]
        return outputs.view(self.output.dtype).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/lookup.h."""
        c.include("lookup.h")
        table = c.array("int8_t", self.table(rounding), "table")
        return f"lookup({table}, x, {self.output.size}, y);"


def read(node: Node) -> Lookup:
    """Read QUANTIZE, RELU, RELU6, LOGISTIC or TANH."""
    source, target = _ends(node)
    node.require(source.size == target.size, f"turns the shape {source.shape} into {target.shape}")
    node.require(
        node.kind != "RELU6" or source.q == target.q,
        "changes the scale, which TensorFlow Lite Micro does not compute",
        "fuse it into the layer before it",
    )
    answer = {
        "QUANTIZE": _rescale,
        "RELU": _rescale,
        "RELU6": _rescale,
        "LOGISTIC": _logistic,
        "TANH": _tanh,
    }[node.kind](node)
    return Lookup((source,), target, node.kind.capitalize(), answer)


def _ends(node: Node) -> tuple[Tensor, Tensor]:
    """Return input and output; QUANTIZE also turns uint8 into int8 and back."""
    if node.kind == "QUANTIZE":
        return node.bytes(node.input(0)), node.bytes(node.output)
    return node.activation(), node.result()


def _rescale(node: Node) -> Table:
    source, target = (tensor.q for tensor in _ends(node))
    low, high = activation_range(node, node.kind) if node.kind.startswith("RELU") else (-128, 127)
    unsigned = node.output.dtype == "uint8"
    multiplier, shift = quantize_multiplier(source.scale / target.scale)
    node.require(shift <= 22, "has an input scale far above its output scale")

    def answer(x: Int64, rounding: Rounding) -> Values:
        scaled = multiply_twice_rounded(x - source.zero_point, multiplier, shift)
        if unsigned:
            return np.clip(scaled + target.zero_point, 0, 255).astype(np.uint8)
        return to_int8(scaled + target.zero_point, low, high)

    return answer


def _logistic(node: Node) -> Table:
    node.require(node.result().q.zero_point == -128, "has an output zero point other than -128")
    return _curve(node, functions.logistic, lambda x: 1 / (1 + np.exp(np.minimum(-x, 700))), 23, -128)


def _tanh(node: Node) -> Table:
    node.require(node.result().q.zero_point == 0, "has an output zero point other than 0")
    return _curve(node, functions.tanh, np.tanh, 24, 0)


def _curve(
    node: Node, function: Callable[[Int64], Int64], exact: Callable[[Float64], Float64], right: int, zero_point: int
) -> Table:
    """Return the table of a curve.

    TensorFlow Lite Micro computes it in fixed point, from Q4 to Q0, where inputs beyond Q4's range saturate. LiteRT
    rounds what the C library answers in float32.
    """
    source = node.activation().q
    multiplier, shift = quantize_multiplier(source.scale * 2 ** (31 - INTEGER_BITS))
    radius = input_radius(INTEGER_BITS, shift)
    # the runtimes hold the radius in an int
    node.require(radius < 2**31, "has so small an input scale that all is zero", "scale the layer before it up")
    node.require(radius >= 1, "has so large an input scale that only signs are left", "scale the layer before it down")

    def answer(x: Int64, rounding: Rounding) -> Int8:
        centred = x - source.zero_point
        if rounding is Rounding.LITERT:
            y = exact((centred.astype(np.float32) * np.float32(source.scale)).astype(np.float64)).astype(np.float32)
            scaled = y * np.float32(1 << (31 - right))
            return to_int8((np.sign(scaled) * np.floor(np.abs(scaled) + np.float32(0.5))).astype(np.int64) + zero_point)
        within = np.clip(centred, -radius, radius)
        outputs = rounding_right_shift(function(multiply_twice_rounded(within, multiplier, shift)), right)
        saturated = np.where(centred <= -radius, -128, np.where(centred >= radius, 127, outputs + zero_point))
        return to_int8(saturated)

    return answer


def input_radius(integer_bits: int, shift: int) -> int:
    """Return the largest distance from the zero point that still fits Qn after scaling by a shift."""
    return int((2**integer_bits - 1) * 2.0 ** (31 - integer_bits) / 2.0**shift)


def compose(first: Lookup, second: Lookup) -> Lookup:
    """Return the one table that does what two in a row do."""

    def answer(x: Int64, rounding: Rounding) -> Values:
        return second.answer(first.answer(x, rounding).astype(np.int64), rounding)

    return Lookup(first.inputs, second.output, f"{first.function}+{second.function}", answer)
