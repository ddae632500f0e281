"""Generated C on this computer: equal to the reference bit for bit, and plain C99."""

import ctypes
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.c_source import write_c
from hardware_labs.compiler.linear import FixedPointLinear, quantize_linear
from hardware_labs.compiler.reference import predict

COMPILER = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), "cc")
# overflow traps instead of wrapping: a sum that leaves int32 ends the test
FLAGS = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fPIC", "-shared", "-ftrapv"]


def run_c(model: FixedPointLinear, x: np.ndarray, folder: Path) -> np.ndarray:
    folder.mkdir()
    write_c(model, folder, ["test"])
    library = folder / "model.so"
    subprocess.run([COMPILER, *FLAGS, "-o", library, folder / "model.c"], check=True)
    function = ctypes.CDLL(str(library)).model_predict
    function.restype = ctypes.c_int32
    rows = np.ascontiguousarray(x, dtype=np.int16)
    return np.array([function(row.ctypes.data_as(ctypes.c_void_p)) for row in rows], dtype=np.int32)


def inputs_of(model: FixedPointLinear, rng: np.random.Generator, samples: int = 300) -> np.ndarray:
    size = (samples, len(model.weights))
    x = rng.integers(model.input_low, model.input_high + 1, size=size)
    corners = rng.choice([model.input_low, model.input_high], size=size)
    return np.concatenate([x, corners])


def random_model(rng: np.random.Generator) -> FixedPointLinear:
    inputs = int(rng.choice([1, 2, 3, 8, 255, 256, 300]))
    low = int(rng.choice([-32768, -1000, 0]))
    high = int(rng.choice([1, 1023, 32767]))
    coefficients = rng.normal(size=inputs) * 10.0 ** rng.uniform(-8, 0)
    intercept = float(rng.normal() * 10.0 ** rng.uniform(-2, 4))
    return quantize_linear(list(coefficients), intercept, input_low=low, input_high=high, output_scale=100)


@pytest.mark.parametrize("seed", range(20))
def test_random_models_equal_the_reference(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = random_model(rng)
    x = inputs_of(model, rng)
    np.testing.assert_array_equal(run_c(model, x, tmp_path / "c"), predict(model, x))


EXTREMES = {
    "largest accumulator": FixedPointLinear((32767, 32767), 2**31 - 1 - 2 * 32767 * 32767, 0, -32768, 32767, 1),
    "smallest bias": FixedPointLinear((1,), -(2**31), 30, 0, 100, 1),
    "smallest accumulator": FixedPointLinear((-32767,), -(2**31) + 32767 * 32767, 15, -32768, 32767, 1),
    "largest shift": FixedPointLinear((3,), 1 << 29, 30, -32768, 32767, 1),
    "no shift": FixedPointLinear((-7,), -3, 0, -32768, 32767, 1),
    "all zero": FixedPointLinear((0, 0, 0), 0, 30, 0, 1, 1),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_equal_the_reference(tmp_path: Path, name: str) -> None:
    model = EXTREMES[name]
    x = inputs_of(model, np.random.default_rng(0))
    expected = (x.astype(object) @ np.array(model.weights, dtype=object) + model.bias) // 2**model.shift
    np.testing.assert_array_equal(predict(model, x), expected.astype(np.int64))
    np.testing.assert_array_equal(run_c(model, x, tmp_path / "c"), predict(model, x))


def test_the_same_model_always_gives_the_same_files(tmp_path: Path) -> None:
    model = random_model(np.random.default_rng(7))
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        write_c(model, folder, ["from here"])
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second
    assert set(first) == {"model.h", "model.c", "linear.h", "flash.h"}


def test_no_name_collides_with_the_macros_of_arduino(tmp_path: Path) -> None:
    write_c(random_model(np.random.default_rng(3)), tmp_path, ["test"])
    for path in tmp_path.iterdir():
        assert not re.search(r"\bB[01]+\b", path.read_text())


def test_provenance_cannot_end_its_comment(tmp_path: Path) -> None:
    model = EXTREMES["no shift"]
    (tmp_path / "c").mkdir()
    write_c(model, tmp_path / "c", ["from */ nowhere"])
    subprocess.run([COMPILER, "-fsyntax-only", tmp_path / "c" / "model.c"], check=True)
