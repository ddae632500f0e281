"""CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter, c_float
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Operator, Tensor, Values
from hardware_labs.compiler.ops import convolution, depthwise, fully_connected
from hardware_labs.compiler.ops.window import Window, c_window, image
from hardware_labs.compiler.tflite.node import Node


@dataclass(frozen=True, eq=False)
class FloatLayer(Operator):
    """A sum for each output channel.

    Attributes:
        weights: float32 of shape (channels, terms of a channel's sum).
        bias: float32 for each channel.
        low: Smallest output, from the fused activation.
        high: Largest output.
    """

    weights: Values
    bias: Values
    low: float
    high: float

    def finish(self, sums: Values) -> Values:
        """Return outputs for sums of shape (..., channels)."""
        held: Values = np.clip(sums + self.bias, np.float32(self.low), np.float32(self.high))
        return held

    def c_rows(self, c: CWriter) -> str:
        """Declare each channel's weights with its bias behind them; return their address."""
        return c.floats(np.column_stack([self.weights, self.bias]).astype(np.float32).ravel())

    @property
    def c_range(self) -> str:
        """The range of the outputs as two arguments."""
        return f"{c_float(self.low)}, {c_float(self.high)}"


@dataclass(frozen=True, eq=False)
class FloatFullyConnected(FloatLayer):
    """Fully connected layer, applied to each row of the input's last dimensions."""

    @property
    def rows(self) -> int:
        """Number of input vectors."""
        return self.inputs[0].size // int(self.weights.shape[1])

    @property
    def macs(self) -> int:
        """One for each weight and row."""
        return self.rows * self.weights.size

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Term by term."""
        x = inputs[0].reshape(len(inputs[0]), self.rows, -1)
        sums = np.zeros((*x.shape[:2], len(self.weights)), dtype=np.float32)
        for term in range(x.shape[2]):
            sums += x[..., term, None] * self.weights[:, term]
        return self.finish(sums).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_dense.h."""
        c.include("float_dense.h")
        outputs, terms = self.weights.shape
        return f"float_dense({self.c_rows(c)}, x, {self.rows}, {terms}, y, {outputs}, {self.c_range});"


@dataclass(frozen=True, eq=False)
class FloatConvolution(FloatLayer):
    """Convolution; its channels' weights are rows of (kernel height, kernel width, input channels).

    Attributes:
        window: Where the kernel lies.
        depth_multiplier: 0, or in a depthwise one, the output channels for each input channel.
    """

    window: Window
    depth_multiplier: int = 0

    @property
    def macs(self) -> int:
        """One for each weight at each place."""
        return self.output.shape[1] * self.output.shape[2] * self.weights.size

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Point by point of the window, channel by channel; what lies outside of the image adds nothing."""
        x = inputs[0][:, 0]
        size = (self.output.shape[1], self.output.shape[2])
        kernel = self.weights.reshape(len(self.weights), *self.window.kernel, -1)
        sums = np.zeros((len(x), *size, len(self.weights)), dtype=np.float32)
        for row, column, view in self.window.views(x, size, 0):
            if self.depth_multiplier:
                sums += np.repeat(view, self.depth_multiplier, axis=-1) * kernel[:, row, column, 0]
                continue
            for channel in range(x.shape[3]):
                sums += view[..., channel, None] * kernel[:, row, column, channel]
        return self.finish(sums)[:, None]

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_convolution.h."""
        c.include("float_convolution.h")
        layer = c.struct(
            "float_convolution",
            f"{{.window = {{{c_window(self.window, self.inputs[0], self.output)}}}, "
            f".outputs = {len(self.weights)}, .depth_multiplier = {self.depth_multiplier}}}",
        )
        return f"float_convolution({layer}, {self.c_rows(c)}, x, y, {self.c_range});"


class FloatDepthwiseConvolution(FloatConvolution):
    """Depthwise convolution; its channels' weights are rows of (kernel height, kernel width)."""


def read_fully_connected(node: Node) -> FloatFullyConnected:
    """Read FULLY_CONNECTED."""
    weights, source, target = _weights(node), node.floats(), node.float_result()
    fully_connected.check(node, weights, source, target)
    assert weights.data is not None
    clamp = node.float_clamp(fully_connected.ACTIVATION)
    return FloatFullyConnected((source,), target, weights.data, _bias(node, len(weights.data)), *clamp)


def read_convolution(node: Node) -> FloatConvolution:
    """Read CONV_2D."""
    weights, source, target = _weights(node), image(node, node.floats()), image(node, node.float_result())
    window = convolution.read_kernel(node, weights, source, target)
    assert weights.data is not None
    rows = weights.data.reshape(weights.shape[0], -1)
    clamp = node.float_clamp(convolution.ACTIVATION)
    return FloatConvolution((source,), target, rows, _bias(node, len(rows)), *clamp, window)


def read_depthwise(node: Node) -> FloatDepthwiseConvolution:
    """Read DEPTHWISE_CONV_2D."""
    weights, source, target = _weights(node), image(node, node.floats()), image(node, node.float_result())
    window, multiplier = depthwise.read_kernel(node, weights, source, target)
    assert weights.data is not None
    rows = weights.data.reshape(-1, weights.shape[3]).T
    clamp = node.float_clamp(depthwise.ACTIVATION)
    return FloatDepthwiseConvolution((source,), target, rows, _bias(node, len(rows)), *clamp, window, multiplier)


def _weights(node: Node) -> Tensor:
    node.require(
        node.input(1).dtype != "int8",
        "has int8 weights and float32 inputs (dynamic range quantization)",
        "convert the model with a representative data set (then it is int8), or without optimizations (float32)",
    )
    return node.constant(1, "float32")


def _bias(node: Node, count: int) -> Values:
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return np.zeros(count, dtype=np.float32)
    data = node.constant(2, "float32").data
    assert data is not None
    node.require(data.size == count, f"has {data.size} biases for {count} channels")
    return data.ravel()
