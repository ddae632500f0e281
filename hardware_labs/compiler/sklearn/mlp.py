"""Multilayer perceptrons: quantized to int8 here, then a graph like that of a `.tflite` file.

Weights are symmetric int8 with a scale for each neuron, activations int8 with a scale for each layer, taken from what
calibration samples reach. Quantization changes outputs a little: the class is scikit-learn's for most samples, not all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64, Rounding, quantize_multiplier, to_int8
from hardware_labs.compiler.graph import Graph, Int8, Operator, Quantization, Tensor
from hardware_labs.compiler.network import generate, write_source
from hardware_labs.compiler.ops.channels import INT32_MAX, Channels
from hardware_labs.compiler.ops.fully_connected import FullyConnected
from hardware_labs.compiler.ops.lookup import Lookup
from hardware_labs.compiler.ops.softmax import Softmax
from hardware_labs.compiler.sklearn.features import Features

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Float64 = NDArray[np.float64]
CURVES: dict[str, tuple[Callable[[Float64], Float64], Quantization]] = {
    "tanh": (np.tanh, Quantization((1 / 128,), (0,))),
    "logistic": (lambda x: 1 / (1 + np.exp(-x)), Quantization((1 / 256,), (-128,))),
}
PROBABILITIES = Quantization((1 / 256,), (-128,))


@dataclass(frozen=True)
class Perceptron:
    """A compiled perceptron; model_predict takes and gives int8.

    Attributes:
        features: What it is asked.
        graph: Its layers.
        classes: Names of the classes; empty for a regressor.
    """

    features: Features
    graph: Graph
    classes: tuple[str, ...]

    @property
    def flash(self) -> int:
        """Bytes of constants."""
        return sum(generate(self.graph, Rounding.TFLM, []).layers.values())

    def inputs(self, x: NDArray[Any]) -> Int8:
        """Return integers of shape (samples, features) as the int8 that model_predict takes."""
        q = self.graph.input.q
        scaled = np.rint(self.features.check(x) / q.scale).astype(np.int64) + q.zero_point
        return to_int8(scaled)[:, None]

    def outputs(self, x: NDArray[Any]) -> Int8:
        """Return what model_predict gives, of shape (samples, outputs)."""
        return self.graph.run(Rounding.TFLM, self.inputs(x))[:, 0]

    def run(self, x: NDArray[Any]) -> Int64 | Float64:
        """Return the index of the class of each sample, or a regressor's numbers."""
        y, q = self.outputs(x).astype(np.int64), self.graph.output.q
        if not self.classes:
            return np.asarray(q.scale * (y[:, 0] - q.zero_point), dtype=np.float64)
        if y.shape[1] > 1:
            return np.asarray(y.argmax(axis=1), dtype=np.int64)
        half = 0 if q == PROBABILITIES else q.zero_point
        return np.asarray(y[:, 0] > half, dtype=np.int64)

    def write(self, folder: Path, provenance: Sequence[str] = ()) -> list[Path]:
        """Write model.h, model.c and the kernels that they include into a folder; return the paths."""
        lines = provenance or ["A scikit-learn perceptron, quantized to int8."]
        return write_source(generate(self.graph, Rounding.TFLM, lines), folder)


def convert_mlp(
    estimator: BaseEstimator, features: Features, *, calibration: NDArray[Any] | None, probabilities: bool
) -> Perceptron:
    """Quantize a fitted MLPClassifier or MLPRegressor.

    Raises:
        CompileError: There are no calibration samples, several labels at once, or weights that leave int32.
    """
    name = type(estimator).__name__
    if calibration is None or not len(calibration):
        raise CompileError(f"{name} is quantized to int8: give calibration=, some of the samples that it is for.")
    if estimator.out_activation_ == "logistic" and estimator.n_outputs_ > 1:
        raise CompileError(f"This {name} gives {estimator.n_outputs_} labels at once: fit and compile one for each.")
    if estimator.out_activation_ not in ("identity", "softmax", "logistic"):
        raise CompileError(f"This {name} ends in {estimator.out_activation_!r}: train it with the squared error.")
    if not all(np.isfinite(values).all() for values in (*estimator.coefs_, *estimator.intercepts_)):
        raise CompileError("A weight is not finite: fit the model again on readings without missing values.")
    width = features.high - features.low
    scale = 1.0 if width <= 255 else width / 255
    zero = -128 - round(features.low / scale)
    if not -128 <= zero <= 127:
        raise CompileError(
            f"The input range {features.low} to {features.high} does not hold 0: subtract a number before training."
        )
    layers = _Layers(Tensor("x", (1, features.count), "int8", Quantization((scale,), (zero,))))
    reached = features.check(calibration).astype(np.float64)
    last = len(estimator.coefs_) - 1
    for number, (weights, bias) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True)):
        reached = reached @ weights + bias
        activation = estimator.activation if number < last else "identity"
        reached = layers.add(weights.T.astype(np.float64), bias.astype(np.float64), reached, activation)
    if probabilities and hasattr(estimator, "classes_"):
        layers.add_probabilities()
    classes = tuple(str(label) for label in getattr(estimator, "classes_", ()))
    return Perceptron(features, Graph(tuple(layers.operators), layers.input, layers.tensor), classes)


class _Layers:
    """Operators so far, and the tensor that the last one writes."""

    def __init__(self, tensor: Tensor) -> None:
        self.input = self.tensor = tensor
        self.operators: list[Operator] = []

    def add(self, weights: Float64, bias: Float64, sums: Float64, activation: str) -> Float64:
        """Add a layer; return what its activation makes of the calibration's sums."""
        source, number = self.tensor, len(self.operators)
        if activation == "relu":
            sums = np.maximum(sums, 0)
        target = Tensor(f"layer {number}", (1, len(weights)), "int8", range_of(sums))
        self.tensor = target
        self.operators.append(FullyConnected((source,), target, _channels(weights, bias, source, target, activation)))
        if activation in CURVES:
            return self._add_curve(activation, sums)
        return sums

    def add_probabilities(self) -> None:
        """Add a softmax, or of a single output a logistic function."""
        if self.tensor.size == 1:
            self._add_curve("logistic", np.zeros(1))
            return
        target = Tensor("probabilities", self.tensor.shape, "int8", PROBABILITIES)
        self.operators.append(Softmax((self.tensor,), target, 1.0))
        self.tensor = target

    def _add_curve(self, activation: str, sums: Float64) -> Float64:
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
