"""QUANTIZE and DEQUANTIZE between float32 and int8; weights in float16 become float32 here, before anything runs."""

from __future__ import annotations

import numpy as np

from hardware_labs.compiler.c_layer import CWriter, c_float
from hardware_labs.compiler.fixed_point import Rounding, to_int8
from hardware_labs.compiler.graph import Operator, Values
from hardware_labs.compiler.tflite.node import Node


class Quantize(Operator):
    """QUANTIZE: x / scale to nearest, halves away from zero."""

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """One division in float32."""
        q = self.output.q
        ratio = np.clip(inputs[0] / np.float32(q.scale), -1024, 1024).astype(np.float64)
        nearest = np.sign(ratio) * np.floor(np.abs(ratio) + 0.5)
        return to_int8((nearest + q.zero_point).astype(np.int64)).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_types.h."""
        c.include("float_types.h")
        q = self.output.q
        return f"quantize(x, {self.output.size}, {c_float(q.scale)}, {q.zero_point}, y);"


class Dequantize(Operator):
    """DEQUANTIZE: scale * (integer - zero point), rounded to float32."""

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """One product in float32."""
        if inputs[0].dtype == np.float16:
            return inputs[0].astype(np.float32).reshape(-1, *self.output.shape)
        q = self.inputs[0].q
        centred = (inputs[0].astype(np.int32) - q.zero_point).astype(np.float32)
        real: Values = centred * np.float32(q.scale)
        return real.reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/float_types.h."""
        c.include("float_types.h")
        q = self.inputs[0].q
        return f"dequantize(x, {self.output.size}, {c_float(q.scale)}, {q.zero_point}, y);"


def read_quantize(node: Node) -> Quantize:
    """Read QUANTIZE of float32."""
    source, target = node.floats(), node.result()
    node.require(source.size == target.size, f"turns the shape {source.shape} into {target.shape}")
    return Quantize((source,), target)


def read_dequantize(node: Node) -> Dequantize:
    """Read DEQUANTIZE of int8, or of constants in float16."""
    source = node.input(0)
    source = node.constant(0, "float16") if source.dtype == "float16" else node.activation()
    target = node.float_result()
    node.require(source.size == target.size, f"turns the shape {source.shape} into {target.shape}")
    return Dequantize((source,), target)
