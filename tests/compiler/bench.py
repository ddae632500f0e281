"""Bars of the compiler for `make bench`, beside TensorFlow Lite Micro and emlearn.

`python -m tests.compiler.bench` prints them alone. Flash and RAM are compared on the ESP32-C3 where TFLM_DIR names a
built library of TFLM (hardware_labs/bench/peers/tflm_linked.py); else there is a line that says so, and no figure.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from hardware_labs.bench.boards import OURS
from hardware_labs.bench.command import bench
from hardware_labs.bench.peers.tflm_linked import WHO as LINKED
from hardware_labs.bench.peers.tflm_wheel import WHO as WHEEL
from hardware_labs.bench.row import Row
from hardware_labs.bench.table import ratios
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.tflite.load import load_tflite
from tests.compiler.sklearn.bench import Row as ClassicalRow
from tests.compiler.sklearn.bench import figures as classical_rows
from tests.compiler.targets import run
from tests.figure import Figure

MODELS = Path(__file__).parent / "models"
HELD = ("digits-cnn", "digits-separable", "keywords")
FASTER, LESS_FLASH, LESS_RAM = 4.0, 6.0, 3.0
UNO_CYCLES = 20_000


def compiler_figures() -> list[Figure]:
    """Measure all; the whole tables are printed on the way and written below build/bench."""
    figures = [figure for name in HELD for figure in against_tflm(name)]
    return [*figures, uno_cycles(), *against_emlearn(classical_rows())]


def against_tflm(name: str) -> list[Figure]:
    """Return ratios of a golden model: host instructions, and on the C3 flash and RAM where TFLM can be linked."""
    samples = MODELS / f"{name}.npz"
    rows = bench(MODELS / f"{name}.tflite", [], samples if samples.exists() else None)
    figures = []
    for row in rows:
        ratio = ratios(row, rows)
        if row.who in (WHEEL, LINKED) and ratio["work"] is not None and row.where.startswith("this"):
            figures.append(Figure(f"{name}, instructions, {row.who}", ratio["work"], "x ours", FASTER, True))
        if row.who == LINKED and ratio["flash"] is not None and ratio["ram"] is not None:
            figures.append(
                Figure(f"{name} on the ESP32-C3, flash, {row.who}", ratio["flash"], "x ours", LESS_FLASH, True)
            )
            figures.append(Figure(f"{name} on the ESP32-C3, RAM, {row.who}", ratio["ram"], "x ours", LESS_RAM, True))
    figures.append(Figure(f"{name}, outputs that differ from TFLM's", differing(rows), "outputs", 0, False))
    return figures


def differing(rows: Sequence[Row]) -> int:
    """Return how many outputs of TFLM's or ours are not the reference's."""
    return sum(row.differing or 0 for row in rows if row.who in (OURS, WHEEL, LINKED))


def uno_cycles() -> Figure:
    """Return the most that digits 64-16-10 takes on the simulated Uno for any of 60 digits, its softmax included."""
    x, _ = load_digits(return_X_y=True)
    digits = (np.round(x / 16 * 255) - 128).astype(np.int8).reshape(-1, 1, 8, 8, 1)[::30]
    cycles = run("uno", load_tflite(MODELS / "digits-dense.tflite"), Rounding.TFLM, digits).cycles
    return Figure("Digits 64-16-10 on the Uno", max(cycles), "cycles", UNO_CYCLES, False)


def against_emlearn(rows: Sequence[ClassicalRow]) -> list[Figure]:
    """Return ratios of the forest and the neighbours, each against ours in the same place."""
    figures = []
    for theirs in (row for row in rows if row.who.startswith("emlearn") and row.flash is not None):
        same = [row for row in rows if (row.model, row.where) == (theirs.model, theirs.where)]
        ours = min((row for row in same if row.who.startswith("ours") and row.flash), key=lambda row: row.flash or 0)
        if not (ours.flash and theirs.flash and ours.accuracy and theirs.accuracy):
            continue
        flash, ram = theirs.flash / ours.flash, (theirs.ram or 0) - (ours.ram or 0)
        points = 100 * (ours.accuracy - theirs.accuracy)
        figures += [
            Figure(f"{theirs.model}, flash, emlearn", flash, "x ours", 1.0, True),
            Figure(f"{theirs.model}, RAM, emlearn", ram, "B above ours", 1, True),
            Figure(f"{theirs.model}, accuracy above emlearn's", points, "points", 0.0, True),
        ]
    return figures


if __name__ == "__main__":
    for line in compiler_figures():
        print(line)
