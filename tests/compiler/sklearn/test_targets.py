"""Generated C equals the NumPy reference bit for bit: here, with sanitizers, and on every simulated processor."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.sklearn import ClassicalModel, compile_model
from hardware_labs.compiler.sklearn.mlp import Perceptron
from hardware_labs.compiler.sklearn.model import Classifier
from tests.compiler import targets
from tests.compiler.sklearn.conftest import Data
from tests.compiler.sklearn.targets import run

BOARDS = ("uno", "mega", "riscv", "xtensa")
RANGES = ((0, 255), (-128, 127), (-1000, 3000), (-32768, 32767), (0, 1))


def assert_equal(target: str, model: ClassicalModel | Perceptron, x: np.ndarray) -> None:
    if isinstance(model, Perceptron):
        answer = targets.run(target, model.graph, Rounding.TFLM, model.inputs(x)).outputs
        np.testing.assert_array_equal(answer[:, 0], model.outputs(x))
        return
    answer = run(target, model, x)
    np.testing.assert_array_equal(answer.answers, model.run(x))
    if isinstance(model, Classifier) and model.probabilities:
        np.testing.assert_array_equal(answer.shares, model.shares(x))


def estimators(rng: np.random.Generator) -> dict[str, BaseEstimator]:
    seed, k = int(rng.integers(1000)), int(rng.integers(1, 9))
    depth = int(rng.integers(2, 12))
    return {
        "tree": DecisionTreeClassifier(max_depth=depth, random_state=seed),
        "forest": RandomForestClassifier(int(rng.integers(2, 8)), random_state=seed),
        "mixed-forest": RandomForestClassifier(5, min_samples_leaf=4, random_state=seed),
        "tree-numbers": DecisionTreeRegressor(max_depth=depth, random_state=seed),
        "forest-numbers": ExtraTreesRegressor(5, max_depth=depth, random_state=seed),
        "neighbors": KNeighborsClassifier(k),
        "neighbors-numbers": KNeighborsRegressor(k),
        "linear": Ridge(alpha=10.0 ** rng.uniform(-3, 3)),
        "margins": RidgeClassifier(alpha=10.0 ** rng.uniform(-3, 3)),
        "bits": BernoulliNB(binarize=float(rng.integers(0, 20))),
        "scaled-bits": make_pipeline(StandardScaler(), BernoulliNB()),
        "scaled-tree": make_pipeline(StandardScaler(), MinMaxScaler(), DecisionTreeClassifier(max_depth=depth)),
        "logistic": LogisticRegression(C=10.0 ** rng.uniform(-9, 0)),
        "naive-bayes": GaussianNB(var_smoothing=10.0 ** rng.uniform(-9, -2)),
        "perceptron": MLPClassifier((int(rng.integers(1, 9)),), max_iter=5, random_state=seed),
    }


WITHOUT_PROBABILITIES = ("tree-numbers", "forest-numbers", "neighbors-numbers", "linear", "margins")
KINDS = tuple(estimators(np.random.default_rng(0)))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ["host", *BOARDS])
def test_random_estimators(kind: str, target: str) -> None:
    for seed in range(8 if target == "host" else 1):
        rng = np.random.default_rng([seed, KINDS.index(kind), len(target)])
        low, high = RANGES[seed % len(RANGES)] if target == "host" else RANGES[KINDS.index(kind) % 3]
        features = 1 if kind.startswith("neighbors") and high > 30000 else int(rng.choice([1, 3, 17, 40]))
        x = rng.integers(low, high + 1, size=(120, features))
        y = (x[:, 0] > x[:, 0].mean()) + rng.integers(0, int(rng.integers(2, 5)), len(x))
        model = compile_model(
            estimators(rng)[kind].fit(x, y - 1),
            input_low=low,
            input_high=high,
            board="mega",
            trees=str(rng.choice(["table", "code"])),
            probabilities=bool(rng.integers(2)) and kind not in WITHOUT_PROBABILITIES,
            calibration=x,
        )
        corners = rng.choice([low, high], size=(4, features))
        asked = np.concatenate([x[: 60 if target == "host" else 4], corners])
        assert_equal(target, model, asked)


@pytest.mark.parametrize(("trees", "count"), [("table", 130), ("code", 60)])
@pytest.mark.parametrize("target", ["host", "mega"])
def test_a_large_forest_in_far_flash(digits: Data, target: str, trees: str, count: int) -> None:
    estimator = RandomForestClassifier(count, random_state=0).fit(digits.x, digits.y)
    model = compile_model(estimator, **digits.span, board="mega", trees=trees)
    assert model.flash > 2**16
    assert_equal(target, model, digits.x[:: 10 if target == "host" else 500])


@pytest.mark.parametrize("target", ["host", "mega"])
def test_two_thousand_samples_in_far_flash(digits: Data, target: str) -> None:
    x = np.concatenate([digits.x, digits.x[:203]])
    estimator = KNeighborsClassifier(5).fit(x, np.concatenate([digits.y, digits.y[:203]]))
    model = compile_model(estimator, **digits.span, board="mega")
    assert model.flash > 2**16
    assert_equal(target, model, np.minimum(digits.x[:: 40 if target == "host" else 900] + 1, 16))


@pytest.mark.parametrize("target", ["host", "mega"])
def test_a_subtree_that_many_trees_share_is_kept_once(target: str) -> None:
    x = np.arange(64).reshape(-1, 1)
    estimator = RandomForestClassifier(8, bootstrap=False, random_state=0).fit(x, x[:, 0] % 2)
    for trees in ("table", "code"):
        model = compile_model(estimator, input_low=0, input_high=63, trees=trees)
        one = compile_model(
            RandomForestClassifier(1, bootstrap=False, random_state=0).fit(x, x[:, 0] % 2),
            input_low=0,
            input_high=63,
            trees=trees,
        )
        assert model.flash < one.flash + 50
        assert_equal(target, model, x)
