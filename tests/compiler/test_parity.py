"""The NumPy reference equals TensorFlow Lite Micro and LiteRT's portable kernels, output by output."""

import zlib
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import load_tflite, parse_tflite
from tests.compiler.oracles import ORACLES
from tests.compiler.random_graphs import network
from tests.compiler.random_models import MODELS

SEEDS = 25
SAMPLES = 12


@pytest.mark.parametrize("rounding", ORACLES)
def test_golden_models_on_all_digits(golden: Path, digits: np.ndarray, rounding: Rounding) -> None:
    graph = load_tflite(golden)
    (expected,) = ORACLES[rounding](golden.read_bytes(), digits)
    np.testing.assert_array_equal(graph.run(rounding, digits), expected)
    np.testing.assert_array_equal(optimize(graph, rounding).run(rounding, digits), expected)


def test_golden_models_know_digits(golden: Path, digits: np.ndarray) -> None:
    _, labels = load_digits(return_X_y=True)
    outputs = load_tflite(golden).run(Rounding.TFLM, digits)
    assert (outputs.reshape(-1, 10).argmax(axis=1) == labels).mean() > 0.93


@pytest.mark.parametrize("kind", MODELS)
def test_random_operators(kind: str) -> None:
    compared = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
        model = MODELS[kind](rng)
        graph = parse_tflite(model)
        x = rng.integers(-128, 128, size=(SAMPLES, *graph.input.shape)).astype(np.int8)
        for rounding, oracle in ORACLES.items():
            answer = graph.run(rounding, x)
            np.testing.assert_array_equal(answer, oracle(model, x)[0], err_msg=f"{kind}, seed {seed}, {rounding}")
            np.testing.assert_array_equal(optimize(graph, rounding).run(rounding, x), answer)
            compared += answer.size
    assert compared > 1000


def test_random_networks() -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        model = network(rng)
        graph = parse_tflite(model)
        x = rng.integers(-128, 128, size=(SAMPLES, *graph.input.shape)).astype(np.int8)
        for rounding, oracle in ORACLES.items():
            (expected,) = oracle(model, x)
            np.testing.assert_array_equal(graph.run(rounding, x), expected, err_msg=f"seed {seed}, {rounding}")
            np.testing.assert_array_equal(optimize(graph, rounding).run(rounding, x), expected)


def test_the_two_roundings_differ(digits: np.ndarray) -> None:
    """Else it would not matter which one a model is compiled for."""
    graph = load_tflite(Path(__file__).parent / "models" / "digits-dense.tflite")
    answers = [graph.run(rounding, digits) for rounding in Rounding]
    assert 0 < np.count_nonzero(answers[0] != answers[1]) < 20
