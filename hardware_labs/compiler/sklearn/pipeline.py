"""What stands before an estimator: scalers that are straight lines, which go into its weights and thresholds.

An estimator trained behind a StandardScaler never sees the sensor's integers. The board does not scale them: a weight
for scaled features is a weight for unscaled ones, divided by the scale, and a threshold is the last integer whose
scaled value does not exceed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Float64 = NDArray[np.float64]
Line = tuple[Float64, Float64]


def _standard(scaler: BaseEstimator) -> Line:
    scale = 1 / scaler.scale_ if scaler.with_std else np.ones(scaler.n_features_in_)
    return scale, -scaler.mean_ * scale if scaler.with_mean else np.zeros_like(scale)


def _min_max(scaler: BaseEstimator) -> Line:
    if scaler.clip:
        raise CompileError("This MinMaxScaler clips what it scales: train the pipeline with clip=False.")
    return scaler.scale_, scaler.min_


def _max_abs(scaler: BaseEstimator) -> Line:
    if getattr(scaler, "clip", False):
        raise CompileError("This MaxAbsScaler clips what it scales: train the pipeline with clip=False.")
    return 1 / scaler.scale_, np.zeros_like(scaler.scale_)


def _robust(scaler: BaseEstimator) -> Line:
    scale = 1 / scaler.scale_ if scaler.with_scaling else np.ones(scaler.n_features_in_)
    return scale, -scaler.center_ * scale if scaler.with_centering else np.zeros_like(scale)


SCALERS: dict[str, Callable[[BaseEstimator], Line]] = {
    "StandardScaler": _standard,
    "MinMaxScaler": _min_max,
    "MaxAbsScaler": _max_abs,
    "RobustScaler": _robust,
}


def take_apart(estimator: BaseEstimator) -> tuple[list[BaseEstimator], BaseEstimator]:
    """Return the scalers of a pipeline and the estimator behind them.

    Raises:
        CompileError: A step before the last is no scaler.
    """
    *scalers, last = [step for step in _steps(estimator) if step is not None and not isinstance(step, str)] or [None]
    for step in scalers:
        if type(step).__name__ not in SCALERS:
            raise CompileError(
                f"The pipeline has {type(step).__name__} before its estimator, and the steps that can be compiled are "
                f"{', '.join(SCALERS)}: do that step before the pipeline."
            )
    if last is None:
        raise CompileError("The pipeline has no steps: add an estimator and fit it.")
    return scalers, last


def _steps(estimator: BaseEstimator) -> list[BaseEstimator]:
    """Return the steps of a pipeline, and of pipelines in it."""
    if type(estimator).__name__ != "Pipeline":
        return [estimator]
    return [step for _, part in estimator.steps for step in _steps(part)]


def line(scaler: BaseEstimator) -> Line:
    """Return the slope and the intercept of each feature."""
    slope, intercept = SCALERS[type(scaler).__name__](scaler)
    return np.asarray(slope, dtype=np.float64), np.asarray(intercept, dtype=np.float64)
