"""Labelled samples of a classifier: its features as the integers that a board gives it, and the right answer."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hardware_labs.errors import LabError

INT16 = np.iinfo(np.int16)
UNKNOWN = 255  # no index of a class


@dataclass(frozen=True)
class Labelled:
    """Samples with answers.

    Attributes:
        x: Of shape (samples, features).
        y: Index of each sample's class; UNKNOWN for one that the model does not know.
        about: Where they came from.
    """

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    about: str

    @property
    def span(self) -> tuple[int, int]:
        """The smallest and the largest integer."""
        return int(self.x.min()), int(self.x.max())


def read_labelled(path: Path, classes: Iterable[object]) -> Labelled:
    """Read an .npz file of x and y, or CSV with the label in the last column, with or without a line of names.

    Args:
        path: The file.
        classes: What the estimator tells apart, in its order.

    Raises:
        LabError: It is no such file, or holds other than integers of 16 bits.
    """
    x, labels = _from_npz(path) if path.suffix.lower() == ".npz" else _from_csv(path)
    if x.ndim != 2 or not x.size or len(labels) != len(x):
        raise LabError(
            f"{path} has x of shape {x.shape} and {len(labels)} labels: "
            "x must have the shape (samples, features), and each sample one label."
        )
    if not np.array_equal(x, np.rint(x)) or x.min() < INT16.min or x.max() > INT16.max:
        raise LabError(f"{path} holds features that are no integers of 16 bits: give them as the board's sensors do.")
    names = [_name(label) for label in classes]
    known = {name: index for index, name in enumerate(names)}
    y = np.array([known.get(_name(label), UNKNOWN) for label in labels])
    if (y == UNKNOWN).all():
        raise LabError(f"{path} has no label that the model knows: it tells {', '.join(names[:5])} apart.")
    return Labelled(x.astype(np.int64), y, f"{len(x)} labelled samples of {path.name}")


def _name(label: object) -> str:
    """Return equal text for 3, 3.0 and "3"."""
    text = str(label).strip()
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def _from_npz(path: Path) -> tuple[NDArray[np.float64], Sequence[object]]:
    try:
        with np.load(path, allow_pickle=False) as content:
            return content["x"].astype(np.float64), content["y"].ravel().tolist()
    except (OSError, KeyError, ValueError, TypeError, BadZipFile, AttributeError, EOFError) as error:
        raise LabError(
            f"{path} is no .npz file of arrays x and y: write one by numpy.savez(path, x=x, y=y)."
        ) from error


def _from_csv(path: Path) -> tuple[NDArray[np.float64], Sequence[object]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(number, row) for number, row in enumerate(csv.reader(file), start=1) if row]
    except (OSError, ValueError, csv.Error) as error:
        raise LabError(f"{path} cannot be read: name an .npz file of x and y, or CSV in UTF-8.") from error
    if rows and _numbers(rows[0][1]) is None:
        del rows[0]
    features = []
    for number, row in rows:
        values = _numbers(row)
        if values is None or len(row) != len(rows[0][1]):
            raise LabError(
                f"Line {number} of {path} is not {len(rows[0][1]) - 1} numbers and a label: give one sample a line."
            )
        features.append(values)
    return np.array(features, dtype=np.float64), [row[-1] for _, row in rows]


def _numbers(row: Sequence[str]) -> list[float] | None:
    """Return all but the last cell as numbers, or None where one is none."""
    try:
        return [float(cell) for cell in row[:-1]] or None
    except ValueError:
        return None
