"""Generated C equals the NumPy reference bit for bit: here, with sanitizers, and on every simulated processor."""

import zlib
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.tflite.load import load_tflite, parse_tflite
from tests.compiler.random_models import MODELS
from tests.compiler.targets import run

ROUNDED_DIFFERENTLY = ("FULLY_CONNECTED", "MUL")
BOARDS = ("uno", "mega", "riscv", "xtensa")


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("target", ["host", *BOARDS])
def test_golden_models(golden: Path, digits: np.ndarray, target: str, rounding: Rounding) -> None:
    graph = load_tflite(golden)
    x = digits[:: 300 if target != "host" else 20]
    np.testing.assert_array_equal(run(target, graph, rounding, x).outputs, graph.run(rounding, x))


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("target", ["host", "uno", "riscv", "xtensa"])
def test_random_operators(kind: str, target: str) -> None:
    for seed in range(3 if target == "host" else 1):
        rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
        graph = parse_tflite(MODELS[kind](rng))
        samples = max(1, min(12, 2000 // graph.input.size))
        x = rng.integers(-128, 128, size=(samples, *graph.input.shape)).astype(np.int8)
        for rounding in Rounding if kind in ROUNDED_DIFFERENTLY else [Rounding.TFLM]:
            answer = run(target, graph, rounding, x).outputs
            np.testing.assert_array_equal(answer, graph.run(rounding, x), err_msg=f"seed {seed}, {rounding}")
