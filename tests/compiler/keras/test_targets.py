"""C of recurrent models equals the NumPy reference bit for bit on every processor, at once and step by step."""

from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.keras import convert
from tests.compiler.keras.conftest import Golden
from tests.compiler.keras.keras_writer import GATES, entry, random_model, weights, write
from tests.compiler.keras.targets import quantized, run


def check(target: str, graph: Graph, x: np.ndarray, says: str = "") -> None:
    expected = graph.run(Rounding.TFLM, x)
    for answer in run(target, graph, x):
        np.testing.assert_array_equal(answer, expected, err_msg=says)


@pytest.mark.parametrize("target", ["host", "uno", "riscv", "xtensa"])
def test_golden_models(golden: Golden, target: str) -> None:
    check(target, golden.graph, quantized(golden.graph, golden.test.x[:: 60 if target != "host" else 4]))


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("target", ["host", "uno", "riscv", "xtensa"])
def test_random_models(kind: str, target: str, tmp_path: Path) -> None:
    """One or two cells of any width, with weights of any scale, and dense layers on the last state or on all."""
    for seed in range(4 if target == "host" else 1):
        rng = np.random.default_rng([seed, len(kind), len(target)])
        path = tmp_path / "random.keras"
        scale = float(10 ** rng.uniform(-2, 1.2))
        samples = random_model(path, rng, kind, sequences=bool(seed % 2), scale=scale)
        graph = convert(path, samples)
        x = rng.integers(-128, 128, size=(6, *graph.input.shape)).astype(np.int8)
        check(target, graph, x, f"seed {seed}")


@pytest.mark.parametrize("target", ["host", "mega"])
def test_more_terms_than_a_byte_counts(target: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    variables = [weights(rng, "GRU", 5, 100), weights(rng, "SimpleRNN", 100, 200)]
    entries = [entry("GRU", "wide", units=100, return_sequences=True), entry("SimpleRNN", "wider", units=200)]
    path = write(tmp_path / "wide.keras", entries, variables, [None, 3, 5])
    graph = convert(path, rng.normal(size=(10, 3, 5)))
    check(target, graph, rng.integers(-128, 128, size=(2, *graph.input.shape)).astype(np.int8))
