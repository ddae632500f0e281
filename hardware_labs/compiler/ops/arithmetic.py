"""ADD and MUL in int8; with a constant number they are a function of one int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import (
    Int64,
    Rounding,
    multiply_twice_rounded,
    quantize_multiplier,
    to_int8,
)
from hardware_labs.compiler.graph import Int8, Operator, Tensor, Values
from hardware_labs.compiler.ops.elementwise import Elementwise, read_operands
from hardware_labs.compiler.ops.lookup import Lookup
from hardware_labs.compiler.tflite.node import Node

ACTIVATION = 0  # field of AddOptions and of MulOptions
HEADROOM = 20  # bits by which ADD widens its inputs
SUMS_AT_ONCE = 8  # runtime/channels.h
LOWER = 31 - HEADROOM  # bits of a multiplier that widened inputs meet with what is rounded off


@dataclass(frozen=True, eq=False)
class Arithmetic(Elementwise):
    """Two operands in int8."""

    def c_output(self, c: CWriter, multiplier: int, shift: int) -> str:
        """Return the initializers of a `struct channels` (runtime/channels.h) of equal channels."""
        nothing = np.zeros(SUMS_AT_ONCE, dtype=np.int64)
        scales = c.scales(nothing, nothing, nothing + multiplier)
        shifts = c.array("int8_t", nothing + shift, "shifts")
        return (
            f".scales = {scales}, .shifts = {shifts}, .zero_point = {self.output.q.zero_point}, .low = {self.low}, "
            f".high = {self.high}, .round_twice = 1, .enlarges = {int(shift >= 0)}"
        )

    def c_constant(self, c: CWriter, values: Values) -> str:
        """See runtime/constant.h."""
        c.include("constant.h")
        return f"copy_from_flash({c.array('int8_t', values, 'constant')}, {values.size}, scratch);"


class Addition(Arithmetic):
    """ADD: both inputs at one common scale, their sum at the output's."""

    def factors(self) -> list[tuple[int, int]]:
        """Return the factors of the first input, the second one, and the output."""
        first, second = (tensor.q.scale for tensor in self.operands)
        common = 2 * max(first, second)
        return [
            quantize_multiplier(factor)
            for factor in (first / common, second / common, common / (2**HEADROOM * self.output.q.scale))
        ]

    def compute(self, a: Values, b: Values, rounding: Rounding) -> Int8:
        """Both runtimes round twice, at each of the three factors."""
        first, second, last = self.factors()
        a, b = a.astype(np.int64), b.astype(np.int64)
        zeros = [tensor.q.zero_point for tensor in self.operands]
        total = multiply_twice_rounded((a - zeros[0]) << HEADROOM, *first)
        total = total + multiply_twice_rounded((b - zeros[1]) << HEADROOM, *second)
        return to_int8(multiply_twice_rounded(total, *last) + self.output.q.zero_point, self.low, self.high)

    def c_kernel(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/addition.h."""
        c.include("addition.h")
        *widenings, last = self.factors()
        fields = []
        for (multiplier, shift), tensor in zip(widenings, self.operands, strict=True):
            upper, lower = divmod(multiplier, 2**LOWER)
            fields.append(f"{{{upper}, {lower << 16 - LOWER}, {shift}, {tensor.q.zero_point}}}")
        layer = c.struct("addition", f"{{.operand = {{{', '.join(fields)}}}, .output = {{{self.c_output(c, *last)}}}}}")
        return f"addition({layer}, {{x}}, {{step}}, {{x2}}, {{step2}}, {{count}}, {{y}});"


class Product(Arithmetic):
    """MUL."""

    def factor(self, rounding: Rounding) -> tuple[int, int]:
        """Return the factor; LiteRT computes it in float32."""
        scales = self.operands[0].q.scale, self.operands[1].q.scale, self.output.q.scale
        if rounding is Rounding.TFLM:
            return quantize_multiplier(scales[0] * scales[1] / scales[2])
        a, b, y = (np.float32(scale) for scale in scales)
        return quantize_multiplier(float(a * b / y))

    def compute(self, a: Values, b: Values, rounding: Rounding) -> Int8:
        """Both runtimes round twice."""
        first, second = (tensor.q.zero_point for tensor in self.operands)
        product = (a.astype(np.int64) - first) * (b.astype(np.int64) - second)
        scaled = multiply_twice_rounded(product, *self.factor(rounding))
        return to_int8(scaled + self.output.q.zero_point, self.low, self.high)

    def c_kernel(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/product.h."""
        c.include("product.h")
        multiplier, shift = self.factor(rounding)
        zeros = ", ".join(str(tensor.q.zero_point) for tensor in self.operands)
        layer = c.struct("product", f"{{.zero = {{{zeros}}}, .output = {{{self.c_output(c, multiplier, shift)}}}}}")
        return f"product({layer}, {{x}}, {{step}}, {{x2}}, {{step2}}, {{count}}, {{y}});"


def read(node: Node) -> Operator:
    """Read ADD or MUL."""
    a, b, target = node.activation(0), node.activation(1), node.result()
    kind = Addition if node.kind == "ADD" else Product
    inputs, operands = read_operands(node, a, b, target)
    operator = kind(inputs, target, operands, *node.clamp(ACTIVATION))
    shift = operator.factors()[2][1] if isinstance(operator, Addition) else operator.factor(Rounding.TFLM)[1]
    node.require(shift <= (0 if node.kind == "ADD" else 14), "has an output scale far below its inputs'")
    for place, (constant, other) in enumerate(((a, b), (b, a))):
        if constant.data is not None and constant.size == 1 and other.data is None and other.size == target.size:
            return _with_constant(operator, int(constant.data.ravel()[0]), place, other)
    return operator


def _with_constant(operator: Addition | Product, number: int, place: int, other: Tensor) -> Lookup:
    def answer(x: Int64, rounding: Rounding) -> Int8:
        constant = np.full_like(x, number)
        return operator.compute(*((constant, x) if place == 0 else (x, constant)), rounding)

    return Lookup((other,), operator.output, f"{operator.kind} of a constant", answer)
