"""The ground around points, as a classifier answers there."""

from collections.abc import Callable
from typing import Any

import numpy as np


def regions(
    predict: Callable[..., Any], points: list[list[float]], labels: list[Any], k: int, x: list[float], y: list[float]
) -> list[Any]:
    """Return the label of each place of a grid, row by row, then that of each of the points."""
    places = np.array([[a, b] for b in y for a in x] + points)
    return np.asarray(predict(np.array(points), np.array(labels), places, k)).tolist()
