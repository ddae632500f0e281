"""Dense layers of a trained float model, quantized to int8 operators by what calibration samples reach.

Weights are symmetric int8 with a scale for each neuron, activations int8 with a scale for each layer. Quantization
changes outputs a little.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64, Rounding, quantize_multiplier, to_int8
from hardware_labs.compiler.graph import Int8, Operator, Quantization, Tensor
from hardware_labs.compiler.ops.channels import INT32_MAX, Channels
from hardware_labs.compiler.ops.fully_connected import FullyConnected
from hardware_labs.compiler.ops.lookup import Lookup
from hardware_labs.compiler.ops.softmax import Softmax

Float64 = NDArray[np.float64]
CURVES: dict[str, tuple[Callable[[Float64], Float64], Quantization]] = {
    "tanh": (np.tanh, Quantization((1 / 128,), (0,))),
    "logistic": (lambda x: (1 + np.tanh(x / 2)) / 2, Quantization((1 / 256,), (-128,))),
}
PROBABILITIES = Quantization((1 / 256,), (-128,))


class DenseLayers:
    """Operators so far, and the tensor that the last one writes."""

    def __init__(self, tensor: Tensor) -> None:
        """Begin with the tensor that the first layer reads."""
        self.tensor = tensor
        self.operators: list[Operator] = []

    def add(self, weights: Float64, bias: Float64, sums: Float64, activation: str, name: str = "") -> Float64:
        """Add a layer.

        Args:
            weights: Of shape (neurons, inputs).
            bias: One for each neuron.
            sums: What calibration gives before the activation.
            activation: identity, relu, tanh or logistic.
            name: What it is called; else by its number.

        Returns:
            What the activation makes of the sums.

        Raises:
            CompileError: Sums that can leave int32.
        """
        source, number = self.tensor, len(self.operators)
        if activation == "relu":
            sums = np.maximum(sums, 0)
        target = Tensor(name or f"layer {number}", (*source.shape[:-1], len(weights)), "int8", range_of(sums))
        self.tensor = target
        self.operators.append(FullyConnected((source,), target, _channels(weights, bias, source, target, activation)))
        if activation in CURVES:
            return self.add_curve(activation, sums)
        return sums

    def add_probabilities(self) -> None:
        """Add a softmax, or of a single output a logistic function."""
        if self.tensor.shape[-1] == 1:
            self.add_curve("logistic", np.zeros(1))
        else:
            self.add_softmax()

    def add_softmax(self) -> None:
        """Add a softmax over the last dimension."""
        target = Tensor("probabilities", self.tensor.shape, "int8", PROBABILITIES)
        self.operators.append(Softmax((self.tensor,), target, 1.0))
        self.tensor = target

    def add_curve(self, activation: str, sums: Float64) -> Float64:
        """Add tanh or logistic as a table; return what it makes of the calibration's sums."""
        function, quantization = CURVES[activation]
        source = self.tensor
        target = Tensor(f"{source.name} {activation}", source.shape, "int8", quantization)

        def answer(x: Int64, rounding: Rounding) -> Int8:
            real = np.asarray(source.q.scale * (x - source.q.zero_point), dtype=np.float64)
            rounded: Int64 = np.rint(function(real) / quantization.scale).astype(np.int64)
            return to_int8(rounded + quantization.zero_point)

        self.operators.append(Lookup((source,), target, activation.capitalize(), answer))
        self.tensor = target
        return function(sums)


def range_of(values: Float64) -> Quantization:
    """Return the scale and zero point that cover values and 0."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    scale = max((high - low) / 255, 2.0**-20)
    return Quantization((scale,), (round(-128 - low / scale),))


def _channels(weights: Float64, bias: Float64, source: Tensor, target: Tensor, activation: str) -> Channels:
    scales: Float64 = np.maximum(np.abs(weights).max(axis=1), 2.0**-20) / 127
    rows = np.rint(weights / scales[:, None]).astype(np.int8)
    biases = np.rint(bias / (scales * source.q.scale))
    factors = [quantize_multiplier(source.q.scale * scale / target.q.scale) for scale in scales]
    multiplier, shift = (np.array(column, dtype=np.int64) for column in zip(*factors, strict=True))
    largest = np.abs(biases) + 512 * np.abs(rows.astype(np.int64)).sum(axis=1)
    if (largest * 2.0 ** np.clip(shift, 0, 31) > INT32_MAX).any():
        raise CompileError(f"The sums of {target.name!r} can leave int32: make the layer narrower or its bias smaller.")
    zero = target.q.zero_point
    low = zero if activation == "relu" else -128
    return Channels(rows, biases.astype(np.int64), multiplier, shift, source.q.zero_point, zero, low, 127)
