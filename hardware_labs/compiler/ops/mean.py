"""MEAN over neighbouring dimensions, such as global average pooling."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding, multiply_twice_rounded, quantize_multiplier, to_int8
from hardware_labs.compiler.graph import Int8, Operator, Tensor
from hardware_labs.compiler.tflite.node import Node


@dataclass(frozen=True, eq=False)
class Mean(Operator):
    """Mean; the input counts as (outer, count, inner), and `count` goes.

    Attributes:
        outer: Product of the dimensions before the mean's.
        count: Product of the mean's dimensions.
        inner: Product of the dimensions after them.
    """

    outer: int
    count: int
    inner: int

    @property
    def factor(self) -> tuple[int, int]:
        """Input scale over output scale, divided by the count with as many bits as fit."""
        multiplier, shift = quantize_multiplier(self.inputs[0].q.scale / self.output.q.scale)
        bits = min(self.count.bit_length() - 1, 32, 31 + shift)
        return (multiplier << bits) // self.count, shift - bits

    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """Both runtimes round twice."""
        x = inputs[0].reshape(len(inputs[0]), self.outer, self.count, self.inner).astype(np.int64)
        sums = x.sum(axis=2) - self.inputs[0].q.zero_point * self.count
        means = multiply_twice_rounded(sums, *self.factor) + self.output.q.zero_point
        return to_int8(means).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """See runtime/mean.h."""
        c.include("mean.h")
        multiplier, shift = self.factor
        layer = c.struct(
            "mean",
            f"{{.outer = {self.outer}, .count = {self.count}, .inner = {self.inner}, "
            f".offset = {-self.inputs[0].q.zero_point * self.count}, .multiplier = {multiplier}, .shift = {shift}, "
            f".zero_point = {self.output.q.zero_point}}}",
        )
        return f"mean({layer}, x, y);"


def read(node: Node) -> Mean:
    """Read MEAN."""
    source, target = node.activation(), node.result()
    mean = Mean((source,), target, *read_extent(node, source, target))
    node.require(mean.count <= 2**15, f"is over {mean.count} values", "pool in two steps")
    node.require(256 * mean.count << max(0, mean.factor[1]) < 2**31, "has an input scale far above its output scale")
    return mean


def read_extent(node: Node, source: Tensor, target: Tensor) -> tuple[int, int, int]:
    """Return how many elements lie before the mean's dimensions, in them, and after them."""
    axes = node.axes(1, len(source.shape))
    node.require(bool(axes), "has no axes")
    first, last = axes[0], axes[-1]
    node.require(
        axes == tuple(range(first, last + 1)),
        f"has the axes {axes}, which are no neighbours",
        "take the mean in two layers",
    )
    outer, inner = prod(source.shape[:first]), prod(source.shape[last + 1 :])
    node.require(target.size == outer * inner, f"has an output of shape {target.shape}")
    return outer, prod(source.shape[first : last + 1]), inner
