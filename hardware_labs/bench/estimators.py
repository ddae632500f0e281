"""A scikit-learn classifier on every board, beside emlearn and m2cgen in the same trial sketch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sklearn.base import BaseEstimator

from hardware_labs.bench.boards import on_board, on_boards
from hardware_labs.bench.peers import emlearn, m2cgen
from hardware_labs.bench.peers.estimator import EstimatorProgram, sample_of
from hardware_labs.bench.row import Missing, Row
from hardware_labs.boards import Board
from hardware_labs.compiler.front_ends import load_program
from hardware_labs.compiler.program import Options
from hardware_labs.compiler.sklearn.front_end import ClassicalProgram, read_estimator

Convert = Callable[[BaseEstimator, tuple[int, ...], tuple[int, int]], EstimatorProgram]
PEERS: dict[str, Convert] = {emlearn.WHO: emlearn.emlearn_program, m2cgen.WHO: m2cgen.m2cgen_program}


def estimator_rows(model: Path, boards: Sequence[Board], options: Options) -> Iterator[Row]:
    """Give ours on all boards, then each peer.

    Args:
        model: A .skops file.
        boards: Where to simulate it.
        options: With the range of its features.

    Raises:
        CompileError: The file cannot be compiled.
    """
    program = load_program(model, options)
    yield from on_boards(model, boards, options)
    if not isinstance(program, ClassicalProgram):
        return
    features = program.model.features
    span = features.low, features.high
    estimator, x = read_estimator(model), sample_of(features.count, span)
    for who, convert in PEERS.items():
        try:
            peer = convert(estimator, x, span)
        except Missing as missing:
            yield Row(who, "every board", note=str(missing))
            continue
        for board in boards:
            row = on_board(who, peer, board)
            # its sketch was held against its own answers, not against ours
            yield replace(row, differing=None, compared=None)
