"""CONV_2D: at every place of the window, a fully connected layer on the inputs that it covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Int8, Operator, Tensor
from hardware_labs.compiler.ops.channels import Channels, interleave, read_channels
from hardware_labs.compiler.ops.window import Window, c_window, image, read_window
from hardware_labs.compiler.tflite.node import Node

# fields of Conv2DOptions
PADDING, STRIDE_X, STRIDE_Y, ACTIVATION, DILATION_X, DILATION_Y = range(6)


@dataclass(frozen=True, eq=False)
class Convolution(Operator):
    """Convolution; its channels' weights are rows of (kernel height, kernel width, input channels)."""

    window: Window
    channels: Channels

    @property
    def macs(self) -> int:
        """One for each weight at each place."""
        return self.output.shape[1] * self.output.shape[2] * self.channels.weights.size

    @property
    def direct(self) -> bool:
        """Whether each window covers one input pixel, so that the inputs need no gathering."""
        sides = zip(self.output.shape[1:3], self.window.stride, self.inputs[0].shape[1:3], strict=True)
        inside = all((outputs - 1) * stride < inputs for outputs, stride, inputs in sides)
        return self.window.kernel == (1, 1) and self.window.before == (0, 0) and inside

    @property
    def scratch(self) -> int:
        """The inputs under one window."""
        return 0 if self.direct else self.channels.weights.shape[1]

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """Both runtimes round twice."""
        channels = self.channels
        # float64 holds these sums exactly: they fit int32
        x = inputs[0][:, 0].astype(np.float64) - channels.input_zero
        height, width = self.output.shape[1:3]
        kernel = channels.weights.reshape(-1, *self.window.kernel, x.shape[3]).astype(np.float64)
        sums = np.zeros((len(x), height, width, len(channels.weights)))
        for row, column, view in self.window.views(x, (height, width), 0):
            sums += view @ kernel[:, row, column].T
        return channels.requantize(sums.astype(np.int64) + channels.bias, twice=True)[:, None]

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/convolution.h."""
        c.include("convolution.h")
        layer = c.struct(
            "convolution",
            f"{{.window = {{{c_window(self.window, self.inputs[0], self.output)}}}, "
            f".input_zero = {self.channels.input_zero}, .channels = {{{self.channels.c_fields(c, twice=True)}}}, "
            f".outputs = {len(self.channels.weights)}}}",
        )
        weights = c.weights(interleave(self.channels.weights))
        return f"convolution({layer}, {weights}, x, {'0' if self.direct else 'scratch'}, y);"


def read(node: Node) -> Convolution:
    """Read CONV_2D."""
    weights = node.constant(1, "int8")
    source, target = image(node, node.activation()), image(node, node.result())
    window = read_kernel(node, weights, source, target)
    assert weights.data is not None
    rows = weights.data.reshape(weights.shape[0], -1)
    return Convolution((source,), target, window, read_channels(node, weights, 0, rows, node.clamp(ACTIVATION)))


def read_kernel(node: Node, weights: Tensor, source: Tensor, target: Tensor) -> Window:
    """Read the window of a layer with weights of (output channels, height, width, input channels)."""
    node.require(
        len(weights.shape) == 4 and weights.shape[3] == source.shape[3] and weights.shape[0] == target.shape[3],
        f"has weights of shape {weights.shape} for {source.shape[3]} input channels",
        "build the model without grouped convolution",
    )
    return read_window(
        node,
        (weights.shape[1], weights.shape[2]),
        (node.number(STRIDE_Y, "stride"), node.number(STRIDE_X, "stride")),
        (node.number(DILATION_Y, "dilation", 1), node.number(DILATION_X, "dilation", 1)),
        node.padding(PADDING),
    )
