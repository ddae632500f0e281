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
    types,
)
from hardware_labs.compiler.ops.floats import activation as float_activation
from hardware_labs.compiler.ops.floats import arithmetic as float_arithmetic
from hardware_labs.compiler.ops.floats import layers as float_layers
from hardware_labs.compiler.ops.floats import pooling as float_pooling
from hardware_labs.compiler.tflite.node import Node

Reader = Callable[[Node], Operator]

INT8: dict[str, Reader] = {
    "ADD": arithmetic.read,
    "AVERAGE_POOL_2D": pooling.read,
    "CONCATENATION": layout.read_concatenation,
    "CONV_2D": convolution.read,
    "DEPTHWISE_CONV_2D": depthwise.read,
    "DEQUANTIZE": types.read_dequantize,
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
FLOAT32: dict[str, Reader] = {
    "ADD": float_arithmetic.read,
    "AVERAGE_POOL_2D": float_pooling.read,
    "CONCATENATION": layout.read_concatenation,
    "CONV_2D": float_layers.read_convolution,
    "DEPTHWISE_CONV_2D": float_layers.read_depthwise,
    "FULLY_CONNECTED": float_layers.read_fully_connected,
    "LOGISTIC": float_activation.read,
    "MAX_POOL_2D": float_pooling.read,
    "MEAN": float_pooling.read_mean,
    "MUL": float_arithmetic.read,
    "PAD": layout.read_pad,
    "QUANTIZE": types.read_quantize,
    "RELU": float_activation.read,
    "RELU6": float_activation.read,
    "RESHAPE": layout.read_reshape,
    "SOFTMAX": float_activation.read,
    "TANH": float_activation.read,
}
KINDS = {**INT8, **FLOAT32}


def read_node(node: Node) -> Operator:
    """Read an operator by the type that it computes in, which its first input has."""
    floats = node.input(0).dtype == "float32" and node.kind in FLOAT32
    return (FLOAT32 if floats else INT8)[node.kind](node)
