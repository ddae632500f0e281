"""Gaussian naive Bayes: squared distances from each class's means in units of its deviations.

All is in bits of log2. A feature's distance is |x - mean| * sqrt(log2(e) / 2) / deviation, in units of 1/256: its mean
is rounded to as many binary places as leave 16 bits for the declared range, the factor to 16 significant bits. Its
square, in units of 1/65536, is what the class loses; from a distance of 256 on, eight bits of the distance are dropped,
and beyond 65,535 it stays there.
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
from hardware_labs.compiler.sklearn.prediction import Work

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

NEAR = 1e-6  # that a scaler's rounding may carry a mean out of the range
BITS = 16  # of a loss, after the point
UINT16_MAX = 2**16 - 1
LARGEST_START = 2**31 - 1
LARGEST_BELOW = 2**32 - 1


@dataclass(frozen=True, eq=False)
class NaiveBayes(Classifier):
    """Losses.

    Attributes:
        places: Binary places of the means.
        means: Less the range's low end, uint16 of shape (classes, features).
        factors: uint16 of the same shape.
        shifts: Bits to drop of |x - mean| * factor, uint8 of the same shape.
        starts: What each class loses before any feature, at least 0; it has BITS binary places.
    """

    places: int
    means: Int64
    factors: Int64
    shifts: Int64
    starts: Int64

    @property
    def macs(self) -> int:
        """One square for each class and feature."""
        return self.means.size

    @property
    def locals(self) -> int:
        """The losses, and what probabilities are made from."""
        return len(self.classes) * (12 if self.probabilities else 8)

    def losses(self, x: NDArray[Any]) -> Int64:
        """Return what each class loses, of shape (samples, classes)."""
        scaled = (self.features.check(x) - self.features.low) << self.places
        distance = np.abs(scaled[:, None, :] - self.means) * self.factors >> self.shifts
        far = np.minimum(distance >> 8, UINT16_MAX)
        squares = np.where(distance <= UINT16_MAX, distance * distance, (far * far) << 16)
        sums: Int64 = squares.sum(axis=2)
        return self.starts + sums

    def run(self, x: NDArray[Any]) -> Int64:
        """The first of the classes that lose least."""
        classes: Int64 = np.argmin(self.losses(x), axis=1)
        return classes

    def shares(self, x: NDArray[Any]) -> Int64:
        """Probabilities."""
        losses = self.losses(x)
        below = np.minimum(losses - losses.min(axis=1, keepdims=True), LARGEST_BELOW)
        return shares_below(below, BITS)

    def work(self, x: NDArray[Any]) -> Work:
        """One distance for each class and feature."""
        return Work("gaussian", len(self.classes), self.macs, len(self.classes) if self.probabilities else 0)

    def c_body(self, c: CWriter) -> str:
        """See runtime/gaussian.h."""
        for header in ("gaussian.h", *(["powers.h"] if self.probabilities else [])):
            c.include(header)
        c.layer = "class"
        pairs = np.stack([self.means, self.factors], axis=2).astype(np.uint16).view(np.int16)
        gaussians = c.array("int16_t", pairs.ravel(), "gaussians")
        shifts = c.array("int8_t", self.shifts.ravel(), "shifts")
        starts = c.array("int32_t", self.starts, "starts")
        lines = [
            "uint64_t losses[MODEL_CLASSES];",
            "uint8_t best = 0;",
            "for (uint8_t i = 0; i < MODEL_CLASSES; i++) {",
            f"    losses[i] = (uint32_t)flash_read_int32(&{starts}[i]) + gaussian_loss("
            f"&{gaussians}[2 * MODEL_INPUTS * i], &{shifts}[MODEL_INPUTS * i], x, {self.places});",
            "    if (losses[i] < losses[best]) best = i;",
            "}",
        ]
        if self.probabilities:
            lines += [
                "uint32_t below[MODEL_CLASSES];",
                "for (uint8_t i = 0; i < MODEL_CLASSES; i++) {",
                "    const uint64_t lost = losses[i] - losses[best];",
                "    below[i] = lost > 0xFFFFFFFFu ? 0xFFFFFFFFu : (uint32_t)lost;",
                "}",
                f"shares_below(below, MODEL_CLASSES, {BITS}, probability);",
            ]
        return "\n".join(f"    {line}" for line in [*lines, "return best;"])


def convert_naive_bayes(estimator: BaseEstimator, features: Features, *, probabilities: bool) -> NaiveBayes:
    """Convert a fitted GaussianNB.

    Raises:
        CompileError: A mean lies outside the declared range, or priors and deviations differ beyond 2**15 bits.
    """
    slope, offset = features.line
    means, variances = (np.asarray(estimator.theta_) - offset) / slope, np.asarray(estimator.var_) / slope**2
    if means.shape != (len(estimator.classes_), features.count) or not (variances > 0).all():
        raise CompileError("A deviation is not above 0: fit the model again with a larger var_smoothing.")
    if not (means.min() > features.low - NEAR and means.max() < features.high + NEAR):
        raise CompileError(
            f"Means from {means.min():g} to {means.max():g} leave the input range {features.low} to {features.high}: "
            "declare the range that the model was trained on."
        )
    means = np.clip(means, features.low, features.high)
    places = 16 - (features.high - features.low).bit_length()
    wanted = np.sqrt(math.log2(math.e) / 2 / variances) * 2.0 ** (8 - places)
    shifts = np.clip(15 - np.floor(np.log2(wanted)), 0, 31)
    factors = np.clip(np.floor(wanted * 2.0**shifts + 0.5), 0, UINT16_MAX)
    with np.errstate(divide="ignore"):
        starts = np.log2(variances).sum(axis=1) / 2 - np.log2(estimator.class_prior_)
    starts = np.floor((starts - starts.min()) * 2.0**BITS + 0.5)
    if not starts.max() <= LARGEST_START:
        raise CompileError("A class's prior is 0 or its deviations are far from another's: leave that class out.")
    return NaiveBayes(
        features=features,
        classes=tuple(str(label) for label in estimator.classes_),
        probabilities=probabilities,
        places=places,
        means=np.floor((means - features.low) * 2.0**places + 0.5).astype(np.int64),
        factors=factors.astype(np.int64),
        shifts=shifts.astype(np.int64),
        starts=starts.astype(np.int64),
    )
