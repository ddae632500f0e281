"""What cannot be compiled is refused in one sentence."""

from typing import Any

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.sklearn import compile_model
from tests.compiler.sklearn.conftest import Data

X = np.arange(20).reshape(10, 2)
Y = np.arange(10) % 2


@pytest.mark.parametrize(
    ("estimator", "options", "message"),
    [
        (RandomForestClassifier(), {}, r"call its fit\(\)"),
        (KMeans(2, n_init=1).fit(X), {}, "KMeans cannot be compiled: train a linear model, a tree"),
        (DecisionTreeClassifier().fit(X, Y), {"input_high": 40000}, "range 0 to 40000"),
        (DecisionTreeClassifier().fit(X, Y), {"trees": "short"}, "no form 'short'"),
        (DecisionTreeClassifier().fit(X, Y), {"board": "none"}, "no board 'none'"),
        (DecisionTreeRegressor().fit(X, np.stack([Y, Y], axis=1)), {}, "2 values at once"),
        (DecisionTreeRegressor().fit(X, Y * 1e9), {}, "leave int32"),
        (DecisionTreeRegressor().fit(X, Y), {"output_scale": 0}, "output scale is 0"),
        (DecisionTreeClassifier().fit(X, np.stack([Y, Y], axis=1)), {}, "at once|tells 2 classes"),
        (KNeighborsClassifier(3, metric="manhattan").fit(X, Y), {}, "metric 'manhattan'"),
        (KNeighborsClassifier(3, weights="distance").fit(X, Y), {}, "weights='uniform'"),
        (KNeighborsClassifier(3).fit(X + 0.5, Y), {}, "no integers"),
        (KNeighborsClassifier(3).fit(X, Y), {"input_high": 10}, "leave this model's range 0 to 10"),
        (KNeighborsClassifier(3).fit(X, Y), {"input_low": -32768, "input_high": 32767}, "leave 32 bits"),
        (LogisticRegression().fit(X, Y).set_params(), {"input_low": 5, "input_high": 5}, "range 5 to 5"),
        (GaussianNB().fit(X, Y), {"input_high": 5}, "leave the input range 0 to 5"),
        (MLPClassifier((2,), max_iter=1, solver="sgd").fit(X, Y), {}, "give calibration="),
        (DecisionTreeClassifier().fit(X, Y), {"input_low": None}, "not know which integers the board will give"),
        (DecisionTreeClassifier().fit(X, Y), {"input_scale": 0}, "input scale 0, 0 does not suit 2 features"),
        (DecisionTreeClassifier().fit(X, Y), {"calibration": X + 0.5}, "give the input scale"),
        (DecisionTreeClassifier().fit(X, Y), {"calibration": X[:, :1]}, "give samples of 2 features"),
        (Ridge().fit(X, np.stack([Y, Y], axis=1)), {}, "predicts 2 values at once"),
        (RidgeClassifier().fit(X, np.stack([Y, Y], axis=1)), {}, "several labels at once"),
        (RidgeClassifier().fit(X, Y), {"probabilities": True}, "RidgeClassifier has no probabilities"),
        (make_pipeline(StandardScaler(), PCA(1), Ridge()).fit(X, Y), {}, "has PCA before its estimator"),
        (make_pipeline(MinMaxScaler(clip=True), Ridge()).fit(X, Y), {}, "clip=False"),
        (make_pipeline(StandardScaler(), KMeans(2, n_init=1)).fit(X), {}, "KMeans cannot be compiled"),
        (make_pipeline(StandardScaler(), Ridge()), {}, r"This Ridge is not fitted yet"),
        (make_pipeline(StandardScaler(), KNeighborsClassifier(1)).fit(X**2, Y), {}, "stretches one feature more"),
    ],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_sentences(estimator: object, options: dict[str, Any], message: str) -> None:
    with pytest.raises(Exception, match=message) as error:
        compile_model(estimator, **{"input_low": 0, "input_high": 100, **options})
    assert "\n" not in str(error.value)


def test_a_model_that_does_not_fit_says_by_how_much(digits: Data) -> None:
    for estimator in (KNeighborsClassifier(3), RandomForestClassifier(60, random_state=0)):
        with pytest.raises(CompileError, match=r"takes about [\d,]+ B of flash and Arduino Uno has 32,256"):
            compile_model(estimator.fit(digits.x, digits.y), **digits.span)


def test_a_model_whose_working_memory_does_not_fit(digits: Data) -> None:
    x = np.arange(2000)[:, None] % 200
    with pytest.raises(CompileError, match=r"takes about [\d,]+ B of RAM and Arduino Uno has 2,048"):
        compile_model(GaussianNB(var_smoothing=1).fit(x, x[:, 0]), input_low=0, input_high=255, probabilities=True)


@pytest.mark.parametrize("x", [np.zeros((3, 2)), np.zeros((3, 1), dtype=int), np.full((1, 2), 101)])
def test_features_outside_the_declared_range(x: np.ndarray) -> None:
    model = compile_model(DecisionTreeClassifier().fit(X, Y), input_low=0, input_high=100)
    with pytest.raises(CompileError, match=r"do not suit this model|leave this model's range 0 to 100"):
        model.run(x)
