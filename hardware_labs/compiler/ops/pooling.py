"""MAX_POOL_2D and AVERAGE_POOL_2D: the largest input under a window, or their mean; what lies outside is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding, to_int8
from hardware_labs.compiler.graph import Int8, Operator
from hardware_labs.compiler.ops.window import Window, c_window, image, read_window
from hardware_labs.compiler.tflite.node import Node

# fields of Pool2DOptions
PADDING, STRIDE_X, STRIDE_Y, WIDTH, HEIGHT, ACTIVATION = range(6)
INT8_MIN = -128


@dataclass(frozen=True, eq=False)
class Pooling(Operator):
    """Pooling.

    Attributes:
        window: Where it lies.
        low: Smallest output, from the fused activation.
        high: Largest output.
    """

    window: Window
    low: int
    high: int

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/pooling.h."""
        c.include("pooling.h")
        layer = c.struct(
            "pooling",
            f"{{.window = {{{c_window(self.window, self.inputs[0], self.output)}}}, "
            f".low = {self.low}, .high = {self.high}}}",
        )
        return f"{'max' if isinstance(self, MaxPooling) else 'average'}_pooling({layer}, x, y);"


class MaxPooling(Pooling):
    """The largest."""

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """Exact."""
        x = inputs[0][:, 0].astype(np.float64)
        views = self.window.views(x, (self.output.shape[1], self.output.shape[2]), INT8_MIN)
        largest = np.max([view for _, _, view in views], axis=0)
        return to_int8(largest.astype(np.int64), self.low, self.high)[:, None]


class AveragePooling(Pooling):
    """The mean, halves away from zero; a sum and a division of plain integers."""

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """The same in both runtimes."""
        x = inputs[0][:, 0].astype(np.float64)
        size = (self.output.shape[1], self.output.shape[2])
        total = sum(view for _, _, view in self.window.views(x, size, 0))
        ones = np.ones((1, *x.shape[1:3], 1))
        count = sum(view for _, _, view in self.window.views(ones, size, 0))
        sums = np.asarray(total).astype(np.int64)
        counts = np.asarray(count).astype(np.int64)
        means = np.sign(sums) * ((np.abs(sums) + counts // 2) // counts)
        return to_int8(means, self.low, self.high)[:, None]


def read(node: Node) -> Pooling:
    """Read either."""
    source, target = image(node, node.activation()), image(node, node.result())
    node.require(
        source.q == target.q and source.shape[3] == target.shape[3],
        "changes the scale or the channels",
    )
    kind = MaxPooling if node.kind == "MAX_POOL_2D" else AveragePooling
    return kind((source,), target, read_pool(node), *node.clamp(ACTIVATION))


def read_pool(node: Node) -> Window:
    """Read the window."""
    node.require(node.options is not None, "has no options")
    window = read_window(
        node,
        (node.number(HEIGHT, "window height"), node.number(WIDTH, "window width")),
        (node.number(STRIDE_Y, "stride"), node.number(STRIDE_X, "stride")),
        (1, 1),
        node.padding(PADDING),
    )
    node.require(window.kernel[0] * window.kernel[1] <= 2**15, "has too large a window", "pool in two steps")
    return window
