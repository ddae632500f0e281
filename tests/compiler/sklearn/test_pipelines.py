"""Scalers and input scales go into weights and thresholds: the board answers as the pipeline does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Perceptron,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.compiler.sklearn import compile_model
from hardware_labs.compiler.sklearn.model import ONE, Classifier
from tests.compiler.sklearn.conftest import Data, load

SCALERS = [StandardScaler(), MinMaxScaler((-1, 2)), MaxAbsScaler(), RobustScaler()]
CONVERGENCE = "ignore::sklearn.exceptions.ConvergenceWarning"


@pytest.mark.parametrize("scaler", SCALERS, ids=str)
def test_trees_behind_a_scaler_agree_always(data: Data, scaler: BaseEstimator) -> None:
    estimator = make_pipeline(scaler, RandomForestClassifier(8, random_state=0)).fit(data.x, data.y)
    model = compile_model(estimator, **data.span, board="mega")
    np.testing.assert_array_equal(estimator.classes_[model.run(data.x)], estimator.predict(data.x))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(-3000, 0), st.integers(1, 3000), st.floats(1e-3, 1e3))
def test_thresholds_decide_for_every_integer_as_the_pipeline_does(seed: int, low: int, high: int, step: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(low, high + 1, (40, 1))
    tree = DecisionTreeClassifier(splitter="random", random_state=seed)
    estimator = make_pipeline(StandardScaler(), RobustScaler(), tree).fit(x * step, rng.integers(0, 3, 40))
    model = compile_model(estimator, input_low=low, input_high=high, input_scale=step)
    asked = np.arange(low, high + 1)[:, None]
    np.testing.assert_array_equal(estimator.classes_[model.run(asked)], estimator.predict(asked * step))


CLASSIFIERS = [
    LogisticRegression(max_iter=300),
    LinearDiscriminantAnalysis(),
    RidgeClassifier(),
    LinearSVC(),
    Perceptron(),
    SGDClassifier(),
    GaussianNB(var_smoothing=1e-3),
    BernoulliNB(),
    Pipeline([("counts", "passthrough"), ("bayes", MultinomialNB())]),
    ComplementNB(),
]


@pytest.mark.filterwarnings(CONVERGENCE, "ignore:Variables are collinear")
@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=lambda estimator: type(estimator).__name__)
def test_classifiers_agree_behind_a_scaler(data: Data, estimator: BaseEstimator) -> None:
    counts = isinstance(estimator, Pipeline | ComplementNB)
    scaler = MinMaxScaler() if counts else StandardScaler()
    pipeline = make_pipeline(scaler, estimator).fit(data.x, data.y)
    soft = hasattr(pipeline, "predict_proba") and not isinstance(estimator, SGDClassifier)
    model = compile_model(pipeline, **data.span, board="mega", probabilities=soft)
    assert isinstance(model, Classifier)
    assert (pipeline.classes_[model.run(data.x)] == pipeline.predict(data.x)).mean() > 0.99
    if soft:
        assert np.abs(model.shares(data.x) / ONE - pipeline.predict_proba(data.x)).mean() < 0.005


@pytest.mark.parametrize("kind", [LinearRegression, Ridge, Lasso, ElasticNet, HuberRegressor])
@pytest.mark.filterwarnings(CONVERGENCE, "ignore:lbfgs failed to converge")
def test_regressors_behind_a_scaler(diabetes: Data, kind: type[BaseEstimator]) -> None:
    estimator = make_pipeline(StandardScaler(), kind()).fit(diabetes.x, diabetes.y)
    model = compile_model(estimator, **diabetes.span, output_scale=10)
    # half a tenth of rounding, and what 16 bits of the largest weight leave of ten features
    assert np.abs(model.run(diabetes.x) / 10 - estimator.predict(diabetes.x)).max() < 0.15


def test_tenths_of_floats() -> None:
    iris = load("iris")
    real = iris.x / 10
    for estimator in (DecisionTreeClassifier(), KNeighborsClassifier(3, algorithm="brute"), GaussianNB()):
        estimator.fit(real, iris.y)
        model = compile_model(estimator, input_scale=0.1, calibration=real)
        assert (model.features.low, model.features.high) == (iris.x.min(), iris.x.max())
        assert (model.run(iris.x) == estimator.predict(real)).mean() > 0.99
    assert isinstance(model, Classifier)
    assert "#define MODEL_INPUT_SCALE 0.1" in model.files()[0]["model.h"]


def test_neighbors_behind_a_scaler_that_is_the_same_for_all(digits: Data) -> None:
    x = np.vstack([digits.x[:400], np.zeros((1, 64), int), np.full((1, 64), 16)])
    y = np.append(digits.y[:400], [0, 8])
    estimator = make_pipeline(MinMaxScaler(), KNeighborsClassifier(1, algorithm="brute")).fit(x, y)
    model = compile_model(estimator, **digits.span)
    np.testing.assert_array_equal(model.run(digits.x[400:]), estimator.predict(digits.x[400:]))


@pytest.mark.filterwarnings(CONVERGENCE)
def test_a_perceptron_behind_a_scaler(digits: Data) -> None:
    estimator = make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=40, random_state=0))
    estimator.fit(digits.x, digits.y)
    model = compile_model(estimator, calibration=digits.x[:300])
    assert (model.run(digits.x) == estimator.predict(digits.x)).mean() > 0.97
