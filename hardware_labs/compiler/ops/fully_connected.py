"""FULLY_CONNECTED: every output is a weighted sum of all inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Int8, Operator, Tensor
from hardware_labs.compiler.ops.channels import Channels, interleave, read_channels
from hardware_labs.compiler.tflite.node import Node

# fields of FullyConnectedOptions
ACTIVATION, WEIGHTS_FORMAT = 0, 1


@dataclass(frozen=True, eq=False)
class FullyConnected(Operator):
    """Fully connected layer, applied to each row of the input's last dimensions."""

    channels: Channels

    @property
    def rows(self) -> int:
        """Number of input vectors."""
        return self.inputs[0].size // int(self.channels.weights.shape[1])

    @property
    def macs(self) -> int:
        """One for each weight and row."""
        return self.rows * self.channels.weights.size

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """LiteRT rounds once here."""
        channels = self.channels
        x = inputs[0].reshape(len(inputs[0]), self.rows, -1).astype(np.float64) - channels.input_zero
        sums = (x @ channels.weights.T.astype(np.float64)).astype(np.int64) + channels.bias
        return channels.requantize(sums, twice=self.twice(rounding)).reshape(-1, *self.output.shape)

    def twice(self, rounding: Rounding) -> bool:
        """Tell whether outputs are rounded twice."""
        return rounding is Rounding.TFLM

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/dense.h."""
        c.include("dense.h")
        outputs, terms = self.channels.weights.shape
        layer = c.struct("channels", f"{{{self.channels.c_fields(c, twice=self.twice(rounding))}}}")
        weights = c.weights(interleave(self.channels.weights))
        call = f"dense({layer}, {weights}, x{{0}}, {terms}, y{{1}}, {outputs});"
        if self.rows == 1:
            return call.format("", "")
        row = call.format(f" + row * {terms}", f" + row * {outputs}")
        return f"for (uint16_t row = 0; row < {self.rows}; row++) {row}"


def read(node: Node) -> FullyConnected:
    """Read FULLY_CONNECTED."""
    weights = node.constant(1, "int8")
    source, target = node.activation(), node.result()
    check(node, weights, source, target)
    assert weights.data is not None
    channels = read_channels(node, weights, 0, weights.data, node.clamp(ACTIVATION))
    return FullyConnected((source,), target, channels)


def check(node: Node, weights: Tensor, source: Tensor, target: Tensor) -> None:
    """Refuse weights that do not suit input and output, and shuffled ones."""
    node.require(
        len(weights.shape) == 2
        and source.size % weights.shape[1] == 0
        and target.size == source.size // weights.shape[1] * weights.shape[0],
        f"has weights of shape {weights.shape} for an input of shape {source.shape}",
    )
    node.require(
        node.options is None or node.options.uint8(WEIGHTS_FORMAT) == 0,
        "has shuffled weights",
        "convert the model without that option",
    )
