"""scikit-learn's digits somewhere in a larger picture, among bright scraps and noise: real digits, synthetic scenes."""

import numpy as np
from scipy.ndimage import zoom

SIZE = 48
SCRAPS = 4


def scenes(digits: np.ndarray, seed: int) -> np.ndarray:
    """Return one scene a digit, from 0 to 1.

    Args:
        digits: Of shape (digits, 8, 8), from 0 to 16.
        seed: Of places, scales and noise.
    """
    rng = np.random.default_rng(seed)
    return np.array([scene(digit, rng) for digit in digits], dtype=np.float32)[..., None]


def scene(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a picture of SIZE by SIZE."""
    picture = rng.uniform(0, 0.15, size=(SIZE, SIZE))
    for _ in range(SCRAPS):
        height, width = rng.integers(2, 7, size=2)
        row, column = rng.integers(0, SIZE - height), rng.integers(0, SIZE - width)
        picture[row : row + height, column : column + width] += rng.uniform(0.2, 0.6)
    large = zoom(digit / 16, rng.uniform(3.0, 4.5), order=1)
    row, column = (rng.integers(0, SIZE - side + 1) for side in large.shape)
    place = picture[row : row + large.shape[0], column : column + large.shape[1]]
    np.maximum(place, large * rng.uniform(0.7, 1.0), out=place)
    return np.clip(picture, 0, 1)
