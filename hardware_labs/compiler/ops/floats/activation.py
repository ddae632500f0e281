"""RELU, RELU6, LOGISTIC, TANH and SOFTMAX in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter, c_float
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Operator, Values
from hardware_labs.compiler.ops.floats import functions
from hardware_labs.compiler.ops.softmax import BETA
from hardware_labs.compiler.tflite.node import BOUNDS, FLOAT_MAX, Node

FUNCTIONS = {"LOGISTIC": functions.logistic, "TANH": functions.tanh}


@dataclass(frozen=True, eq=False)
class FloatClamp(Operator):
    """RELU and RELU6.

    Attributes:
        low: Smallest output.
        high: Largest output.
    """

    low: float
    high: float

    @property
    def in_place(self) -> bool:
        """Each output takes only the input at its place."""
        return True

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Exact."""
        held = np.minimum(np.maximum(inputs[0], np.float32(self.low)), np.float32(self.high))
        return held.reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_arithmetic.h."""
        c.include("float_arithmetic.h")
        return f"float_clamp(x, {self.output.size}, y, {c_float(self.low)}, {c_float(self.high)});"


@dataclass(frozen=True, eq=False)
class FloatFunction(Operator):
    """LOGISTIC and TANH.

    Attributes:
        function: Its name in TensorFlow Lite's schema.
    """

    function: str

    @property
    def kind(self) -> str:
        """The function's name."""
        return f"Float{self.function.capitalize()}"

    @property
    def in_place(self) -> bool:
        """Each output takes only the input at its place."""
        return True

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """See functions.py."""
        return FUNCTIONS[self.function](inputs[0]).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_functions.h."""
        c.include("float_functions.h")
        return f"for (uint16_t i = 0; i < {self.output.size}; i++) y[i] = float_{self.function.lower()}(x[i]);"


@dataclass(frozen=True, eq=False)
class FloatSoftmax(Operator):
    """Softmax over the last dimension.

    Attributes:
        beta: Factor of the inputs.
    """

    beta: float

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """See functions.py."""
        return functions.softmax(inputs[0], np.float32(self.beta))

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_functions.h."""
        c.include("float_functions.h")
        depth = self.output.shape[-1]
        return f"float_softmax(x, {self.output.size // depth}, {depth}, {c_float(self.beta)}, y);"


def read(node: Node) -> Operator:
    """Read any of them."""
    source, target = node.floats(), node.float_result()
    node.require(source.size == target.size, f"turns the shape {source.shape} into {target.shape}")
    if node.kind in FUNCTIONS:
        return FloatFunction((source,), target, node.kind)
    if node.kind == "SOFTMAX":
        beta = node.options.float32(BETA) if node.options else 0.0
        node.require(0.0 < beta < 1e6, f"has the factor {beta:g}")
        node.require(source.shape == target.shape and len(source.shape) > 0, f"has an input of shape {source.shape}")
        return FloatSoftmax((source,), target, beta)
    low, high = BOUNDS[node.kind]
    return FloatClamp((source,), target, -FLOAT_MAX if low is None else low, FLOAT_MAX if high is None else high)
