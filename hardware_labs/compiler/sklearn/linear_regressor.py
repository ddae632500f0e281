"""Linear regression and its relatives: compiler/linear.py chooses the integers, the finest that cannot overflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.linear import FixedPointLinear, quantize_linear
from hardware_labs.compiler.reference import predict
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.model import Regressor
from hardware_labs.compiler.sklearn.prediction import Work

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

KINDS = (
    "ARDRegression",
    "BayesianRidge",
    "ElasticNet",
    "ElasticNetCV",
    "HuberRegressor",
    "Lasso",
    "LassoCV",
    "LinearRegression",
    "LinearSVR",
    "Ridge",
    "RidgeCV",
    "SGDRegressor",
)


@dataclass(frozen=True, eq=False)
class LinearRegressor(Regressor):
    """One weighted sum.

    Attributes:
        fixed: Its integers.
    """

    fixed: FixedPointLinear

    @property
    def macs(self) -> int:
        """One for each weight."""
        return self.features.count

    def run(self, x: NDArray[Any]) -> Int64:
        """See compiler/reference.py."""
        return predict(self.fixed, self.features.check(x)).astype(np.int64)

    def work(self, x: NDArray[Any]) -> Work:
        """One sum."""
        return Work("sum", 1, self.macs)

    def c_body(self, c: CWriter) -> str:
        """See runtime/weighted_sum.h."""
        c.include("weighted_sum.h")
        c.layer = "model"
        weights = c.array("int16_t", self.fixed.weights, "weights")
        # INT32_MIN has no literal of its own in C
        bias = f"({self.fixed.bias + 1} - 1)" if self.fixed.bias == -(2**31) else str(self.fixed.bias)
        return f"    return weighted_sum({weights}, x, {bias}) >> {self.fixed.shift};"


def convert_linear_regressor(estimator: BaseEstimator, features: Features, *, output_scale: int) -> LinearRegressor:
    """Convert a fitted regressor of `KINDS`.

    Raises:
        CompileError: It has several outputs, or `quantize_linear` refuses its values.
    """
    coefficients = np.atleast_2d(np.asarray(estimator.coef_, dtype=np.float64))
    if len(coefficients) > 1:
        name = type(estimator).__name__
        raise CompileError(f"This {name} predicts {len(coefficients)} values at once: fit and compile one for each.")
    slope, offset = features.line
    intercept = float(np.ravel(estimator.intercept_)[0] + coefficients[0] @ offset)
    fixed = quantize_linear(
        [float(value) for value in coefficients[0] * slope],
        intercept,
        input_low=features.low,
        input_high=features.high,
        output_scale=output_scale,
    )
    return LinearRegressor(features, output_scale, fixed)
