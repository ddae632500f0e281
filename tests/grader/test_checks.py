"""The visible checks of the exercise, run as in the page: each mistake gets its own message."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from grader.project import Project
from tests.grader.conftest import UNIT

MSE, GRADIENT, FIT, FIXED = "mean_squared_error", "gradient", "fit", "predict_fixed_point"
TASK_OF = {MSE: "mean-squared-error", GRADIENT: "gradient", FIT: "normal-equation", FIXED: "fixed-point"}
Array = np.ndarray
NONE = "Your function returned None"


def first_failure(project: Project, function: str, answer: Callable[..., object]) -> str | None:
    """Return the message of the first visible check of a task that fails; None if all pass."""
    notebook = json.loads(project.exercise(UNIT).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"].startswith(f"{TASK_OF[function]}-check"):
            try:
                exec("".join(cell["source"]), {function: answer})
            except AssertionError as error:
                return str(error)
    return None


def shift(counts: Array, weight: int, bias: int, shift: int) -> Array:
    if counts.dtype.kind != "i":
        raise TypeError
    return (counts.astype(np.int32) * weight + bias) >> shift


def scale_in_place(X: Array, y: Array, w: Array | None = None) -> Array:
    X *= 2
    return np.zeros(2)


def subtract_in_place(y_true: Array, y_pred: Array) -> np.floating:
    y_pred -= y_true
    return np.mean(y_pred**2)


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (MSE, lambda t, p: ((t - p) ** 2).mean()),
        (MSE, lambda t, p: float(sum((a - b) ** 2 for a, b in zip(t, p, strict=True)) / len(t))),
        (GRADIENT, lambda X, y, w: 2 * ((X @ w - y)[:, None] * X).mean(axis=0)),
        (FIT, lambda X, y: np.linalg.inv(X.T @ X) @ X.T @ y),
        (FIT, lambda X, y: np.linalg.lstsq(X, y)[0]),
        (FIXED, shift),
    ],
)
def test_right_answers_of_any_style_pass(project: Project, function: str, answer: Callable[..., object]) -> None:
    assert first_failure(project, function, answer) is None


@pytest.mark.parametrize(
    ("function", "answer", "message"),
    [
        (MSE, lambda t, p: None, NONE),
        (MSE, lambda t, p: (t - p) ** 2, "the average over the readings is missing"),
        (MSE, lambda t, p: "1.5", "The error is a number, and you returned '1.5'."),
        (MSE, subtract_in_place, "Your function changed an array"),
        (MSE, lambda t, p: ((t - p) ** 2).sum(), "You summed the squared errors"),
        (MSE, lambda t, p: (p - t).mean(), "without squaring them"),
        (MSE, lambda t, p: (p - t).mean() ** 2, "first square each error"),
        (MSE, lambda t, p: abs(p - t).mean(), "averaged the sizes of the errors"),
        (MSE, lambda t, p: ((p - t) ** 2).mean() ** 0.5, "You took a square root"),
        (MSE, lambda t, p: ((p - t) ** 2).mean() / 2, "You halved the mean"),
        (MSE, lambda t, p: ((p - t) ** 2).sum() / (len(t) - 1), "minus one"),
        (MSE, lambda t, p: 7.0, "is 1.5, and yours is 7.0"),
        (MSE, lambda t, p: 1.5, "exactly right have an error of 0"),
        (GRADIENT, lambda X, y, w: None, NONE),
        (GRADIENT, lambda X, y, w: [-4.0, -0.5], "Return a NumPy array"),
        (GRADIENT, lambda X, y, w: X @ w - y, "You return one number a reading"),
        (GRADIENT, lambda X, y, w: np.zeros((2, 1)), "the shape (2,), and yours is (2, 1)"),
        (GRADIENT, scale_in_place, "Your function changed an array"),
        (GRADIENT, lambda X, y, w: 2 / len(y) * X.T @ (y - X @ w), "points downhill"),
        (GRADIENT, lambda X, y, w: X.T @ (X @ w - y) / len(y), "half as long"),
        (GRADIENT, lambda X, y, w: 2 * X.T @ (X @ w - y), "You added up over the readings"),
        (GRADIENT, lambda X, y, w: X.T @ (X @ w - y), "one factor comes from the square"),
        (GRADIENT, lambda X, y, w: np.ones(2), "is [-4, -0.5] for this line"),
        (GRADIENT, lambda X, y, w: np.array([-4, -0.5]), "the gradient is 0; yours is not"),
        (FIT, lambda X, y: None, NONE),
        (FIT, lambda X, y: [1.4, 0.9], "Return a NumPy array"),
        (FIT, lambda X, y: np.zeros(4), "perhaps the predictions"),
        (FIT, lambda X, y: X.T @ y / (X.T @ X), "solved, not divided element by element"),
        (FIT, lambda X, y: np.zeros((2, 1)), "the shape (2,), and yours is (2, 1)"),
        (FIT, scale_in_place, "Your function changed an array"),
        (FIT, lambda X, y: X.T @ y, "the system is still to be solved"),
        (FIT, lambda X, y: np.linalg.lstsq(X, y)[0][::-1], "Slope and intercept are swapped"),
        (FIT, lambda X, y: np.array([(y[-1] - y[0]) / 3, y[0]]), "joins the first and the last point"),
        (FIT, lambda X, y: np.array([X[:, 0] @ y / (X[:, 0] @ X[:, 0]), 0]), "through the origin"),
        (FIT, lambda X, y: np.ones(2), "has slope 1.4 and intercept 0.9"),
        (FIT, lambda X, y: np.array([1.4, 0.9]), "so the slope is negative"),
        (FIXED, lambda c, w, b, s: None, NONE),
        (FIXED, lambda c, w, b, s: [250, 241, 175, -51], "Return a NumPy array"),
        (FIXED, lambda c, w, b, s: np.zeros(1), "Four counts give four predictions"),
        (FIXED, lambda c, w, b, s: c * w >> s, "You left out the bias"),
        (FIXED, lambda c, w, b, s: (c * w >> s) + b, "You shifted before adding the bias"),
        (FIXED, lambda c, w, b, s: c * w + b << s, "You shifted to the left"),
        (FIXED, lambda c, w, b, s: c * w + b, "You left out the shift"),
        (FIXED, lambda c, w, b, s: ((c * w + b) / 2**s).astype(int), "Below zero you cut the fraction off"),
        (FIXED, lambda c, w, b, s: np.round((c * w + b) / 2**s), "You rounded to nearest"),
        (FIXED, lambda c, w, b, s: c * w + b + (1 << s - 1) >> s, "You rounded to nearest"),
        (FIXED, lambda c, w, b, s: (c * w + b) / 2**s, "You divided and kept the fraction"),
        (FIXED, lambda c, w, b, s: np.floor((c * w + b) / 2**s), "a fraction crept in"),
        (FIXED, lambda c, w, b, s: (c * int(w) + b).astype(int) >> s, "must raise TypeError"),
        (FIXED, lambda c, w, b, s: np.zeros(4), "are 250, 241, 175 and -51, and yours are"),
    ],
)
def test_each_mistake_is_named(project: Project, function: str, answer: Callable[..., object], message: str) -> None:
    assert message in (first_failure(project, function, answer) or "all checks passed")


def test_sixteen_bit_counts_must_not_be_changed(project: Project) -> None:
    def widen_in_place(counts: Array, weight: int, bias: int, by: int) -> Array:
        answer = shift(counts, weight, bias, by)
        counts += 1
        return answer

    assert first_failure(project, FIXED, widen_in_place) == (
        "Your function changed the counts that it was given: work on a copy."
    )
