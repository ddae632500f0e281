"""Which file of `ops/` reads which operator."""

from __future__ import annotations

from collections.abc import Callable

from hardware_labs.compiler.graph import Operator
from hardware_labs.compiler.ops import (
    arithmetic,
    convolution,
    depthwise,
    fully_connected,
    layout,
    lookup,
    mean,
    pooling,
    softmax,
)
from hardware_labs.compiler.tflite.node import Node


def _only_at_the_edges(node: Node) -> Operator:
    raise node.refuse("lies inside of the model", "convert the model fully to int8, without float layers")


READERS: dict[str, Callable[[Node], Operator]] = {
    "ADD": arithmetic.read,
    "AVERAGE_POOL_2D": pooling.read,
    "CONCATENATION": layout.read_concatenation,
    "CONV_2D": convolution.read,
    "DEPTHWISE_CONV_2D": depthwise.read,
    "DEQUANTIZE": _only_at_the_edges,
    "FULLY_CONNECTED": fully_connected.read,
    "LOGISTIC": lookup.read,
    "MAX_POOL_2D": pooling.read,
    "MEAN": mean.read,
    "MUL": arithmetic.read,
    "PAD": layout.read_pad,
    "QUANTIZE": lookup.read,
    "RELU": lookup.read,
    "RELU6": lookup.read,
    "RESHAPE": layout.read_reshape,
    "SOFTMAX": softmax.read,
    "TANH": lookup.read,
}
