"""TensorFlow Lite Micro as its Python package has it: reference kernels, compiled for x86-64 Linux."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from hardware_labs.bench.contender import Int8
from hardware_labs.bench.row import Missing, Row
from hardware_labs.toolchain.find import on_path

WHO = "TFLM, PyPI wheel"
HOW = "the package tflite-micro is not installed: `pip install tflite-micro` (x86-64 Linux only)"
ARENA = 2**20  # bytes; what the package reckons by itself is sometimes too few
COLLECTED = re.compile(r"Collected : (\d+)")
# NumPy's library would start threads, which valgrind runs one at a time
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def tflm_wheel(model: Path, x: Int8, y: Int8) -> Row:
    """Compare all samples, and count the instructions of Invoke alone, whatever Python does around it.

    Args:
        model: The .tflite file.
        x: Inputs, of shape (samples, input size).
        y: The reference's outputs, of shape (samples, output size).

    Raises:
        Missing: The package is not there.
    """
    if find_spec("tflite_micro") is None:
        raise Missing(HOW)
    answers = _answers(model, x)
    row = Row(
        WHO,
        "this computer, -O2",
        differing=int(np.count_nonzero(answers != y)),
        compared=y.size,
        provenance="measured: callgrind, Invoke of the wheel as its makers compiled it",
    )
    valgrind = on_path("valgrind")
    if valgrind is None:
        return replace(row, note="instructions are counted by valgrind: `apt-get install valgrind`")
    return replace(row, work=_instructions(valgrind, model))


def _answers(model: Path, x: Int8) -> Int8:
    runtime: Any = import_module("tflite_micro.python.tflite_micro.runtime")
    interpreter = runtime.Interpreter.from_bytes(model.read_bytes(), arena_size=ARENA)
    shape = interpreter.get_input_details(0)["shape"]
    outputs = []
    for sample in x:
        interpreter.set_input(sample.reshape(shape), 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).ravel().copy())
    return np.stack(outputs)


PROGRAM = """\
import sys
import numpy
from tflite_micro.python.tflite_micro import runtime
interpreter = runtime.Interpreter.from_file(sys.argv[1], arena_size=int(sys.argv[2]))
interpreter.set_input(numpy.zeros(interpreter.get_input_details(0)["shape"], numpy.int8), 0)
interpreter.invoke()
"""


def _instructions(valgrind: Path, model: Path) -> float | None:
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        counted = "--toggle-collect=tflite::micro::MicroInterpreter::Invoke*"
        tool: list[str | Path] = [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder}/out", counted]
        command: list[str | Path] = [*tool, sys.executable, "-c", PROGRAM, model, str(ARENA)]
        ran = subprocess.run(command, env=os.environ | ALONE, capture_output=True, text=True, check=False)
    found = COLLECTED.search(ran.stderr)
    return float(found[1]) if ran.returncode == 0 and found and int(found[1]) else None
