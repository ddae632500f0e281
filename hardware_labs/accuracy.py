"""How far a thermistor model's outputs are from the truth, and from the float model behind them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware_labs import thermistor
from hardware_labs.compiler.model_file import ModelFile
from hardware_labs.exhaustive import all_inputs

TEMPERATURE_STEP = 0.01  # degrees Celsius between two points of the dense grid


def float_predictions(model: ModelFile, count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the float model's temperatures for ADC counts, both of shape (counts,)."""
    return np.asarray(model.intercept + model.coefficients[0] * count, dtype=np.float64)


def worst_error_on_grid(temperatures: NDArray[np.float64], low: float, high: float) -> float:
    """Return the largest error in degrees from `low` to `high`, against the simulated sensor's temperature.

    Args:
        temperatures: The board's prediction for each count in degrees Celsius, shape (1024,).
        low: Lowest temperature of the calibrated range.
        high: Highest temperature of the calibrated range.
    """
    grid = np.arange(low, high + TEMPERATURE_STEP / 2, TEMPERATURE_STEP)
    return float(np.abs(temperatures[thermistor.adc_count(grid)] - grid).max())


def worst_integer_error(model: ModelFile, temperatures: NDArray[np.float64], low: int, high: int) -> float:
    """Return the largest distance in degrees of board and float model, for counts `low` to `high`."""
    inputs = all_inputs(model.integer)
    difference = np.abs(temperatures - float_predictions(model, inputs))
    return float(difference[(inputs >= low) & (inputs <= high)].max())


def integer_error_bound(model: ModelFile, largest_input: int) -> float:
    """Return how far rounding may carry integers from floats: the last digit, each weight and the bias."""
    integer = model.integer
    weights_and_bias = (0.5 * largest_input * len(integer.weights) + 0.5) / (1 << integer.shift)
    return (0.5 + weights_and_bias) / integer.output_scale
