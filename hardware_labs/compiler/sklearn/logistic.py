"""Logistic regression: one weighted sum a class, in bits of log2, so that powers of two make probabilities of it.

Weights are int16 at the finest scale for which all sums fit int32. Each score is off by at most
(0.5 * sum of the largest |x| + 0.5) / 2**bits; the class is scikit-learn's wherever it leads by twice as much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.model import Classifier
from hardware_labs.compiler.sklearn.powers import shares_below

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

INT16_MAX = 2**15 - 1
LARGEST_SCORE = 2**30 - 1  # the difference of two still fits int32
MOST_BITS = 24


@dataclass(frozen=True, eq=False)
class Logistic(Classifier):
    """Linear scores.

    Attributes:
        weights: int16 of shape (classes, features); of two classes only those of the second, whose score is
            compared with 0.
        biases: int32, one for each row of weights.
        bits: Scores are in units of 2**-bits bits.
    """

    weights: Int64
    biases: Int64
    bits: int

    @property
    def bound(self) -> float:
        """The most that a score may be off by, in bits."""
        largest = max(abs(self.features.low), abs(self.features.high))
        return (0.5 * self.features.count * largest + 0.5) / 2.0**self.bits

    def scores(self, x: NDArray[Any]) -> Int64:
        """Return one score a class, of shape (samples, classes)."""
        scores = self.features.check(x) @ self.weights.T + self.biases
        return np.column_stack([np.zeros_like(scores), scores]) if len(self.classes) == 2 else scores

    def run(self, x: NDArray[Any]) -> Int64:
        """The first of the classes with the largest score."""
        classes: Int64 = np.argmax(self.scores(x), axis=1)
        return classes

    def shares(self, x: NDArray[Any]) -> Int64:
        """The softmax of the scores."""
        scores = self.scores(x)
        return shares_below(scores.max(axis=1, keepdims=True) - scores, self.bits)

    def c_body(self, c: CWriter) -> str:
        """See runtime/weighted_sum.h."""
        for header in ("weighted_sum.h", "classes.h", *(["powers.h"] if self.probabilities else [])):
            c.include(header)
        c.layer = "class"
        weights = c.array("int16_t", self.weights.ravel(), "weights")
        biases = c.array("int32_t", self.biases, "biases")
        c.include("far_flash.h")
        first = 1 if len(self.classes) == 2 else 0
        lines = [
            "int32_t scores[MODEL_CLASSES] = {0};",
            f"for (uint8_t i = {first}; i < MODEL_CLASSES; i++)",
            f"    scores[i] = weighted_sum(&{weights}[MODEL_INPUTS * (i - {first})], x,"
            f" flash_read_int32(&{biases}[i - {first}]));",
            "const uint8_t best = first_largest(scores, MODEL_CLASSES);",
        ]
        if self.probabilities:
            lines += [
                "uint32_t below[MODEL_CLASSES];",
                "for (uint8_t i = 0; i < MODEL_CLASSES; i++) below[i] = (uint32_t)(scores[best] - scores[i]);",
                f"shares_below(below, MODEL_CLASSES, {self.bits}, probability);",
            ]
        return "\n".join(f"    {line}" for line in [*lines, "return best;"])


def convert_logistic(estimator: BaseEstimator, features: Features, *, probabilities: bool) -> Logistic:
    """Convert a fitted LogisticRegression or LogisticRegressionCV.

    Raises:
        CompileError: A coefficient is not finite, or no scale fits.
    """
    coefficients = np.asarray(estimator.coef_, dtype=np.float64) / math.log(2)
    intercepts = np.asarray(estimator.intercept_, dtype=np.float64) / math.log(2)
    if not (np.isfinite(coefficients).all() and np.isfinite(intercepts).all()):
        raise CompileError("A coefficient is not finite: fit the model again on readings without missing values.")
    if len(coefficients) > 1:
        # what all classes have in common decides nothing
        coefficients, intercepts = coefficients - coefficients.mean(axis=0), intercepts - intercepts.mean()
    largest = max(abs(features.low), abs(features.high))
    for bits in range(MOST_BITS, -1, -1):
        weights = np.rint(coefficients * 2.0**bits)
        biases = np.rint(intercepts * 2.0**bits)
        sums = np.abs(biases) + np.abs(weights).sum(axis=1) * largest
        if np.abs(weights).max() <= INT16_MAX and sums.max() <= LARGEST_SCORE:
            return Logistic(
                features=features,
                classes=tuple(str(label) for label in estimator.classes_),
                probabilities=probabilities,
                weights=weights.astype(np.int64),
                biases=biases.astype(np.int64),
                bits=bits,
            )
    raise CompileError(
        f"The largest coefficient, {np.abs(coefficients).max() * math.log(2):g}, leaves 16 bits or its sums 32: "
        "scale the features to a wider range before training."
    )
