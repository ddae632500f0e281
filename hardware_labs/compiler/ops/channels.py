"""What convolutions and fully connected layers share: a sum for each output channel, and how it becomes int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Int64, multiply, quantize_multiplier, to_int8
from hardware_labs.compiler.graph import Int8, Tensor
from hardware_labs.compiler.tflite.node import Node

INT32_MAX = 2**31 - 1
BLOCK = 4  # output channels that a kernel sums side by side


@dataclass(frozen=True, eq=False)
class Channels:
    """Weights and scales of a layer's output channels.

    Attributes:
        weights: int8 of shape (channels, terms of a channel's sum).
        bias: int32 for each channel, what the file has.
        multiplier: For each channel; with `shift` the factor of input and weight scale over output scale.
        shift: For each channel.
        input_zero: The input's zero point.
        output_zero: The output's zero point.
        low: Smallest output, from the fused activation.
        high: Largest output.
    """

    weights: Int8
    bias: Int64
    multiplier: Int64
    shift: Int64
    input_zero: int
    output_zero: int
    low: int
    high: int

    @property
    def folded_bias(self) -> Int64:
        """The bias less what the input's zero point adds to each sum, so that kernels multiply plain inputs."""
        totals: Int64 = self.weights.sum(axis=1, dtype=np.int64)
        return self.bias - self.input_zero * totals

    def requantize(self, sums: Int64, *, twice: bool) -> Int8:
        """Return outputs for sums of shape (..., channels), the bias in them."""
        scaled = multiply(sums, self.multiplier, self.shift, twice=twice)
        return to_int8(scaled + self.output_zero, self.low, self.high)

    def c_fields(self, c: CWriter, *, twice: bool, sparse: bool = True) -> str:
        """Return the initializers of `struct channels` (runtime/channels.h).

        Args:
            c: Where the constants are declared.
            twice: Whether outputs are rounded twice.
            sparse: Whether an AVR's kernel counts inputs from -128 (runtime/dot_sparse_avr.h).
        """
        totals: Int64 = self.weights.sum(axis=1, dtype=np.int64)
        scales = c.scales(self.folded_bias, 128 * totals if sparse else 0 * totals, self.multiplier)
        shifts = c.array("int8_t", self.shift, "shifts")
        return (
            f".scales = {scales}, .shifts = {shifts}, .zero_point = {self.output_zero}, .low = {self.low}, "
            f".high = {self.high}, .round_twice = {int(twice)}, .enlarges = {int(self.shift.max() >= 0)}"
        )


def read_channels(node: Node, weights: Tensor, axis: int, rows: NDArray[np.int8], clamp: tuple[int, int]) -> Channels:
    """Read the scales and the bias (input 2, may be left out) of a layer.

    Args:
        node: The layer.
        weights: Its weights as the file has them.
        axis: The axis of the output channels in them.
        rows: The weights of shape (channels, terms).
        clamp: The range that the fused activation leaves.
    """
    source, target = node.activation(), node.result()
    count = len(rows)
    q = weights.quantization
    if q is None or len(q.scales) not in (1, count) or (len(q.scales) > 1 and q.axis != axis):
        raise node.refuse(f"has weights {weights.name!r} without a scale for each channel", "convert the model again")
    node.require(
        not any(q.zero_points),
        f"has weights {weights.name!r} with a zero point",
        "convert the model with symmetric weights, as the converter's int8 quantization does",
    )
    bias = np.zeros(count, dtype=np.int64)
    if len(node.inputs) > 2 and node.inputs[2] is not None:
        tensor = node.constant(2, "int32")
        assert tensor.data is not None
        node.require(tensor.data.size == count, f"has {tensor.data.size} biases for {count} channels")
        bias = tensor.data.ravel().astype(np.int64)
    scales = q.scales * count if len(q.scales) == 1 else q.scales
    factors = [quantize_multiplier(source.q.scale * scale / target.q.scale) for scale in scales]
    multiplier, shift = (np.array(column, dtype=np.int64) for column in zip(*factors, strict=True))
    channels = Channels(rows, bias, multiplier, shift, source.q.zero_point, target.q.zero_point, clamp[0], clamp[1])
    # the largest any partial sum can be, in any order, shifted left as far as a factor above 1 asks for
    largest = np.abs(channels.folded_bias) + np.abs(bias) + 256 * np.abs(rows.astype(np.int64)).sum(axis=1)
    node.require(
        bool((largest << np.clip(shift, 0, 31) <= INT32_MAX).all()),
        "has sums that can leave int32",
        "make the layer narrower or its bias smaller",
    )
    return channels


def interleave(rows: Int8) -> Int8:
    """Return weights in the order in which kernels read them: blocks of four channels term by term, then the rest."""
    whole = len(rows) // BLOCK * BLOCK
    blocks = rows[:whole].reshape(-1, BLOCK, rows.shape[1]).transpose(0, 2, 1)
    return np.concatenate([blocks.ravel(), rows[whole:].ravel()])
