"""One function for all kinds of estimators."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from hardware_labs.boards import Board, find_board
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.forest import convert_forest
from hardware_labs.compiler.sklearn.logistic import convert_logistic
from hardware_labs.compiler.sklearn.mlp import Perceptron, convert_mlp
from hardware_labs.compiler.sklearn.model import ClassicalModel
from hardware_labs.compiler.sklearn.naive_bayes import convert_naive_bayes
from hardware_labs.compiler.sklearn.neighbors import convert_neighbors

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
LOGISTIC = ("LogisticRegression", "LogisticRegressionCV")
NAIVE_BAYES = ("GaussianNB",)
PERCEPTRONS = ("MLPClassifier", "MLPRegressor")
KINDS = {*TREES, *NEIGHBORS, *LOGISTIC, *NAIVE_BAYES, *PERCEPTRONS}
LARGEST_CLASSES = 255


def compile_model(
    estimator: BaseEstimator,
    *,
    input_low: int,
    input_high: int,
    board: str = "uno",
    trees: str = "auto",
    probabilities: bool = False,
    output_scale: int = 100,
    calibration: NDArray[Any] | None = None,
) -> ClassicalModel | Perceptron:
    """Convert a fitted estimator of scikit-learn to integers.

    Args:
        estimator: The estimator, trained on integer features (not on a scaled copy of them).
        input_low: Smallest value that any feature may have.
        input_high: Largest one; both inside int16.
        board: The id of the board that it must fit.
        trees: "table" for trees as bytes, "code" as if and else, "auto" for the smaller one.
        probabilities: Let a classifier's model_predict fill in probabilities too.
        output_scale: What a regressor's answer is multiplied by: 100 gives hundredths.
        calibration: Samples that a perceptron's scales are taken from.

    Raises:
        CompileError: The estimator is not fitted, of another kind, or too large for the board.
    """
    name = type(estimator).__name__
    if name not in KINDS:
        raise CompileError(f"{name} cannot be compiled: the kinds that can are {', '.join(sorted(KINDS))}.")
    try:
        check_is_fitted(estimator)
    except NotFittedError:
        raise CompileError(f"This {name} is not fitted yet: call its fit() before compiling it.") from None
    classes = getattr(estimator, "classes_", ())
    if isinstance(classes, list) or len(classes) > LARGEST_CLASSES:
        raise CompileError(f"This {name} tells {len(classes)} classes apart, and {LARGEST_CLASSES} are possible.")
    if output_scale < 1:
        raise CompileError(f"The output scale is {output_scale}: it must be a whole number of at least 1.")
    features = Features(int(estimator.n_features_in_), input_low, input_high)
    model: ClassicalModel | Perceptron
    if name in PERCEPTRONS:
        model = convert_mlp(estimator, features, calibration=calibration, probabilities=probabilities)
    elif name in NEIGHBORS:
        model = convert_neighbors(estimator, features, probabilities=probabilities, output_scale=output_scale)
    elif name in LOGISTIC:
        model = convert_logistic(estimator, features, probabilities=probabilities)
    elif name in NAIVE_BAYES:
        model = convert_naive_bayes(estimator, features, probabilities=probabilities)
    else:
        model = convert_forest(estimator, features, form=trees, probabilities=probabilities, output_scale=output_scale)
    _check_fits(model, name, find_board(board))
    return model


def _check_fits(model: ClassicalModel | Perceptron, name: str, board: Board) -> None:
    if model.flash > board.flash.value:
        raise CompileError(
            f"This {name} takes about {model.flash:,} B of flash and {board.name} has {board.flash.value:,}: "
            "train a smaller one or choose another board."
        )
