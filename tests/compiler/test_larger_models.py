"""A keyword network that an Uno holds and a MobileNet for the ESP32-C3: as exact as the small ones, and as useful."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import load_tflite
from tests.compiler.models.scenes import scenes
from tests.compiler.oracles import ORACLES
from tests.compiler.targets import run

MODELS = Path(__file__).parent / "models"
Data = tuple[np.ndarray, np.ndarray]
SCENES = 60


def keywords() -> Data:
    with np.load(MODELS / "keywords.npz") as kept:
        return kept["x"][:, None], kept["y"]


def digit_scenes() -> Data:
    """Return digits in scenes that nobody trained with."""
    x, y = load_digits(return_X_y=True)
    graph = load_tflite(MODELS / "digit-scenes.tflite")
    shown = scenes(x[:SCENES].reshape(-1, 8, 8), seed=99)
    q = graph.input.q
    assert q is not None
    return np.clip(np.round(shown / q.scale) + q.zero_point, -128, 127).astype(np.int8)[:, None], y[:SCENES]


DATA: dict[str, Callable[[], Data]] = {"keywords": keywords, "digit-scenes": digit_scenes}


@pytest.mark.parametrize("name", DATA)
def test_reference_equals_the_runtimes(name: str) -> None:
    path = MODELS / f"{name}.tflite"
    graph, (x, _) = load_tflite(path), DATA[name]()
    for rounding, oracle in ORACLES.items():
        (expected,) = oracle(path.read_bytes(), x)
        np.testing.assert_array_equal(optimize(graph, rounding).run(rounding, x), expected)


@pytest.mark.parametrize("name", DATA)
def test_most_samples_are_answered_right(name: str) -> None:
    graph, (x, y) = load_tflite(MODELS / f"{name}.tflite"), DATA[name]()
    outputs = graph.run(Rounding.TFLM, x).reshape(len(x), -1)
    assert (outputs.argmax(axis=1) == y).mean() > 0.9


@pytest.mark.parametrize(
    ("name", "target"), [("keywords", "host"), ("keywords", "uno"), ("digit-scenes", "host"), ("digit-scenes", "riscv")]
)
def test_c_equals_the_reference(name: str, target: str) -> None:
    graph, (x, _) = load_tflite(MODELS / f"{name}.tflite"), DATA[name]()
    few = x[:2]
    np.testing.assert_array_equal(
        run(target, graph, Rounding.TFLM, few).outputs.reshape(2, -1), graph.run(Rounding.TFLM, few).reshape(2, -1)
    )
