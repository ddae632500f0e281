"""Multilayer perceptrons: quantized to int8 here, then a graph like that of a `.tflite` file.

Weights are symmetric int8 with a scale for each neuron, activations int8 with a scale for each layer, taken from what
calibration samples reach. Quantization changes outputs a little: the class is scikit-learn's for most samples, not all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.allocate import allocate
from hardware_labs.compiler.c_layer import LARGEST_ARRAY
from hardware_labs.compiler.dense_layers import PROBABILITIES, DenseLayers
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64, Rounding, to_int8
from hardware_labs.compiler.graph import Graph, Int8, Quantization, Tensor
from hardware_labs.compiler.network import generate, write_source
from hardware_labs.compiler.sklearn.features import Features

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Float64 = NDArray[np.float64]
CUTS = 12  # limits of a neuron's weights that are tried, each the last one by the root of 2


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

    @property
    def ram(self) -> int:
        """Bytes of the input, the output and what is between them."""
        return allocate(self.graph).plan.size + self.graph.input.size + self.graph.output.size

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
        return write_source(generate(self.graph, Rounding.TFLM, lines, largest_array=LARGEST_ARRAY), folder)


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
    source = Tensor("x", (1, features.count), "int8", Quantization((scale,), (zero,)))
    layers = DenseLayers(source)
    reached = features.check(calibration).astype(np.float64)
    last = len(estimator.coefs_) - 1
    slope, offset = features.line
    first, start = estimator.coefs_[0], estimator.intercepts_[0]
    coefficients = [first * slope[:, None], *estimator.coefs_[1:]]
    intercepts = [start + offset @ first, *estimator.intercepts_[1:]]
    for number, (weights, bias) in enumerate(zip(coefficients, intercepts, strict=True)):
        rows = held(weights.T.astype(np.float64), reached)
        activation = estimator.activation if number < last else "identity"
        reached = layers.add(rows, bias.astype(np.float64), reached @ weights + bias, activation)
    if probabilities and hasattr(estimator, "classes_"):
        layers.add_probabilities()
    classes = tuple(str(label) for label in getattr(estimator, "classes_", ()))
    return Perceptron(features, Graph(tuple(layers.operators), (source,), (layers.tensor,)), classes)


def held(weights: Float64, x: Float64) -> Float64:
    """Return weights of shape (neurons, inputs) with each neuron's largest ones cut where int8 then errs least on x.

    A scaler makes the weight of a feature that hardly ever moves very large, and others would be rounded to nothing.
    """
    largest = np.maximum(np.abs(weights).max(axis=1), 2.0**-20)
    best, least = weights, np.full(len(weights), np.inf)
    for limit in (largest * 2.0 ** (-step / 2) for step in range(CUTS)):
        cut = np.clip(weights, -limit[:, None], limit[:, None])
        rounded = np.rint(cut * 127 / limit[:, None]) * limit[:, None] / 127
        error = ((x @ (rounded - weights).T) ** 2).mean(axis=0)
        best = np.where((error < least)[:, None], cut, best)
        least = np.minimum(error, least)
    return best
