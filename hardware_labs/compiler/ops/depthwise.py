"""DEPTHWISE_CONV_2D: one small convolution for each channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Int8, Operator, Tensor
from hardware_labs.compiler.ops.channels import Channels, read_channels
from hardware_labs.compiler.ops.convolution import Convolution
from hardware_labs.compiler.ops.window import Window, c_window, image, read_window
from hardware_labs.compiler.tflite.node import Node

# fields of DepthwiseConv2DOptions
PADDING, STRIDE_X, STRIDE_Y, MULTIPLIER, ACTIVATION, DILATION_X, DILATION_Y = range(7)
LARGEST_WINDOW = 255  # points that a kernel counts in a byte


@dataclass(frozen=True, eq=False)
class DepthwiseConvolution(Operator):
    """Depthwise convolution; its channels' weights are rows of (kernel height, kernel width).

    Attributes:
        window: Where the kernel lies.
        channels: One for each output channel; output channel n reads input channel n // depth_multiplier.
        depth_multiplier: Output channels for each input channel.
    """

    window: Window
    channels: Channels
    depth_multiplier: int

    @property
    def macs(self) -> int:
        """One for each weight at each place."""
        return self.output.shape[1] * self.output.shape[2] * self.channels.weights.size

    @property
    def scratch(self) -> int:
        """One pixel of zero points, which stands for all those outside of the input."""
        return self.inputs[0].shape[3]

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """Both runtimes round twice."""
        channels = self.channels
        x = inputs[0][:, 0].astype(np.float64) - channels.input_zero
        height, width = self.output.shape[1:3]
        kernel = channels.weights.reshape(-1, *self.window.kernel).astype(np.float64)
        sums = np.zeros((len(x), height, width, len(channels.weights)))
        for row, column, view in self.window.views(x, (height, width), 0):
            sums += np.repeat(view, self.depth_multiplier, axis=-1) * kernel[:, row, column]
        return channels.requantize(sums.astype(np.int64) + channels.bias, twice=True)[:, None]

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/depthwise.h, which reads the weights point by point."""
        c.include("depthwise.h")
        channels = self.channels.c_fields(c, twice=True, sparse=False)
        layer = c.struct(
            "depthwise",
            f"{{.window = {{{c_window(self.window, self.inputs[0], self.output)}}}, "
            f".input_zero = {self.channels.input_zero}, .channels = {{{channels}}}, "
            f".depth_multiplier = {self.depth_multiplier}}}",
        )
        weights = c.weights(self.channels.weights.T.ravel())
        return f"depthwise({layer}, {weights}, x, scratch, y);"


def read(node: Node) -> Operator:
    """Read DEPTHWISE_CONV_2D; with one input channel it is a plain convolution."""
    weights = node.constant(1, "int8")
    source, target = image(node, node.activation()), image(node, node.result())
    window, multiplier = read_kernel(node, weights, source, target)
    assert weights.data is not None
    rows = weights.data.reshape(-1, weights.shape[3]).T
    node.require(len(rows[0]) <= LARGEST_WINDOW, f"has a window of {len(rows[0])} points", "use a smaller kernel")
    channels = read_channels(node, weights, 3, rows, node.clamp(ACTIVATION))
    if source.shape[3] == 1:
        return Convolution((source,), target, window, channels)
    return DepthwiseConvolution((source,), target, window, channels, multiplier)


def read_kernel(node: Node, weights: Tensor, source: Tensor, target: Tensor) -> tuple[Window, int]:
    """Read the window and the depth multiplier of a layer with weights of (1, height, width, output channels)."""
    multiplier = node.number(MULTIPLIER, "depth multiplier")
    node.require(
        len(weights.shape) == 4
        and weights.shape[0] == 1
        and weights.shape[3] == target.shape[3] == source.shape[3] * multiplier,
        f"has weights of shape {weights.shape} for {source.shape[3]} input channels",
    )
    window = read_window(
        node,
        (weights.shape[1], weights.shape[2]),
        (node.number(STRIDE_Y, "stride"), node.number(STRIDE_X, "stride")),
        (node.number(DILATION_Y, "dilation", 1), node.number(DILATION_X, "dilation", 1)),
        node.padding(PADDING),
    )
    return window, multiplier
