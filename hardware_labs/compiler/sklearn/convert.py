"""One function for all kinds of estimators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from hardware_labs.boards import Board, find_board
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.sklearn import linear_classifier, linear_regressor
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.forest import convert_forest
from hardware_labs.compiler.sklearn.mlp import Perceptron, convert_mlp
from hardware_labs.compiler.sklearn.model import ClassicalModel
from hardware_labs.compiler.sklearn.naive_bayes import convert_naive_bayes
from hardware_labs.compiler.sklearn.neighbors import convert_neighbors
from hardware_labs.compiler.sklearn.pipeline import take_apart

TREES = (
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "ExtraTreeClassifier",
    "ExtraTreeRegressor",
    "RandomForestClassifier",
    "RandomForestRegressor",
    "ExtraTreesClassifier",
    "ExtraTreesRegressor",
)
NEIGHBORS = ("KNeighborsClassifier", "KNeighborsRegressor")
NAIVE_BAYES = ("GaussianNB",)
PERCEPTRONS = ("MLPClassifier", "MLPRegressor")
KINDS = {*TREES, *NEIGHBORS, *NAIVE_BAYES, *PERCEPTRONS, *linear_classifier.KINDS, *linear_regressor.KINDS}
LARGEST_CLASSES = 255


def compile_model(
    estimator: BaseEstimator,
    *,
    input_low: int | None = None,
    input_high: int | None = None,
    input_scale: float | Sequence[float] = 1.0,
    calibration: NDArray[Any] | None = None,
    board: str = "uno",
    trees: str = "auto",
    probabilities: bool = False,
    output_scale: int = 100,
) -> ClassicalModel | Perceptron:
    """Convert a fitted estimator of scikit-learn to integers.

    Args:
        estimator: The estimator, or a pipeline of scalers and an estimator, which then go into its weights.
        input_low: Smallest value that any feature may have on the board; left out, the smallest of the calibration.
        input_high: Largest one; both inside int16.
        input_scale: What one step of the board's integers stands for in the training data, 0.1 for tenths; one number
            for all features or one for each.
        calibration: Samples as the estimator was trained on, which a perceptron's scales are taken from.
        board: The id of the board that it must fit.
        trees: "table" for trees as bytes, "code" as if and else, "auto" for the smaller one.
        probabilities: Let a classifier's model_predict fill in probabilities too.
        output_scale: What a regressor's answer is multiplied by: 100 gives hundredths.

    Raises:
        CompileError: The estimator is not fitted, of another kind, or too large for the board.
    """
    if type(estimator).__name__ != "Pipeline":
        _check_kind(estimator)
    scalers, last = take_apart(estimator)
    name = type(last).__name__
    _check_kind(last)
    try:
        for step in (*scalers, last):
            check_is_fitted(step)
    except NotFittedError:
        raise CompileError(f"This {name} is not fitted yet: call its fit() before compiling it.") from None
    classes = getattr(last, "classes_", ())
    if probabilities and not hasattr(last, "classes_"):
        raise CompileError(f"{name} answers numbers, which have no probabilities: leave probabilities away.")
    if isinstance(classes, list) or len(classes) > LARGEST_CLASSES:
        raise CompileError(f"This {name} tells {len(classes)} classes apart, and {LARGEST_CLASSES} are possible.")
    if output_scale < 1:
        raise CompileError(f"The output scale is {output_scale}: it must be a whole number of at least 1.")
    chosen = find_board(board)
    count = int(last.n_features_in_)
    scales = _scales(input_scale, count)
    samples = None if calibration is None else _steps(np.asarray(calibration), scales, count)
    low, high = _range(input_low, input_high, samples, name)
    features = Features(count, low, high, scales, tuple(scalers))
    model: ClassicalModel | Perceptron
    if name in PERCEPTRONS:
        model = convert_mlp(last, features, calibration=samples, probabilities=probabilities)
    elif name in NEIGHBORS:
        model = convert_neighbors(last, features, probabilities=probabilities, output_scale=output_scale)
    elif name in NAIVE_BAYES:
        model = convert_naive_bayes(last, features, probabilities=probabilities)
    elif name in linear_classifier.KINDS:
        model = linear_classifier.convert_linear_classifier(last, features, probabilities=probabilities)
    elif name in linear_regressor.KINDS:
        model = linear_regressor.convert_linear_regressor(last, features, output_scale=output_scale)
    else:
        model = convert_forest(
            last, features, form=trees, engine=chosen.engine, probabilities=probabilities, output_scale=output_scale
        )
    _check_fits(model, name, chosen)
    return model


def _check_kind(estimator: BaseEstimator) -> None:
    name = type(estimator).__name__
    if name not in KINDS:
        raise CompileError(
            f"{name} cannot be compiled: train a linear model, a tree, a forest, nearest neighbors, naive Bayes or a "
            "perceptron of scikit-learn."
        )


def _scales(scale: float | Sequence[float], count: int) -> tuple[float, ...]:
    scales = tuple(float(value) for value in scale) if np.ndim(scale) else (float(scale),) * count  # type: ignore[union-attr, arg-type]
    return () if scales and all(value == 1 for value in scales) and len(scales) == count else scales


def _steps(samples: NDArray[Any], scales: tuple[float, ...], count: int) -> NDArray[np.int64]:
    """Return calibration samples as the board's integers."""
    if samples.ndim != 2 or samples.shape[1] != count or not len(samples):
        raise CompileError(f"The calibration has the shape {samples.shape}: give samples of {count} features each.")
    steps = np.asarray(samples, dtype=np.float64) / (scales or 1.0)
    if not np.isfinite(steps).all():
        raise CompileError("The calibration has values that are missing or infinite: leave those samples out.")
    if not scales and not np.array_equal(steps, np.rint(steps)):
        raise CompileError(
            "The calibration holds numbers that are no integers: give the input scale, what one step of the board's "
            "integers stands for."
        )
    return np.rint(steps).astype(np.int64)


def _range(low: int | None, high: int | None, samples: NDArray[np.int64] | None, name: str) -> tuple[int, int]:
    if samples is not None:
        low = int(samples.min()) if low is None else low
        high = int(samples.max()) if high is None else high
    if low is None or high is None:
        raise CompileError(
            f"This {name} does not know which integers the board will give it: name the smallest and the largest, or "
            "give samples as a calibration."
        )
    return low, high


def _check_fits(model: ClassicalModel | Perceptron, name: str, board: Board) -> None:
    for what, needed, there in (("flash", model.flash, board.flash.value), ("RAM", model.ram, board.ram.value)):
        if needed > there:
            raise CompileError(
                f"This {name} takes about {needed:,} B of {what} and {board.name} has {there:,}: "
                "train a smaller one or choose another board."
            )
