"""An image under a kernel."""

from collections.abc import Callable
from typing import Any

import numpy as np


def arrays(image: np.ndarray, kernel: np.ndarray) -> tuple[list[Any], list[Any]]:
    """Return image and kernel as nested lists."""
    return np.asarray(image, float).tolist(), np.asarray(kernel, float).tolist()


def convolved(convolve: Callable[..., Any], image: list[list[float]], kernel: list[list[float]]) -> list[list[float]]:
    """Return the whole map."""
    return np.asarray(convolve(np.array(image), np.array(kernel)), float).tolist()


def shares(
    convolve: Callable[..., Any], image: list[list[float]], kernel: list[list[float]], row: int, column: int
) -> dict[str, list[list[float]]]:
    """Return what each pixel under the kernel adds to the sum: the sum when all the others are zero."""
    weights = np.array(kernel)
    high, wide = weights.shape
    patch = np.array(image)[row : row + high, column : column + wide]
    added = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        alone = np.zeros(weights.shape)
        alone[place] = patch[place]
        added[place] = np.asarray(convolve(alone, weights)).item()
    return {"patch": patch.tolist(), "added": added.tolist()}
