"""k nearest neighbours: all training samples in flash, exact squared distances, as many votes as neighbours.

Which of several equally distant samples is the last neighbour: scikit-learn keeps the nearest in a heap whose largest
distance only a smaller one replaces (sklearn/utils/_heap.pyx), going through the samples in order. This does the same,
so it keeps the same ones as `algorithm="brute"` on float features does on one thread. On several threads, on integer
features, or with a tree of samples, scikit-learn may keep others as far away. Between equal votes the first class wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import LARGEST_ARRAY, CWriter
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.model import ONE, ClassicalModel, Classifier, Regressor
from hardware_labs.compiler.sklearn.prediction import Work

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FARTHEST = 2**32 - 1
LARGEST_K = 255
LARGEST_SAMPLES = 2**16 - 1
INT32_MAX = 2**31 - 1
BATCH = 256
BLOCK = 16  # features between two looks at whether a sample is near enough
NEIGHBOR = 6  # bytes of a struct neighbor on an AVR
NEAR = 1e-3  # of a step, that a training sample may lie beside an integer


@dataclass(frozen=True, eq=False)
class Neighbors(ClassicalModel):
    """Samples.

    Attributes:
        samples: Integers of shape (samples, features).
        k: How many neighbours answer.
    """

    samples: Int64
    k: int

    @property
    def macs(self) -> int:
        """One square for each feature of each sample; most samples are given up before their last feature."""
        return self.samples.size

    @property
    def locals(self) -> int:
        """The heap, and votes."""
        return NEIGHBOR * self.k + 4 * len(getattr(self, "classes", ()))

    def neighbors(self, x: NDArray[Any]) -> Int64:
        """Return the places of the nearest samples, of shape (samples, k), in no particular order."""
        x = self.features.check(x)
        squares = (self.samples**2).sum(axis=1)
        found = []
        for start in range(0, len(x), BATCH):
            part = x[start : start + BATCH]
            # exact in float64, as all these sums are integers below 2^53
            products = (part.astype(np.float64) @ self.samples.T.astype(np.float64)).astype(np.int64)
            found += [nearest(row, self.k) for row in (part**2).sum(axis=1)[:, None] - 2 * products + squares]
        return np.array(found, dtype=np.int64).reshape(len(x), self.k)

    def work(self, x: NDArray[Any]) -> Work:
        """The features looked at before a sample is known to be too far away, as in runtime/distance.h."""
        sums = np.cumsum((self.samples - self.features.check(x)) ** 2, axis=1)
        ends = [*range(BLOCK, self.features.count, BLOCK), self.features.count]
        heap = [(FARTHEST, 0)] * self.k
        looked_at = nearer = 0
        for place, at_ends in enumerate(sums[:, np.array(ends) - 1].tolist()):
            enough = heap[0][0]
            looked_at += next((end for end, total in zip(ends, at_ends, strict=True) if total >= enough), ends[-1])
            if at_ends[-1] < enough:
                heap_push(heap, at_ends[-1], place)
                nearer += 1
        levels = self.k.bit_length() - 1  # of the heap, below its first place
        return Work("neighbors" if levels else "one neighbor", len(self.samples), looked_at, nearer * levels)

    def c_nearest(self, c: CWriter) -> list[str]:
        """Return statements that find the nearest; see runtime/neighbors.h."""
        c.include("neighbors.h")
        row = self.features.count * self.features.size
        step = LARGEST_ARRAY // row
        lines = [f"struct neighbor nearest[{self.k}];", f"no_neighbors(nearest, {self.k});"]
        for start in range(0, len(self.samples), step):
            part = self.samples[start : start + step]
            c.layer = f"samples_{start}"
            address = c.weights(self.features.to_bytes(part.ravel()))
            lines.append(f"find_nearest({address}, {start}, {len(part)}, x, nearest, {self.k});")
        c.layer = "labels"
        return lines


@dataclass(frozen=True, eq=False)
class NeighborsClassifier(Classifier, Neighbors):
    """Neighbours that vote.

    Attributes:
        labels: The class of each sample.
    """

    labels: Int64

    def votes(self, x: NDArray[Any]) -> Int64:
        """Return how many neighbours each class has, of shape (samples, classes)."""
        votes: Int64 = np.eye(len(self.classes), dtype=np.int64)[self.labels[self.neighbors(x)]].sum(axis=1)
        return votes

    def run(self, x: NDArray[Any]) -> Int64:
        """The first of the classes with most votes."""
        classes: Int64 = np.argmax(self.votes(x), axis=1)
        return classes

    def shares(self, x: NDArray[Any]) -> Int64:
        """Each class's part of the votes."""
        return (self.votes(x) * ONE + self.k // 2) // self.k

    def c_body(self, c: CWriter) -> str:
        """See runtime/neighbors.h."""
        c.include("classes.h")
        lines = [*self.c_nearest(c), "int32_t votes[MODEL_CLASSES] = {0};"]
        labels = c.weights(self.labels.astype(np.uint8).view(np.int8))
        lines += [
            f"for (uint8_t i = 0; i < {self.k}; i++)",
            f"    votes[(uint8_t)far_flash_read_int8({labels} + nearest[i].sample)]++;",
        ]
        if self.probabilities:
            lines.append(f"shares_of(votes, MODEL_CLASSES, MODEL_PROBABILITY_ONE, {self.k}, probability);")
        return "\n".join(f"    {line}" for line in [*lines, "return first_largest(votes, MODEL_CLASSES);"])


@dataclass(frozen=True, eq=False)
class NeighborsRegressor(Regressor, Neighbors):
    """Neighbours whose numbers are averaged.

    Attributes:
        values: int32 of each sample, at the output's scale.
    """

    values: Int64

    def run(self, x: NDArray[Any]) -> Int64:
        """The mean, halves upwards."""
        sums: Int64 = self.values[self.neighbors(x)].sum(axis=1)
        return (sums + self.k // 2) // self.k

    def c_body(self, c: CWriter) -> str:
        """See runtime/neighbors.h."""
        c.include("numbers.h")
        lines = [*self.c_nearest(c), "int32_t sum = 0;"]
        values = c.weights(np.frombuffer(self.values.astype("<i4").tobytes(), dtype=np.int8))
        lines += [
            f"for (uint8_t i = 0; i < {self.k}; i++)",
            f"    sum += far_flash_read_int32({values} + 4u * nearest[i].sample);",
            f"return mean_of(sum, {self.k});",
        ]
        return "\n".join(f"    {line}" for line in lines)


def nearest(distances: Int64, k: int) -> list[int]:
    """Return the places of the `k` smallest, which of equal ones as scikit-learn's heap has it."""
    heap = [(FARTHEST, 0)] * k
    for place, distance in enumerate(distances.tolist()):
        if distance < heap[0][0]:
            heap_push(heap, distance, place)
    return [place for _, place in heap]


def heap_push(heap: list[tuple[int, int]], distance: int, place: int) -> None:
    """Put a nearer sample in for the farthest one, which stands first."""
    at = 0
    while (child := 2 * at + 1) < len(heap):
        if child + 1 < len(heap) and heap[child][0] < heap[child + 1][0]:
            child += 1
        if heap[child][0] <= distance:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = (distance, place)


def convert_neighbors(
    estimator: BaseEstimator, features: Features, *, probabilities: bool, output_scale: int
) -> ClassicalModel:
    """Convert a fitted KNeighborsClassifier or KNeighborsRegressor.

    Raises:
        CompileError: Its metric is not Euclidean, its votes are weighted, or its samples are no integers of the range.
    """
    name = type(estimator).__name__
    if estimator.effective_metric_ != "euclidean":
        raise CompileError(f"This {name} has the metric {estimator.effective_metric_!r}: train it with 'euclidean'.")
    if estimator.weights not in ("uniform", None):
        raise CompileError(f"This {name} weighs its neighbours: train it with weights='uniform'.")
    samples = features.check(_samples(estimator, features))
    k = int(estimator.n_neighbors)
    if k > LARGEST_K or len(samples) > LARGEST_SAMPLES:
        raise CompileError(
            f"This {name} has {len(samples)} samples and {k} neighbours, and {LARGEST_SAMPLES} and {LARGEST_K} are "
            "possible: train it with fewer."
        )
    if (features.high - features.low) ** 2 * features.count >= FARTHEST:
        raise CompileError(
            f"Squared distances of {features.count} features from {features.low} to {features.high} leave 32 bits: "
            "scale the features to a narrower range before training."
        )
    answers = np.asarray(estimator._y)
    if answers.ndim == 2 and answers.shape[1] > 1:
        raise CompileError(f"This {name} predicts {answers.shape[1]} values at once: fit and compile one for each.")
    if len(answers) != len(samples) or not np.isfinite(answers).all():
        raise CompileError(f"This {name} has not one answer for each sample: save the model anew.")
    if hasattr(estimator, "classes_"):
        if answers.min() < 0 or answers.max() >= len(estimator.classes_):
            raise CompileError(f"This {name} has samples of a class that it does not know: save the model anew.")
        return NeighborsClassifier(
            features=features,
            classes=tuple(str(label) for label in estimator.classes_),
            probabilities=probabilities,
            samples=samples,
            k=k,
            labels=answers.ravel().astype(np.int64),
        )
    values = np.floor(answers.ravel() * float(output_scale) + 0.5)
    if not np.abs(values).max() * k <= INT32_MAX - k:
        raise CompileError(
            f"The numbers of this {name} leave int32 when {k} of them are added at the output scale {output_scale}: "
            "choose a smaller one."
        )
    return NeighborsRegressor(features, samples, k, output_scale, values.astype(np.int64))


def _samples(estimator: BaseEstimator, features: Features) -> Int64:
    """Return the training samples as the board's integers."""
    name = type(estimator).__name__
    slope, offset = features.line
    if not np.allclose(slope, slope[0], rtol=1e-9, atol=0):
        raise CompileError(
            f"This {name} stands behind a scaler that stretches one feature more than another, and the board compares "
            "unscaled ones: scale and round the features before the pipeline, and do the same in the sketch."
        )
    seen = np.asarray(estimator._fit_X, dtype=np.float64)
    samples = np.rint((seen - offset) / slope)
    if not np.abs(samples * slope + offset - seen).max() <= NEAR * slope[0]:
        raise CompileError(
            f"This {name} was trained on numbers that are no integers: round the features first, or give the input "
            "scale that makes integers of them."
        )
    return np.asarray(samples, dtype=np.int64)
