"""samples.npz: what a lab's model is held to, inputs that it was not trained on and the right answers.

A lab's train.py writes it with `save_samples`, as the trained model takes inputs and gives answers: not as the integers
that the board gets, which the lab's commands make of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hardware_labs.errors import LabError

FILE = "samples.npz"


@dataclass(frozen=True)
class Samples:
    """Held-out samples.

    Attributes:
        x: Inputs of shape (samples, ...).
        y: Right answers of shape (samples,): whole numbers or names of classes, or real numbers. Of a model of several
            numbers, (samples, numbers). Where a number is NaN, nobody knows: the sample only serves to compare the
            board with the reference.
        floats: What the float model answered when it was trained, of the same shape.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    floats: NDArray[Any]

    @property
    def are_classes(self) -> bool:
        """Whether the model chooses a class; else it predicts numbers."""
        return self.y.dtype.kind in "biuUS"

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.x)


def save_samples(folder: Path, x: ArrayLike, y: ArrayLike, floats: ArrayLike) -> Path:
    """Write samples.npz into a lab's folder; the same samples always give the same file.

    Args:
        folder: The lab's.
        x: Inputs as the trained model takes them, of shape (samples, ...).
        y: The right answers: classes as whole numbers or names, or real numbers.
        floats: What the trained model answers in float: its `predict(x)`, of a network with several outputs the class.

    Raises:
        LabError: They are not as many, or no plain arrays.
    """
    path = folder / FILE
    samples = _checked(path, np.asarray(x), np.asarray(y), np.asarray(floats))
    np.savez_compressed(path, x=samples.x, y=samples.y, floats=samples.floats)
    return path


def load_samples(folder: Path) -> Samples:
    """Read a lab's samples.

    Raises:
        LabError: The file is missing, or not what `save_samples` writes.
    """
    path = folder / FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            return _checked(path, file["x"], file["y"], file["floats"])
    except FileNotFoundError as error:
        raise LabError(
            f"{path} is missing: let train.py write it by save_samples of hardware_labs.samples, then call "
            f"`lab train {folder.name}`."
        ) from error
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise LabError(f"{path} is not what save_samples of hardware_labs.samples writes: write it anew.") from error


def _checked(path: Path, x: NDArray[Any], y: NDArray[Any], floats: NDArray[Any]) -> Samples:
    for name, values in {"x": x, "y": y, "floats": floats}.items():
        if values.dtype.kind not in ("biuf" if name == "x" else "biufUS") or not values.ndim:
            raise LabError(f"{path}: {name} must be an array of numbers, and is {values.dtype} of {values.ndim} axes.")
        if len(values) != len(x) or not len(x):
            raise LabError(f"{path}: {name} has {len(values)} rows for {len(x)} samples.")
    if y.shape != floats.shape:
        raise LabError(f"{path}: the float model's answers have the shape {floats.shape}, the right ones {y.shape}.")
    return Samples(x, y, floats)
