"""CONCATENATION, PAD and RESHAPE: inputs moved, none computed."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Operator, Tensor, Values
from hardware_labs.compiler.ops.window import image
from hardware_labs.compiler.tflite.node import Node

CONCATENATION_AXIS, CONCATENATION_ACTIVATION = 0, 1  # fields of ConcatenationOptions


class Reshape(Operator):
    """RESHAPE: the same bytes under another shape."""

    @property
    def alias(self) -> bool:
        """Nothing moves."""
        return True

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Reshape."""
        return inputs[0].reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """Only where input and output both lie outside of the arena is there something to copy."""
        c.include("copy.h")
        return f"copy({_bytes('x', self.output)}, {self.output.bytes}, {_bytes('y', self.output)});"


@dataclass(frozen=True, eq=False)
class Concatenation(Operator):
    """CONCATENATION of tensors of one scale along an axis.

    Attributes:
        parts: What is joined; `inputs` has those that are no constants.
        axis: Along which.
    """

    parts: tuple[Tensor, ...]
    axis: int

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Join."""
        waiting = list(inputs)
        samples = len(inputs[0])
        arrays = [
            waiting.pop(0) if part.data is None else np.broadcast_to(part.data, (samples, *part.shape))
            for part in self.parts
        ]
        return np.concatenate(arrays, axis=self.axis + 1)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/copy.h and runtime/constant.h: a strided copy for each part."""
        c.include("copy.h")
        row = prod(self.output.shape[self.axis :])
        size = self.output.bytes // self.output.size
        names = iter(["x", *(f"x{index}" for index in range(2, len(self.inputs) + 1))])
        calls, start = [], 0
        for index, part in enumerate(self.parts):
            length = prod(part.shape[self.axis :])
            if part.data is None:
                copy, source = "copy_rows", _bytes(next(names), part)
            else:
                c.include("constant.h")
                values = np.ascontiguousarray(part.data).view(np.int8).ravel()
                copy, source = "copy_rows_from_flash", c.array("int8_t", values, f"part_{index}")
            calls.append(
                f"{copy}({source}, {length * size}, {self.output.size // row}, "
                f"{_bytes('y', part)} + {start * size}, {row * size});"
            )
            start += length
        return "\n    ".join(calls)


@dataclass(frozen=True, eq=False)
class Pad(Operator):
    """PAD of height and width by the zero point.

    Attributes:
        before: Rows above and columns left.
    """

    before: tuple[int, int]

    @property
    def zero(self) -> int:
        """What stands for zero; all bytes of a float zero are 0."""
        return self.output.q.zero_point if self.output.dtype == "int8" else 0

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Pad."""
        out = np.full((len(inputs[0]), *self.output.shape), self.zero, dtype=inputs[0].dtype)
        top, left = self.before
        _, height, width, _ = self.inputs[0].shape
        out[:, :, top : top + height, left : left + width] = inputs[0]
        return out

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/copy.h: fill, then a strided copy."""
        c.include("copy.h")
        _, height, width, channels = self.inputs[0].shape
        pixel = channels * self.output.bytes // self.output.size
        row = self.output.shape[2] * pixel
        start = self.before[0] * row + self.before[1] * pixel
        x, y = _bytes("x", self.output), _bytes("y", self.output)
        return (
            f"fill({self.zero}, {self.output.bytes}, {y});\n"
            f"    copy_rows({x}, {width * pixel}, {height}, {y} + {start}, {row});"
        )


def _bytes(name: str, tensor: Tensor) -> str:
    """Return an address as one of bytes."""
    return name if tensor.dtype == "int8" else f"({'' if name == 'y' else 'const '}int8_t *){name}"


def read_reshape(node: Node) -> Reshape:
    """Read RESHAPE; the output's own shape says what the second input repeats."""
    source, target = node.moved(), node.moved_result()
    node.require(
        source.size == target.size and source.quantization == target.quantization,
        f"turns the shape {source.shape} into {target.shape}",
    )
    return Reshape((source,), target)


def read_concatenation(node: Node) -> Concatenation:
    """Read CONCATENATION."""
    target = node.moved_result()
    inputs = tuple(node.moved(position) for position in range(len(node.inputs)))
    axis = node.options.int32(CONCATENATION_AXIS) if node.options else 0
    rank = len(target.shape)
    node.require(bool(inputs) and -rank <= axis < rank, f"has the axis {axis}")
    axis %= rank
    node.require(node.fused(CONCATENATION_ACTIVATION) == "NONE", "has a fused activation", "make it a layer")
    node.require(
        all(
            len(tensor.shape) == rank
            and tensor.shape[:axis] == target.shape[:axis]
            and tensor.shape[axis + 1 :] == target.shape[axis + 1 :]
            for tensor in inputs
        )
        and sum(tensor.shape[axis] for tensor in inputs) == target.shape[axis],
        f"has inputs of shapes {[tensor.shape for tensor in inputs]} for {target.shape}",
    )
    node.require(
        all(tensor.quantization == target.quantization for tensor in inputs),
        "has inputs of different scales",
        "quantize the model with a converter that equalizes them, as TensorFlow's does",
    )
    computed = tuple(tensor for tensor in inputs if tensor.data is None)
    if not computed:  # the operator will be folded
        bare = tuple(Tensor(each.name, each.shape, each.dtype, each.quantization) for each in inputs)
        return Concatenation(inputs, target, bare, axis)
    return Concatenation(computed, target, inputs, axis)


def read_pad(node: Node) -> Pad:
    """Read PAD."""
    source, target = image(node, node.moved()), image(node, node.moved_result())
    amounts = node.constant(1, "int32")
    assert amounts.data is not None
    node.require(amounts.data.size == 8, f"has paddings of shape {amounts.shape}")
    pads = [int(amount) for amount in amounts.data.ravel()]
    node.require(
        all(0 <= amount < 2**15 for amount in pads) and pads[:2] == [0, 0] and pads[6:] == [0, 0],
        f"has the paddings {pads}",
        "pad height and width only",
    )
    _, height, width, channels = source.shape
    expected = (1, height + pads[2] + pads[3], width + pads[4] + pads[5], channels)
    same = source.quantization == target.quantization
    node.require(target.shape == expected and same, f"has an output of shape {target.shape}")
    return Pad((source,), target, (pads[2], pads[4]))
