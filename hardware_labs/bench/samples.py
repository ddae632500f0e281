"""What every contender is asked: labelled samples where the user has them, else bytes by chance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hardware_labs.bench.contender import Int8
from hardware_labs.errors import LabError

BY_CHANCE = 50


@dataclass(frozen=True)
class Samples:
    """Inputs as the model takes them.

    Attributes:
        x: Of shape (samples, input size).
        labels: Which output is to be the largest; None where nobody knows.
        about: Where they came from.
    """

    x: Int8
    labels: NDArray[np.integer] | None
    about: str

    def accuracy(self, outputs: NDArray[np.generic]) -> float | None:
        """Return the share of samples whose largest output, of (samples, outputs), is the labelled one."""
        return None if self.labels is None else float(np.mean(outputs.argmax(axis=1) == self.labels))


def by_chance(inputs: int) -> Samples:
    """Return bytes of a fixed seed."""
    x = np.random.default_rng(0).integers(-128, 128, size=(BY_CHANCE, inputs)).astype(np.int8)
    return Samples(x, None, f"{BY_CHANCE} inputs by chance (seed 0)")


def from_file(path: Path, inputs: int) -> Samples:
    """Read an .npz file of x, int8 as the model takes it, and labels y.

    Raises:
        LabError: It is no such file.
    """
    try:
        with np.load(path, allow_pickle=False) as content:
            x, y = content["x"], content["y"]
    except (OSError, KeyError, ValueError, BadZipFile, AttributeError, EOFError) as error:
        raise LabError(
            f"{path} is no .npz file of arrays x and y: write one by numpy.savez(path, x=x, y=y)."
        ) from error
    if x.dtype != np.int8 or len(x) == 0 or x[0].size != inputs or len(y) != len(x):
        raise LabError(
            f"{path} has x of {x.dtype} and shape {x.shape} and {len(y)} labels y: "
            f"x must be int8 with {inputs} values a sample, as the model takes them, and have one label a sample."
        )
    return Samples(x.reshape(len(x), -1), y, f"{len(x)} labelled samples of {path.name}")
