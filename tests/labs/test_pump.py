"""The pump's vibration: what the board computes from a window is what its training data hold."""

import runpy
from pathlib import Path

import numpy as np

from hardware_labs.units import find_lab
from tests.labs.header import Header

FOLDER = find_lab("decision-trees").folder
SOURCE = """
#include "vibration.h"
void all(const int16_t (*windows)[WINDOW_SAMPLES], int count, uint16_t *milli_g) {
    for (int i = 0; i < count; i++) milli_g[i] = vibration(windows[i]);
}
"""


def test_the_sketch_computes_the_vibration_that_the_model_was_trained_on(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    usual = random.normal(random.integers(-9000, 9000, (300, 1)), random.uniform(0, 9000, (300, 1)), (300, 64))
    extremes = random.choice([-32768, 0, 32767], (50, 64))
    still = np.full((1, 64), -32768)
    windows = np.concatenate([np.clip(usual, -32768, 32767), extremes, still]).astype(np.int16)
    milli_g = np.zeros(len(windows), dtype=np.uint16)
    Header(FOLDER, SOURCE, tmp_path).fill(milli_g, windows)
    assert np.array_equal(milli_g, runpy.run_path(str(FOLDER / "generate.py"))["vibration"](windows))
    assert (milli_g.min(), milli_g.max()) == (0, 1023)


def test_a_motor_draws_more_under_load_and_turns_slower() -> None:
    motor = runpy.run_path(str(FOLDER / "generate.py"))["motor"]
    idle, idle_speed = motor(230, 0.4)
    loaded, loaded_speed = motor(230, 4.4)
    assert idle < loaded
    assert 2850 < loaded_speed * 30 / np.pi < idle_speed * 30 / np.pi < 3000
