"""Samples from a file: one a line, its features as numbers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError


def read_samples(path: Path) -> NDArray[Any]:
    """Read samples from an `.npy` file, or from CSV with or without a line of names.

    Returns:
        float64 of shape (samples, features).

    Raises:
        CompileError: The file cannot be read, or a line has other than numbers or another count of them.
    """
    try:
        if path.suffix.lower() == ".npy":
            return _numbers(np.load(path, allow_pickle=False), path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(number, row) for number, row in enumerate(csv.reader(file), start=1) if row]
    except OSError as error:
        raise CompileError(f"{path} cannot be read ({error.strerror}): name a file of samples.") from error
    except (ValueError, csv.Error) as error:
        raise CompileError(f"{path} holds no samples: give an .npy array of numbers, or CSV in UTF-8.") from error
    if rows and not _are_numbers(rows[0][1]):
        del rows[0]
    for number, row in rows:
        if not _are_numbers(row) or len(row) != len(rows[0][1]):
            raise CompileError(
                f"Line {number} of {path} is not {len(rows[0][1])} numbers: give one sample a line, without its label."
            )
    return _numbers(np.array([[float(cell) for cell in row] for _, row in rows]), path)


def _numbers(samples: NDArray[Any], path: Path) -> NDArray[Any]:
    if samples.ndim != 2 or not samples.size or samples.dtype.kind not in "iufb":
        raise CompileError(f"{path} holds no samples: give one a line, its features as numbers.")
    return samples.astype(np.float64)


def _are_numbers(row: list[str]) -> bool:
    try:
        [float(cell) for cell in row]
    except ValueError:
        return False
    return True
