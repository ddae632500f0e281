"""The wrist's features: what the board computes from a window is what the model was trained on."""

import runpy
from pathlib import Path

import numpy as np

from hardware_labs.units import find_lab
from tests.labs.header import Header

FOLDER = find_lab("k-nearest-neighbours").folder
SOURCE = """
#include "movement.h"
void all(const int16_t (*windows)[WINDOW_SAMPLES][AXES], int count, uint8_t (*features)[3]) {
    for (int i = 0; i < count; i++) movement(windows[i], features[i]);
}
"""


def test_the_sketch_computes_the_features_that_the_model_was_trained_on(tmp_path: Path) -> None:
    extremes = np.random.default_rng(0).choice(np.array([-32768, 0, 32767], dtype=np.int16), (50, 32, 3))
    still = np.full((1, 32, 3), -32768, dtype=np.int16)
    with np.load(FOLDER / "gestures.npz") as data:
        windows = np.concatenate([data["window"], data["hoe"], extremes, still])
    features = np.zeros((len(windows), 3), dtype=np.uint8)
    Header(FOLDER, SOURCE, tmp_path).fill(features, windows)
    expected = runpy.run_path(str(FOLDER / "train.py"))["movement"](windows)
    assert np.array_equal(features, expected)
    assert (features.max(axis=0) == 255).all()  # the extremes are held inside a byte


def test_the_shifts_give_the_features_about_the_same_spread() -> None:
    """As movement.h claims: within a factor of two, the best that a shift can do."""
    with np.load(FOLDER / "gestures.npz") as data:
        spread = runpy.run_path(str(FOLDER / "train.py"))["movement"](data["window"]).std(axis=0)
    assert spread.max() / spread.min() < 2
