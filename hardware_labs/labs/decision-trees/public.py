"""Machines of the AI4I 2020 predictive maintenance data (Matzka, 2020), in the form of pumps.csv: numbers and a state.

Fetch `ai4i2020.csv` from the UCI Machine Learning Repository (Creative Commons Attribution 4.0). Its 10,000 rows are
synthetic too: a milling machine with five kinds of failure, most of them defined by thresholds, which a tree finds.

    python public.py ~/ai4i2020.csv
"""

import csv
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "Air temperature [K]",
    "Process temperature [K]",
    "Rotational speed [rpm]",
    "Torque [Nm]",
    "Tool wear [min]",
)
FAILED = "Machine failure"
KINDS = {"TWF": "tool wear", "HDF": "heat", "PWF": "power", "OSF": "overstrain", "RNF": "random"}
HEALTHY, SEVERAL, UNKNOWN = "healthy", "several", "unknown"


class Machines(NamedTuple):
    """Features of shape (n, 5), in the order of FEATURES, and of each row what is the matter."""

    x: NDArray[np.float64]
    state: NDArray[np.str_]


class TableError(Exception):
    """What is wrong with the file; the message says what to do."""


def state(row: dict[str, str]) -> str:
    """Return the failure of a row; some rows have failed of several, and some of none that is named."""
    kinds = [name for column, name in KINDS.items() if row[column] == "1"]
    if len(kinds) > 1:
        return SEVERAL
    if kinds:
        return kinds[0]
    return UNKNOWN if row[FAILED] == "1" else HEALTHY


def load(file: Path) -> Machines:
    """Return all rows of the file.

    Raises:
        TableError: The file cannot be read, a column is missing, or a row holds no numbers.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            missing = {*FEATURES, FAILED, *KINDS} - set(table.fieldnames or ())
            if missing:
                raise TableError(f"{file} has no column {min(missing)!r}: take ai4i2020.csv as UCI gives it.")
            x, states = [], []
            for row in table:
                try:
                    x.append([float(row[name]) for name in FEATURES])
                except (TypeError, ValueError) as error:
                    line = table.line_num
                    raise TableError(f"{file}, line {line}, is not complete: fetch the file again.") from error
                states.append(state(row))
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{file} cannot be read as text: give the path of ai4i2020.csv.") from error
    return Machines(np.array(x), np.array(states))


def main(arguments: list[str]) -> None:
    """Write machines.csv beside the file."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit(__doc__)
    source = Path(arguments[0])
    try:
        machines = load(source)
    except TableError as error:
        sys.exit(str(error))
    file = source.with_name("machines.csv")
    lines = ["air_kelvin,process_kelvin,turns_a_minute,newton_metres,wear_minutes,state"]
    lines += [",".join([*(f"{value:g}" for value in x), name]) for x, name in zip(*machines, strict=True)]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
    print(f"{file}: {len(machines.state)} rows, {np.mean(machines.state != HEALTHY):.1%} of them with a failure")


if __name__ == "__main__":
    main(sys.argv[1:])
