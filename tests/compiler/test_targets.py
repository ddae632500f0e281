"""Generated C equals the NumPy reference bit for bit: here, with sanitizers, and on every simulated processor.

A run by hand takes as many times more models as asked for:

    COMPILER_TARGETS=20 python -m pytest tests/compiler/test_targets.py
"""

import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.tflite.load import load_tflite, parse_tflite
from tests.compiler.random_graphs import network
from tests.compiler.random_models import MODELS, layer
from tests.compiler.targets import run
from tests.compiler.tflite_writer import Writer

ROUNDED_DIFFERENTLY = ("FULLY_CONNECTED", "LOGISTIC", "MUL", "TANH")
THOROUGH = int(os.environ.get("COMPILER_TARGETS", "1"))
BOARDS = ("uno", "mega", "riscv", "xtensa")


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("target", ["host", *BOARDS])
def test_golden_models(golden: Path, digits: np.ndarray, target: str, rounding: Rounding) -> None:
    graph = load_tflite(golden)
    x = digits[:: 300 if target != "host" else 20]
    np.testing.assert_array_equal(run(target, graph, rounding, x).outputs, graph.run(rounding, x))


@pytest.mark.parametrize("target", ["host", "uno", "riscv"])
def test_random_networks(target: str) -> None:
    for seed in range(4 * THOROUGH if target == "host" else THOROUGH):
        rng = np.random.default_rng(seed)
        graph = parse_tflite(network(rng))
        x = rng.integers(-128, 128, size=(3, *graph.input.shape)).astype(np.int8)
        answer = run(target, graph, Rounding.TFLM, x).outputs
        np.testing.assert_array_equal(answer, graph.run(Rounding.TFLM, x), err_msg=f"seed {seed}")


@pytest.mark.parametrize("level", ["-O0", "-O3"])
def test_avr_at_other_levels(digits: np.ndarray, level: str) -> None:
    graph = load_tflite(Path(__file__).parent / "models" / "digits-separable.tflite")
    x = digits[:2]
    answer = run(f"mega {level}", graph, Rounding.TFLM, x).outputs
    np.testing.assert_array_equal(answer, graph.run(Rounding.TFLM, x))


def test_weights_above_64_kilobytes_on_the_mega() -> None:
    """Layers of weights behind the first 64 KB of flash, out of reach of LPM; 300 terms, more than one byte counts."""
    rng = np.random.default_rng(5)
    writer = Writer()
    source = last = writer.tensor((1, 300), 0.05, 3)
    for _ in range(3):
        w, b = layer(rng, writer, (100, 300), 0, 0.05)
        wide, w2, b2 = writer.tensor((1, 100), 1.0, -7), *layer(rng, writer, (300, 100), 0, 1.0)
        narrow = writer.tensor((1, 300), 5.0, 2)
        writer.operator("FULLY_CONNECTED", [last, w, b], wide, "FullyConnectedOptions")
        writer.operator("FULLY_CONNECTED", [wide, w2, b2], narrow, "FullyConnectedOptions")
        last = narrow
    graph = parse_tflite(writer.finish(source, last))
    x = rng.integers(-128, 128, size=(3, *graph.input.shape)).astype(np.int8)
    expected = graph.run(Rounding.TFLM, x)
    assert len(np.unique(expected)) > 50
    np.testing.assert_array_equal(run("mega", graph, Rounding.TFLM, x).outputs, expected)


def test_digits_network_takes_at_most_20000_cycles_on_the_uno(digits: np.ndarray) -> None:
    """64-16-10 with its softmax, each of all digits; an input without any blank pixel can take 23,000."""
    graph = load_tflite(Path(__file__).parent / "models" / "digits-dense.tflite")
    blocks = np.array_split(digits, 5)  # as many as fit the flash
    with ThreadPoolExecutor(2) as workers:
        answers = list(workers.map(partial(run, "uno", graph, Rounding.TFLM), blocks))
    np.testing.assert_array_equal(
        np.concatenate([answer.outputs for answer in answers]), graph.run(Rounding.TFLM, digits)
    )
    cycles = [cycle for answer in answers for cycle in answer.cycles]
    assert len(cycles) == len(digits)
    assert max(cycles) <= 20_000


def test_softmax_of_a_row_so_long_that_all_shares_are_zero() -> None:
    writer = Writer()
    source = writer.tensor((1, 3000), 0.1, 0)
    result = writer.tensor((1, 3000), 1 / 256, -128)
    writer.operator("SOFTMAX", [source], result, "SoftmaxOptions", beta=1.0)
    graph = parse_tflite(writer.finish(source, result))
    x = np.zeros((2, *graph.input.shape), dtype=np.int8)
    x[1].flat[7] = 90
    for target in ("host", "riscv"):
        np.testing.assert_array_equal(run(target, graph, Rounding.TFLM, x).outputs, graph.run(Rounding.TFLM, x))


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("target", ["host", "uno", "riscv", "xtensa"])
def test_random_operators(kind: str, target: str) -> None:
    for seed in range(2 * THOROUGH if target == "host" else THOROUGH):
        rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
        graph = parse_tflite(MODELS[kind](rng))
        samples = max(1, min(12, 2000 // graph.input.size))
        x = rng.integers(-128, 128, size=(samples, *graph.input.shape)).astype(np.int8)
        for rounding in Rounding if kind in ROUNDED_DIFFERENTLY else [Rounding.TFLM]:
            answer = run(target, graph, rounding, x).outputs
            np.testing.assert_array_equal(answer, graph.run(rounding, x), err_msg=f"seed {seed}, {rounding}")
