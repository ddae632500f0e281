"""How right a model is on a lab's held-out samples: its classes, or its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def share_right(classes: NDArray[Any], truth: NDArray[Any]) -> float:
    """Return the percentage of samples whose class is the right one; classes are compared by their names."""
    return float(100 * np.mean(classes.astype(np.str_).ravel() == truth.astype(np.str_).ravel()))


def mean_error(numbers: NDArray[Any], truth: NDArray[Any]) -> float:
    """Return the mean distance from the truth, where it is known."""
    return float(np.nanmean(np.abs(numbers.ravel() - truth.ravel())))


def worst_error(numbers: NDArray[Any], truth: NDArray[Any]) -> float:
    """Return the largest distance from the truth, where it is known."""
    return float(np.nanmax(np.abs(numbers.ravel() - truth.ravel())))
