"""`lab bench`: one table of a model on all boards and beside all peers, in one run."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hardware_labs.bench.boards import OURS, on_boards
from hardware_labs.bench.compilers import c3, host
from hardware_labs.bench.contender import CACHE, HARNESS, Asked, Contender, Int8
from hardware_labs.bench.measured import on_c3, on_host
from hardware_labs.bench.operators import operator_names
from hardware_labs.bench.peers import onnx2c as onnx
from hardware_labs.bench.peers import tflm_linked as linked
from hardware_labs.bench.peers import tflm_wheel as wheel
from hardware_labs.bench.row import Missing, Row
from hardware_labs.bench.samples import Samples, by_chance, from_file
from hardware_labs.bench.table import as_json, table
from hardware_labs.boards import Board, find_board
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.front_ends import load_program
from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.program import Options
from hardware_labs.progress import say

REFERENCE_BOARD = "esp32-c3"


def bench_estimator(
    model: Path, boards: Sequence[Board], span: tuple[int, int] | None = None, samples: Path | None = None
) -> list[Row]:
    """Measure a scikit-learn classifier beside emlearn and m2cgen, print the table, write build/bench/<model>.json.

    Args:
        model: A .skops file.
        boards: Where to simulate it.
        span: The smallest and the largest integer of a feature; left out, those of the samples.
        samples: Labelled samples, as bench/labelled.py reads them, for the accuracy of all.

    Raises:
        LabError: The model cannot be compiled, or the samples cannot be read.
    """
    from hardware_labs.bench.estimators import estimator_rows
    from hardware_labs.bench.labelled import read_labelled
    from hardware_labs.compiler.sklearn.front_end import read_estimator

    if span is None and samples is None:
        raise CompileError(f"{model} does not say what its features are: give --samples FILE, or --range LOW HIGH.")
    labelled = read_labelled(samples, getattr(read_estimator(model), "classes_", ())) if samples else None
    if labelled is not None and span is None:
        span = labelled.span
    classical = {"input_low": span[0], "input_high": span[1]} if span else {}
    options = Options(find_board(REFERENCE_BOARD), Rounding.TFLM, {"sklearn": classical})
    rows = []
    for row in estimator_rows(model, boards, options, labelled):
        rows.append(row)
        say(f"  {row.who}, {row.where}: {row.note or 'measured'}")
    about = "one sample; each peer is held against its own answer"
    if labelled is not None:
        about += f"; accuracy and the instructions of this computer: {labelled.about}"
    else:
        say("  accuracy: give labelled samples by --samples FILE, .npz of x and y or CSV with the label last")
    _report(model, rows, about)
    return rows


def bench(
    model: Path, boards: Sequence[Board], samples: Path | None = None, onnx_file: Path | None = None
) -> list[Row]:
    """Measure a model, print the table, write build/bench/<model>.json.

    Args:
        model: A .tflite file, or a .keras file. Peers are measured where it is int8 with one input and one output.
        boards: Where to simulate it.
        samples: Of an int8 .tflite file an .npz file of int8 inputs x and labels y, without which inputs are bytes
            by chance; of a .keras file the .npy file that `lab compile` takes.
        onnx_file: The float model, for onnx2c.

    Raises:
        LabError: The model cannot be compiled, or the samples cannot be read.
    """
    if onnx_file is not None and not onnx_file.is_file():
        raise CompileError(f"{onnx_file} cannot be read (no such file): name an .onnx file.")
    of_keras = model.suffix == ".keras"
    options = Options(find_board(REFERENCE_BOARD), Rounding.TFLM, {"samples": samples} if of_keras else {})
    program = load_program(model, options)
    if of_keras or not isinstance(program, GraphProgram) or not _is_comparable(program):
        return _bench_alone(model, boards, options)
    graph = program.graph
    asked_of = from_file(samples, graph.input.size) if samples else by_chance(graph.input.size)
    y = graph.run(options.rounding, asked_of.x.reshape(-1, *graph.input.shape)).reshape(len(asked_of.x), -1)
    rows = []
    say(f"{model.name}: {asked_of.about}; outputs are compared with the NumPy reference, rounding tflm")
    for row in _rows(model, program, asked_of, Asked(asked_of.x, y), boards, onnx_file):
        rows.append(_with_accuracy(row, asked_of, y))
        say(f"  {row.who}, {row.where}: {row.note or 'measured'}")
    _report(model, rows, asked_of.about)
    return rows


def _is_comparable(program: GraphProgram) -> bool:
    edges = (*program.graph.inputs, *program.graph.outputs)
    return len(edges) == 2 and all(tensor.dtype == "int8" for tensor in edges)


def _bench_alone(model: Path, boards: Sequence[Board], options: Options) -> list[Row]:
    """Measure a model that no peer here reads: recurrent cells, floats, several inputs."""
    rows = []
    for row in on_boards(model, boards, options):
        rows.append(row)
        say(f"  {row.who}, {row.where}: {row.note or 'measured'}")
    rows.append(Row("peers", "every board", note="compared for int8 .tflite files of one input and one output"))
    _report(model, rows, "one sample")
    return rows


def _report(model: Path, rows: Sequence[Row], about: str) -> None:
    say("\n" + table(rows))
    CACHE.mkdir(parents=True, exist_ok=True)
    written = CACHE / f"{model.stem}.json"
    content = {"model": model.name, "samples": about, "rows": as_json(rows)}
    written.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    say(f"\nwritten to {written}")


def _rows(
    model: Path,
    program: GraphProgram,
    samples: Samples,
    asked: Asked,
    boards: Sequence[Board],
    onnx_file: Path | None,
) -> Iterator[Row]:
    data = model.read_bytes()
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        places = {part: Path(name) / part for part in ("ours", "tflm", "onnx")}
        for place in places.values():
            place.mkdir()
        program.write(places["ours"], ["lab bench"])
        ours = Contender(OURS, (HARNESS / "ours.c", places["ours"] / "model.c"), (places["ours"],))
        yield _tried(OURS, "this computer, -O2", lambda: on_host(ours, asked))
        yield _tried(wheel.WHO, "this computer, -O2", lambda: wheel.tflm_wheel(model, asked.x, asked.y))
        names = operator_names(data)
        yield _tried(
            linked.WHO,
            "this computer, -O2",
            lambda: on_host(linked.tflm_linked(data, names, host(), places["tflm"]), asked),
        )
        edges = (program.graph.input, program.graph.output, places["onnx"])
        yield _tried(onnx.WHO, "this computer, -O2", lambda: on_host(onnx.onnx2c(onnx_file, *edges), asked))
        yield _tried(OURS, "ESP32-C3, -Os", lambda: on_c3(ours, asked))
        yield _tried(
            linked.WHO, "ESP32-C3, -Os", lambda: on_c3(linked.tflm_linked(data, names, c3(), places["tflm"]), asked)
        )
        yield _tried(onnx.WHO, "ESP32-C3, -Os", lambda: on_c3(onnx.onnx2c(onnx_file, *edges), asked))
    yield from on_boards(model, boards, program.options)


def _tried(who: str, where: str, measure: Callable[[], Row]) -> Row:
    try:
        return measure()
    except Missing as missing:
        return Row(who, where, note=str(missing))


def _with_accuracy(row: Row, samples: Samples, y: Int8) -> Row:
    """Who answers all as the reference does is as often right."""
    if row.differing == 0 and row.compared == y.size:
        return replace(row, accuracy=samples.accuracy(y))
    return row
