"""readings.csv: what a board's ADC counted while a reference thermometer showed a temperature."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware_labs.errors import LabError

COLUMNS = ["count", "celsius"]
# what a lab's sketch answers to a temperature typed over the serial line
ANSWER = re.compile(r"^reading,(\d+),(-?\d+(?:\.\d*)?)\s*$", re.MULTILINE)


def find_readings(serial_text: str) -> list[tuple[str, str]]:
    """Return (count, celsius) of each `reading,<count>,<celsius>` line in a board's output, as printed."""
    return ANSWER.findall(serial_text)


def save_readings(readings: list[tuple[str, str]], path: Path) -> None:
    """Write readings.csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(readings)


def load_readings(path: Path) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Read readings.csv.

    Returns:
        ADC counts and temperatures in degrees Celsius, each of shape (readings,).

    Raises:
        LabError: The file is missing, or a row is not a count and a temperature, or there are fewer than two.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise LabError(f"{path} is missing: call `lab collect {path.parent.name}` to write it.") from error
    if not rows or rows[0] != COLUMNS:
        raise LabError(f"{path} must begin with the line {','.join(COLUMNS)}.")
    counts, temperatures = [], []
    for number, row in enumerate(rows[1:], start=2):
        try:
            count, celsius = int(row[0]), float(row[1])
        except (ValueError, IndexError):
            count, celsius = 0, math.nan
        if len(row) != len(COLUMNS) or not math.isfinite(celsius):
            raise LabError(f"Line {number} of {path} is not an ADC count and a temperature, such as 511,25.0.")
        counts.append(count)
        temperatures.append(celsius)
    if len(set(counts)) < 2:
        raise LabError(f"{path} needs readings at two or more different temperatures to fit a line.")
    return np.array(counts), np.array(temperatures)
