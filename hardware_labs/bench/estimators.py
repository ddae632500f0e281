"""A scikit-learn classifier on every board, beside emlearn and m2cgen in the same trial sketch."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from hardware_labs.bench.boards import OURS, on_board, on_boards
from hardware_labs.bench.contender import HARNESS, Asked, Contender
from hardware_labs.bench.labelled import Labelled
from hardware_labs.bench.measured import on_host
from hardware_labs.bench.peers import emlearn, m2cgen
from hardware_labs.bench.peers.estimator import EstimatorProgram, sample_of
from hardware_labs.bench.row import Missing, Row
from hardware_labs.boards import Board
from hardware_labs.compiler.front_ends import load_program
from hardware_labs.compiler.program import Options, Program
from hardware_labs.compiler.sklearn.front_end import ClassicalProgram, read_estimator

Convert = Callable[[BaseEstimator, tuple[int, ...], tuple[int, int]], EstimatorProgram]
PEERS: dict[str, Convert] = {emlearn.WHO: emlearn.emlearn_program, m2cgen.WHO: m2cgen.m2cgen_program}
HOST = "this computer, -O2"
C_TYPES: dict[str, type[np.integer]] = {"int8_t": np.int8, "uint8_t": np.uint8, "int16_t": np.int16}


def estimator_rows(
    model: Path, boards: Sequence[Board], options: Options, samples: Labelled | None = None
) -> Iterator[Row]:
    """Give ours on all boards, then each peer; with samples how often each is right, on this computer.

    Args:
        model: A .skops file.
        boards: Where to simulate it.
        options: With the range of its features.
        samples: With labels.

    Raises:
        CompileError: The file cannot be compiled.
    """
    program = load_program(model, options)
    if not isinstance(program, ClassicalProgram):
        yield from on_boards(model, boards, options)
        return
    features = program.model.features
    accuracy = None
    if samples is not None:
        answers = np.asarray(program.model.run(features.check(samples.x)), dtype=np.int64)
        row = _on_host(OURS, program, samples.x.astype(C_TYPES[features.ctype]), answers)
        accuracy = float(np.mean(answers == samples.y)) if row.differing == 0 else None
        yield replace(row, accuracy=accuracy)
    for row in on_boards(model, boards, options):
        # boards answer as NumPy does, bit for bit
        yield replace(row, accuracy=accuracy) if row.work is not None else row
    span = features.low, features.high
    estimator, x = read_estimator(model), sample_of(features.count, span)
    for who, convert in PEERS.items():
        try:
            peer = convert(estimator, x, span)
        except Missing as missing:
            yield Row(who, "every board", note=str(missing))
            continue
        if samples is not None:
            row = _on_host(who, peer, samples.x.astype(np.int16), samples.y)
            right = None if row.differing is None else 1 - row.differing / len(samples.y)
            yield replace(row, accuracy=right, differing=None, compared=None)
        for board in boards:
            row = on_board(who, peer, board)
            # its sketch was held against its own answers, not against ours
            yield replace(row, differing=None, compared=None)


def _on_host(who: str, program: Program, x: NDArray[np.integer], expected: NDArray[np.int64]) -> Row:
    """Ask all samples for the index of their class."""
    asked = Asked(
        np.ascontiguousarray(x).view(np.int8).reshape(len(x), -1),
        expected.astype(np.uint8).view(np.int8).reshape(-1, 1),
    )
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        folder = Path(name)
        program.write(folder, ["lab bench"])
        contender = Contender(who, (HARNESS / "classifier.c", folder / "model.c"), (folder,))
        try:
            return on_host(contender, asked)
        except Missing as missing:
            return Row(who, HOST, note=str(missing))
