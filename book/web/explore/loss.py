"""The loss surface and the walk on it."""

from collections.abc import Callable
from typing import Any

import numpy as np


def surface(loss: Callable[..., Any], x: list[float], y: list[float]) -> list[list[float]]:
    """Return the loss at each place of a grid, row by row."""
    return [[float(loss(a, b)) for a in x] for b in y]


def look(loss: Callable[..., Any], x: float, y: float) -> float:
    """Return the loss at one place."""
    return float(loss(x, y))


def descend(
    loss: Callable[..., Any], gradient: Callable[..., Any], x: float, y: float, rate: float, steps: int
) -> list[list[float]]:
    """Return the places and losses of so many steps against the gradient; stop where numbers end."""
    path = []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            dx, dy = gradient(x, y)
            x, y = float(x - rate * dx), float(y - rate * dy)
            height = float(loss(x, y))
            if not np.isfinite([x, y, height]).all():
                break
            path.append([x, y, height])
    return path
