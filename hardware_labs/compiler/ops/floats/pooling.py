"""MAX_POOL_2D, AVERAGE_POOL_2D and MEAN in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter, c_float
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Operator, Values
from hardware_labs.compiler.ops.mean import read_extent
from hardware_labs.compiler.ops.pooling import ACTIVATION, read_pool
from hardware_labs.compiler.ops.window import Window, c_window, image
from hardware_labs.compiler.tflite.node import FLOAT_MAX, Node


@dataclass(frozen=True, eq=False)
class FloatPooling(Operator):
    """Pooling.

    Attributes:
        window: Where it lies.
        low: Smallest output, from the fused activation.
        high: Largest output.
    """

    window: Window
    low: float
    high: float

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_pooling.h."""
        c.include("float_pooling.h")
        fields = c_window(self.window, self.inputs[0], self.output)
        layer = c.struct("window", f"{{{fields}}}")
        name = "max" if isinstance(self, FloatMaxPooling) else "average"
        return f"float_{name}_pooling({layer}, x, y, {c_float(self.low)}, {c_float(self.high)});"

    def finish(self, y: Values) -> Values:
        """Hold outputs inside the range."""
        return np.minimum(np.maximum(y, np.float32(self.low)), np.float32(self.high))[:, None]


class FloatMaxPooling(FloatPooling):
    """The largest."""

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Exact."""
        views = self.window.views(inputs[0][:, 0], (self.output.shape[1], self.output.shape[2]), -FLOAT_MAX)
        return self.finish(np.max([view for _, _, view in views], axis=0))


class FloatAveragePooling(FloatPooling):
    """The mean of what lies on the image."""

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Point by point, then one division."""
        x, size = inputs[0][:, 0], (self.output.shape[1], self.output.shape[2])
        total = np.zeros((len(x), *size, x.shape[3]), dtype=np.float32)
        count = np.zeros((1, *size, 1), dtype=np.float32)
        ones = np.ones((1, *x.shape[1:3], 1), dtype=np.float32)
        for _, _, view in self.window.views(x, size, 0):
            total += view
        for _, _, view in self.window.views(ones, size, 0):
            count += view
        return self.finish(total / count)


@dataclass(frozen=True, eq=False)
class FloatMean(Operator):
    """Mean; the input counts as (outer, count, inner), and `count` goes."""

    outer: int
    count: int
    inner: int

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Term by term, then one division."""
        x = inputs[0].reshape(len(inputs[0]), self.outer, self.count, self.inner)
        total = np.zeros((len(x), self.outer, self.inner), dtype=np.float32)
        for term in range(self.count):
            total += x[:, :, term]
        return (total / np.float32(self.count)).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_pooling.h."""
        c.include("float_pooling.h")
        return f"float_mean(x, {self.outer}, {self.count}, {self.inner}, y);"


def read(node: Node) -> FloatPooling:
    """Read MAX_POOL_2D or AVERAGE_POOL_2D."""
    source, target = image(node, node.floats()), image(node, node.float_result())
    node.require(source.shape[3] == target.shape[3], "changes the channels")
    kind = FloatMaxPooling if node.kind == "MAX_POOL_2D" else FloatAveragePooling
    return kind((source,), target, read_pool(node), *node.float_clamp(ACTIVATION))


def read_mean(node: Node) -> FloatMean:
    """Read MEAN."""
    source, target = node.floats(), node.float_result()
    return FloatMean((source,), target, *read_extent(node, source, target))
