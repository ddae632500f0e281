"""ADD and MUL in float32."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter, c_float
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Values
from hardware_labs.compiler.ops.arithmetic import ACTIVATION
from hardware_labs.compiler.ops.elementwise import Elementwise, read_operands
from hardware_labs.compiler.tflite.node import Node


@dataclass(frozen=True, eq=False)
class FloatArithmetic(Elementwise):
    """Two operands in float32."""

    kernel = ""

    @abstractmethod
    def operate(self, a: Values, b: Values) -> Values:
        """Compute before the range is kept."""

    def compute(self, a: Values, b: Values, rounding: Rounding) -> Values:
        """One operation, rounded to float32."""
        return np.minimum(np.maximum(self.operate(a, b), np.float32(self.low)), np.float32(self.high))

    def c_kernel(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_arithmetic.h."""
        c.include("float_arithmetic.h")
        bounds = f"{c_float(self.low)}, {c_float(self.high)}"
        return f"{self.kernel}({{x}}, {{step}}, {{x2}}, {{step2}}, {{count}}, {{y}}, {bounds});"

    def c_constant(self, c: CWriter, values: Values) -> str:
        """See runtime/float_flash.h."""
        return f"float_copy_from_flash({c.floats(values.astype(np.float32))}, {values.size}, scratch);"


class FloatAddition(FloatArithmetic):
    """ADD."""

    kernel = "float_addition"

    def operate(self, a: Values, b: Values) -> Values:
        """Add."""
        return a + b


class FloatProduct(FloatArithmetic):
    """MUL."""

    kernel = "float_product"

    def operate(self, a: Values, b: Values) -> Values:
        """Multiply."""
        return a * b


def read(node: Node) -> FloatArithmetic:
    """Read ADD or MUL."""
    target = node.float_result()
    inputs, operands = read_operands(node, node.floats(0), node.floats(1), target)
    kind = FloatAddition if node.kind == "ADD" else FloatProduct
    return kind(inputs, target, operands, *node.float_clamp(ACTIVATION))
