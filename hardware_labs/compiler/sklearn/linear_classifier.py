"""Classifiers by one weighted sum a class: logistic regression and its relatives, naive Bayes of counts and of bits.

Scores are in bits of log2, so that powers of two make probabilities of them. Weights are int16 at the finest scale for
which all sums fit int32. Each score is off by at most (0.5 * sum of the largest |x| + 0.5) / 2**bits; the class is
scikit-learn's wherever it leads by twice as much.
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
from hardware_labs.compiler.sklearn.pipeline import Float64
from hardware_labs.compiler.sklearn.powers import shares_below
from hardware_labs.compiler.sklearn.prediction import Work

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

# the softmax of these scores is scikit-learn's predict_proba; of others it is not
SOFTMAX = (
    "LogisticRegression",
    "LogisticRegressionCV",
    "LinearDiscriminantAnalysis",
    "MultinomialNB",
    "ComplementNB",
    "BernoulliNB",
)
MARGINS = ("LinearSVC", "Perceptron", "RidgeClassifier", "RidgeClassifierCV", "SGDClassifier")
KINDS = (*SOFTMAX, *MARGINS)
INT16_MAX = 2**15 - 1
LARGEST_SCORE = 2**30 - 1  # the difference of two still fits int32
MOST_BITS = 24


@dataclass(frozen=True, eq=False)
class LinearClassifier(Classifier):
    """Linear scores.

    Attributes:
        weights: int16 of shape (classes, features); of two classes only those of the second, whose score is
            compared with 0.
        biases: int32, one for each row of weights.
        bits: Scores are in units of 2**-bits bits.
        thresholds: Where given, a feature counts as 1 above its threshold and as 0 elsewhere.
    """

    weights: Int64
    biases: Int64
    bits: int
    thresholds: Int64 | None = None

    @property
    def bound(self) -> float:
        """The most that a score may be off by, in bits."""
        return (0.5 * self.features.count * _largest(self.features, self.thresholds) + 0.5) / 2.0**self.bits

    @property
    def macs(self) -> int:
        """One for each weight."""
        return self.weights.size

    @property
    def locals(self) -> int:
        """The scores, and what probabilities are made from."""
        bits = 0 if self.thresholds is None else self.features.count * self.features.size
        return bits + len(self.classes) * (8 if self.probabilities else 4)

    def scores(self, x: NDArray[Any]) -> Int64:
        """Return one score a class, of shape (samples, classes)."""
        x = self.features.check(x)
        if self.thresholds is not None:
            x = (x > self.thresholds).astype(np.int64)
        scores = x @ self.weights.T + self.biases
        return np.column_stack([np.zeros_like(scores), scores]) if len(self.classes) == 2 else scores

    def run(self, x: NDArray[Any]) -> Int64:
        """The first of the classes with the largest score."""
        classes: Int64 = np.argmax(self.scores(x), axis=1)
        return classes

    def shares(self, x: NDArray[Any]) -> Int64:
        """The softmax of the scores."""
        scores = self.scores(x)
        return shares_below(scores.max(axis=1, keepdims=True) - scores, self.bits)

    def work(self, x: NDArray[Any]) -> Work:
        """One sum for each row of weights."""
        return Work("sum", len(self.weights), self.macs, len(self.classes) if self.probabilities else 0)

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
            *self._c_bits(c),
            "int32_t scores[MODEL_CLASSES] = {0};",
            f"for (uint8_t i = {first}; i < MODEL_CLASSES; i++)",
            f"    scores[i] = weighted_sum(&{weights}[MODEL_INPUTS * (i - {first})],"
            f" {'x' if self.thresholds is None else 'above'}, flash_read_int32(&{biases}[i - {first}]));",
            "const uint8_t best = first_largest(scores, MODEL_CLASSES);",
        ]
        if self.probabilities:
            lines += [
                "uint32_t below[MODEL_CLASSES];",
                "for (uint8_t i = 0; i < MODEL_CLASSES; i++) below[i] = (uint32_t)(scores[best] - scores[i]);",
                f"shares_below(below, MODEL_CLASSES, {self.bits}, probability);",
            ]
        return "\n".join(f"    {line}" for line in [*lines, "return best;"])

    def _c_bits(self, c: CWriter) -> list[str]:
        if self.thresholds is None:
            return []
        if len(set(self.thresholds.tolist())) == 1:
            threshold = str(self.thresholds[0])
        else:
            threshold = f"flash_read_int32(&{c.array('int32_t', self.thresholds, 'thresholds')}[i])"
        return [
            "FEATURE above[MODEL_INPUTS];",
            f"for (uint16_t i = 0; i < MODEL_INPUTS; i++) above[i] = x[i] > {threshold};",
        ]


def convert_linear_classifier(estimator: BaseEstimator, features: Features, *, probabilities: bool) -> LinearClassifier:
    """Convert a fitted classifier of `KINDS`.

    Raises:
        CompileError: A coefficient is not finite, no scale fits, or it has no probabilities.
    """
    name = type(estimator).__name__
    if probabilities and name not in SOFTMAX:
        raise CompileError(f"{name} has no probabilities to compile: leave probabilities away.")
    coefficients, intercepts, thresholds = _scores(estimator, features)
    classes = tuple(str(label) for label in estimator.classes_)
    if len(classes) == 2 and hasattr(estimator, "feature_log_prob_"):
        coefficients, intercepts = np.diff(coefficients, axis=0), np.diff(intercepts)
    if len(coefficients) != (1 if len(classes) == 2 else len(classes)):
        raise CompileError(f"This {name} gives several labels at once: fit and compile one for each.")
    coefficients, intercepts = coefficients / math.log(2), intercepts / math.log(2)
    if not (
        coefficients.shape[1] == features.count and np.isfinite(coefficients).all() and np.isfinite(intercepts).all()
    ):
        raise CompileError("A coefficient is not finite: fit the model again on readings without missing values.")
    if len(coefficients) > 1:
        # what all classes have in common decides nothing
        coefficients, intercepts = coefficients - coefficients.mean(axis=0), intercepts - intercepts.mean()
    largest = _largest(features, thresholds)
    for bits in range(MOST_BITS, -1, -1):
        weights = np.rint(coefficients * 2.0**bits)
        biases = np.rint(intercepts * 2.0**bits)
        sums = np.abs(biases) + np.abs(weights).sum(axis=1) * largest
        if np.abs(weights).max() <= INT16_MAX and sums.max() <= LARGEST_SCORE:
            return LinearClassifier(
                features=features,
                classes=classes,
                probabilities=probabilities,
                weights=weights.astype(np.int64),
                biases=biases.astype(np.int64),
                bits=bits,
                thresholds=thresholds,
            )
    raise CompileError(
        f"The largest coefficient, {np.abs(coefficients).max() * math.log(2):g}, leaves 16 bits or its sums 32: "
        "scale the features to a wider range before training."
    )


def _scores(estimator: BaseEstimator, features: Features) -> tuple[Float64, Float64, Int64 | None]:
    """Return weights and intercepts for the board's integers, in nats, and the thresholds of bits."""
    slope, offset = features.line
    if type(estimator).__name__ == "BernoulliNB":
        never = np.log1p(-np.exp(estimator.feature_log_prob_))
        weights = estimator.feature_log_prob_ - never
        start = estimator.class_log_prior_ + never.sum(axis=1)
        if estimator.binarize is not None:
            cut = [features.threshold(i, estimator.binarize, single=False) for i in range(features.count)]
            return weights, start, np.clip(cut, features.low - 1, features.high)
    elif hasattr(estimator, "feature_log_prob_"):
        weights = estimator.feature_log_prob_
        prior = type(estimator).__name__ == "MultinomialNB"  # ComplementNB leaves it out
        start = estimator.class_log_prior_ if prior else np.zeros(len(weights))
    else:
        weights = np.atleast_2d(np.asarray(estimator.coef_, dtype=np.float64))
        start = np.broadcast_to(np.asarray(estimator.intercept_, dtype=np.float64), len(weights))
    return weights * slope, start + weights @ offset, None


def _largest(features: Features, thresholds: Int64 | None) -> int:
    return max(abs(features.low), abs(features.high)) if thresholds is None else 1
