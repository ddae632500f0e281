"""The integers predict what scikit-learn predicts, on whole data sets."""

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from threadpoolctl import threadpool_limits

from hardware_labs.compiler.sklearn import compile_model
from hardware_labs.compiler.sklearn.forest import ForestClassifier
from hardware_labs.compiler.sklearn.linear_classifier import LinearClassifier
from hardware_labs.compiler.sklearn.model import ONE, Classifier
from tests.compiler.sklearn.conftest import Data

CONVERGENCE = "ignore::sklearn.exceptions.ConvergenceWarning"
TREES = [
    DecisionTreeClassifier(random_state=0),
    DecisionTreeClassifier(random_state=0, max_depth=3),
    RandomForestClassifier(20, random_state=0),
    ExtraTreesClassifier(10, random_state=0, bootstrap=True),
]


@pytest.mark.parametrize("estimator", TREES, ids=str)
def test_trees_of_pure_leaves_agree_always(data: Data, estimator: DecisionTreeClassifier) -> None:
    estimator.fit(data.x, data.y)
    model = compile_model(estimator, **data.span, board="mega")
    np.testing.assert_array_equal(estimator.classes_[model.run(data.x)], estimator.predict(data.x))


def test_thresholds_between_integers_decide_as_floats_do() -> None:
    x = np.arange(-50, 50).reshape(-1, 1)
    for cut in (-7, -0.5, 0, 3.999):
        estimator = DecisionTreeClassifier().fit(np.array([[cut - 0.4], [cut + 0.4]]), [0, 1])
        model = compile_model(estimator, input_low=-50, input_high=49)
        np.testing.assert_array_equal(model.run(x), estimator.predict(x))


def test_mixed_leaves_stay_inside_the_stated_bound(data: Data) -> None:
    estimator = RandomForestClassifier(30, max_depth=4, random_state=1).fit(data.x, data.y)
    model = compile_model(estimator, **data.span, board="mega", probabilities=True)
    assert isinstance(model, ForestClassifier)
    assert model.rows is not None
    expected = estimator.predict_proba(data.x)
    # the rows' half unit, and that of the mean
    assert np.abs(model.shares(data.x) / ONE - expected).max() <= 1 / ONE
    first, second = np.sort(expected, axis=1)[:, :-3:-1].T
    clear = first - second > 1 / ONE
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(model.run(data.x)[clear], estimator.predict(data.x)[clear])


@pytest.mark.parametrize("kind", [DecisionTreeRegressor, RandomForestRegressor, ExtraTreesRegressor])
def test_numbers_of_trees_are_off_by_at_most_one_unit(diabetes: Data, kind: type[DecisionTreeRegressor]) -> None:
    estimator = kind(max_depth=6, random_state=0)
    if kind is not DecisionTreeRegressor:
        estimator.set_params(n_estimators=10)
    estimator.fit(diabetes.x, diabetes.y - 200)
    model = compile_model(estimator, **diabetes.span, board="mega", output_scale=50)
    assert np.abs(model.run(diabetes.x) - 50 * estimator.predict(diabetes.x)).max() <= 1


@pytest.mark.parametrize("k", [1, 4, 7])
def test_neighbors_are_those_of_one_thread(data: Data, k: int) -> None:
    estimator = KNeighborsClassifier(k, algorithm="brute").fit(data.x[::2].astype(float), data.y[::2])
    model = compile_model(estimator, **data.span, board="mega")
    with threadpool_limits(1):
        expected = estimator.kneighbors(data.x.astype(float), return_distance=False)
        classes = estimator.predict(data.x.astype(float))
    np.testing.assert_array_equal(np.sort(model.neighbors(data.x)), np.sort(expected))
    np.testing.assert_array_equal(estimator.classes_[model.run(data.x)], classes)


def test_many_equal_distances_are_broken_as_scikit_learn_does() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 3, (300, 3)), rng.integers(0, 4, 300)
    estimator = KNeighborsClassifier(6, algorithm="brute").fit(x.astype(float), y)
    model = compile_model(estimator, input_low=0, input_high=2)
    with threadpool_limits(1):
        np.testing.assert_array_equal(model.run(x), estimator.predict(x.astype(float)))


def test_numbers_of_neighbors_are_off_by_at_most_one_unit(diabetes: Data) -> None:
    estimator = KNeighborsRegressor(5).fit(diabetes.x[:300], diabetes.y[:300])
    model = compile_model(estimator, **diabetes.span)
    # 10 features of 1,024 values: no two samples are as far away
    assert np.abs(model.run(diabetes.x) - 100 * estimator.predict(diabetes.x)).max() <= 1


@pytest.mark.filterwarnings(CONVERGENCE)
def test_logistic_regression_agrees_beyond_its_bound(data: Data) -> None:
    estimator = LogisticRegression(C=0.001, max_iter=200, tol=0.1).fit(data.x, data.y)
    model = compile_model(estimator, **data.span, probabilities=True)
    assert isinstance(model, LinearClassifier)
    assert (estimator.classes_[model.run(data.x)] == estimator.predict(data.x)).mean() > 0.995
    # twice the bound in a logarithm changes a probability by at most its quarter; 33 powers change it by 0.0005
    error = np.abs(model.shares(data.x) / ONE - estimator.predict_proba(data.x)).max()
    assert error <= 2 * model.bound * np.log(2) / 4 + 5e-4
    scores = np.atleast_2d(estimator.decision_function(data.x).T).T / np.log(2)
    if scores.shape[1] == 1:
        scores = np.column_stack([np.zeros(len(scores)), scores])
    first, second = np.sort(scores, axis=1)[:, :-3:-1].T
    clear = first - second > 2 * model.bound
    np.testing.assert_array_equal(model.run(data.x)[clear], estimator.predict(data.x)[clear])


def test_naive_bayes_agrees(data: Data) -> None:
    estimator = GaussianNB().fit(data.x, data.y)
    model = compile_model(estimator, **data.span, probabilities=True)
    assert isinstance(model, Classifier)
    assert (estimator.classes_[model.run(data.x)] == estimator.predict(data.x)).mean() > 0.998
    assert np.abs(model.shares(data.x) / ONE - estimator.predict_proba(data.x)).mean() < 0.001


@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "identity"])
@pytest.mark.parametrize("probabilities", [False, True])
@pytest.mark.filterwarnings(CONVERGENCE)
def test_perceptrons_agree_for_most_samples(digits: Data, activation: str, probabilities: bool) -> None:
    estimator = MLPClassifier((16,), activation=activation, max_iter=40, random_state=0)
    estimator.fit(digits.x, digits.y)
    model = compile_model(estimator, **digits.span, calibration=digits.x[:300], probabilities=probabilities)
    assert (model.run(digits.x) == estimator.predict(digits.x)).mean() > 0.98


@pytest.mark.filterwarnings(CONVERGENCE)
def test_perceptron_of_two_classes_and_of_numbers(data: Data) -> None:
    second = (data.y > 0).astype(int)
    center = data.x - data.x.mean(axis=0)
    estimator = MLPClassifier((8,), max_iter=60, tol=0.01, random_state=0, learning_rate_init=0.01)
    for answers in (False, True):
        estimator.fit(data.x / 1, second)
        model = compile_model(estimator, **data.span, calibration=data.x, probabilities=answers)
        assert (model.run(data.x) == estimator.predict(data.x)).mean() > 0.93
    numbers = MLPRegressor(hidden_layer_sizes=(8,), max_iter=300, random_state=0).fit(data.x, center[:, 0])
    model = compile_model(numbers, **data.span, calibration=data.x)
    expected = numbers.predict(data.x)
    assert np.abs(model.run(data.x) - expected).max() < 0.1 * np.ptp(expected) + 1


def test_labels_may_be_text(data: Data) -> None:
    estimator = DecisionTreeClassifier(max_depth=2).fit(data.x, [f"class */ {y}" for y in data.y])
    header = compile_model(estimator, **data.span).files()[0]["model.h"]
    assert "0: class * / 0" in header
