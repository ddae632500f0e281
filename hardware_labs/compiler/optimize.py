"""Rewrites of a graph that leave its outputs as they are, bit for bit."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph, Operator
from hardware_labs.compiler.ops.arithmetic import Arithmetic
from hardware_labs.compiler.ops.convolution import Convolution
from hardware_labs.compiler.ops.depthwise import DepthwiseConvolution
from hardware_labs.compiler.ops.floats.activation import FloatClamp
from hardware_labs.compiler.ops.floats.arithmetic import FloatArithmetic
from hardware_labs.compiler.ops.floats.layers import FloatConvolution, FloatLayer
from hardware_labs.compiler.ops.floats.pooling import FloatPooling
from hardware_labs.compiler.ops.fully_connected import FullyConnected
from hardware_labs.compiler.ops.layout import Pad
from hardware_labs.compiler.ops.lookup import INPUTS, Lookup, compose
from hardware_labs.compiler.ops.pooling import Pooling

Sliding = TypeVar("Sliding", Convolution, DepthwiseConvolution, FloatConvolution)
HELD = FloatLayer | FloatArithmetic | FloatPooling | FloatClamp  # what keeps its outputs inside a range of its own


def optimize(graph: Graph, rounding: Rounding) -> Graph:
    """Fuse neighbours where one operator does the work of two, until none are left."""
    operators = list(graph.operators)
    while _fuse_once(operators, graph, rounding):
        pass
    return replace(graph, operators=tuple(operators))


def _fuse_once(operators: list[Operator], graph: Graph, rounding: Rounding) -> bool:
    for place, operator in enumerate(operators):
        readers = [other for other in operators if operator.output in other.inputs]
        if len(readers) != 1 or operator.output in graph.outputs or readers[0].inputs.count(operator.output) != 1:
            continue
        fused = _fused(operator, readers[0], rounding)
        if fused:
            # the earlier one's inputs are ready at the later one's place too
            operators[operators.index(readers[0])] = fused
            del operators[place]
            return True
    return False


def _fused(first: Operator, second: Operator, rounding: Rounding) -> Operator | None:
    """Return the one operator that does what two in a row do, if there is one."""
    if isinstance(first, Pad) and isinstance(second, Convolution):
        return _padded(first, second)
    if isinstance(first, Pad) and isinstance(second, DepthwiseConvolution):
        return _padded(first, second)
    if isinstance(first, Pad) and isinstance(second, FloatConvolution):
        return _padded(first, second)
    if isinstance(first, HELD) and isinstance(second, FloatClamp):
        low, high = (min(max(end, second.low), second.high) for end in (first.low, first.high))
        return replace(first, output=second.output, low=low, high=high)
    if isinstance(first, Lookup) and isinstance(second, Lookup):
        return compose(first, second)
    if isinstance(second, Lookup):
        return _clamped(first, second, rounding)
    return None


def _padded(pad: Pad, layer: Sliding) -> Sliding:
    """The padding is the layer's own: both stand for a real zero."""
    top, left = layer.window.before
    window = replace(layer.window, before=(top + pad.before[0], left + pad.before[1]))
    return replace(layer, inputs=pad.inputs, window=window)


def _clamped(first: Operator, second: Lookup, rounding: Rounding) -> Operator | None:
    """A table that only cuts off is a fused activation: a ReLU at an unchanged scale, or no change at all."""
    if {second.inputs[0].dtype, second.output.dtype} != {"int8"}:
        return None
    table = second.table(rounding).astype(np.int64)
    low, high = int(table.min()), int(table.max())
    if not np.array_equal(table, np.clip(INPUTS, low, high)):
        return None
    if isinstance(first, Convolution | DepthwiseConvolution | FullyConnected):
        cut = first.channels
        cut = replace(cut, low=_clip(cut.low, low, high), high=_clip(cut.high, low, high))
        return replace(first, output=second.output, channels=cut)
    if isinstance(first, Arithmetic | Pooling):
        ends = _clip(first.low, low, high), _clip(first.high, low, high)
        return replace(first, output=second.output, low=ends[0], high=ends[1])
    return None


def _clip(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
