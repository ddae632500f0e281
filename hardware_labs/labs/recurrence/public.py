"""Days of one room of the UCI Appliances energy data (Candanedo et al., 2017), in the form of days.csv.

Fetch `energydata_complete.csv` from the UCI Machine Learning Repository (Creative Commons Attribution 4.0): a house in
Belgium, measured every ten minutes from January to May of 2016. T1 to T9 are its rooms, but T6 is outside. Give the
file and, for another room than the office, T4, its column. Days with a gap are left out.

    python public.py ~/energydata_complete.csv T4
"""

import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOM, QUARTER, STEPS, LONGEST_GAP = "T4", 15, 96, 30  # minutes but for the steps of a day


class Days(NamedTuple):
    """Temperatures of shape (days, 96), every fifteen minutes from midnight, and each day's number from the first."""

    celsius: NDArray[np.float64]
    day: NDArray[np.int64]


class TableError(Exception):
    """What is wrong with the file; the message says what to do."""


def read(file: Path, room: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return minutes since the first midnight and degrees, by time.

    Raises:
        TableError: The file cannot be read, the column is missing, or a row has no date or no number.
    """
    when, celsius = [], []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            for column in ("date", room):
                if column not in (table.fieldnames or ()):
                    raise TableError(f"{file} has no column {column!r}: take energydata_complete.csv, and T1 to T9.")
            for row in table:
                try:
                    when.append(datetime.fromisoformat(row["date"]))
                    celsius.append(float(row[room]))
                except (TypeError, ValueError) as error:
                    line = table.line_num
                    raise TableError(f"{file}, line {line}, is not complete: fetch the file again.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{file} cannot be read as text: give the path of energydata_complete.csv.") from error
    if not when:
        raise TableError(f"{file} has no rows: fetch the file again.")
    midnight = min(when).replace(hour=0, minute=0, second=0)
    minutes = np.array([(time - midnight).total_seconds() / 60 for time in when])
    order = np.argsort(minutes, kind="stable")
    return minutes[order], np.array(celsius)[order]


def load(file: Path, room: str = ROOM) -> Days:
    """Return the whole days of one room.

    Raises:
        TableError: The file is not what it should be, or holds no whole day.
    """
    minutes, celsius = read(file, room)
    days, numbers = [], []
    for number in range(int(minutes[-1] // (QUARTER * STEPS)) + 1):
        at = QUARTER * (STEPS * number + np.arange(STEPS))
        within = minutes[(minutes >= at[0]) & (minutes <= at[-1])]
        edges = np.concatenate([at[:1], within, at[-1:]])
        if len(within) and np.diff(edges).max() <= LONGEST_GAP:
            days.append(np.interp(at, minutes, celsius))
            numbers.append(number + 1)
    if not days:
        raise TableError(f"{file} has no day without a gap: fetch the whole file again.")
    return Days(np.array(days), np.array(numbers))


def main(arguments: list[str]) -> None:
    """Write days.csv beside the file."""
    if not 1 <= len(arguments) <= 2 or arguments[0].startswith("-"):
        sys.exit(__doc__)
    file = Path(arguments[0])
    try:
        days = load(file, *arguments[1:])
    except TableError as error:
        sys.exit(str(error))
    target = file.with_name("days.csv")
    minute = np.tile(QUARTER * np.arange(STEPS), len(days.day))
    rows = np.column_stack([np.repeat(days.day, STEPS), minute, days.celsius.ravel()])
    np.savetxt(target, rows, fmt=["%d", "%d", "%.1f"], delimiter=",", header="day,minute,celsius", comments="")
    print(f"{target}: {len(days.day)} days without a gap")


if __name__ == "__main__":
    main(sys.argv[1:])
