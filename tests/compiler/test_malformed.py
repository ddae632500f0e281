"""Damaged and unsupported `.tflite` files end in one sentence."""

from pathlib import Path

import numpy as np
import pytest

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.tflite.load import load_tflite, parse_tflite
from tests.compiler.fuzz import fuzz
from tests.compiler.tflite_writer import Writer

MODELS = sorted((Path(__file__).parent / "models").glob("*.tflite"))


def test_damaged_files_are_read_or_refused() -> None:
    counts = fuzz(2500, seed=1)
    assert counts["read"] > 200
    assert counts["refused"] > 200


@pytest.mark.parametrize("size", [0, 3, 8, 100, 3000])
def test_cut_off_files_say_so(size: int) -> None:
    with pytest.raises(CompileError, match=r"damaged or cut off|no \.tflite file"):
        parse_tflite(MODELS[0].read_bytes()[:size])


def one(kind: str, shape: tuple[int, ...] = (1, 4), dtype: str = "int8", scale: float | None = 0.5) -> bytes:
    writer = Writer()
    x, y = (writer.tensor(shape, scale, dtype=dtype) for _ in range(2))
    writer.operator(kind, [x], y)
    return writer.finish(x, y)


def wide() -> bytes:
    """Sums that could leave int32."""
    writer = Writer()
    x, y = writer.tensor((1, 4), 0.5), writer.tensor((1, 1), 0.5)
    w = writer.tensor((1, 4), 1.0, data=np.full((1, 4), 127))
    b = writer.tensor((1,), 0.5, dtype="int32", data=np.array([2**31 - 1]))
    writer.operator("FULLY_CONNECTED", [x, w, b], y, "FullyConnectedOptions")
    return writer.finish(x, y)


def other_dimensions() -> bytes:
    writer = Writer()
    x, y = writer.tensor((1, 4, 4, 1), 0.5), writer.tensor((1, 3, 4, 1), 0.5)
    options = {"strideH": 1, "strideW": 1, "filterHeight": 2, "filterWidth": 2, "padding": 1}
    writer.operator("MAX_POOL_2D", [x], y, "Pool2DOptions", **options)
    return writer.finish(x, y)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (one("STRIDED_SLICE"), r"STRIDED_SLICE \(operator 0, writing 'tensor 1'\) is not supported: build the model"),
        (
            one("TANH", dtype="int16"),
            "'tensor 0' goes in or out as int16, and int8, uint8 or float32 is needed: convert",
        ),
        (one("TANH", dtype="uint8"), "computes 'tensor 0' in uint8 among int8: convert the model fully to int8"),
        (one("TANH", scale=None), "'tensor 0' has no one scale and zero point: convert"),
        (one("TANH", shape=(1, -1)), "'tensor 0' has a shape that is known only while running: build the model with"),
        (one("TANH", shape=(2**12, 2**13)), "no board here has memory for that"),
        (one("LOGISTIC"), "has an output zero point other than -128"),
        (one("DEQUANTIZE"), "mixes float32 with 'tensor 1' of type int8: convert the model either without"),
        (wide(), "has sums that can leave int32"),
        (other_dimensions(), r"has an output of \(3, 4\) where \(3, 3\) follows"),
    ],
)
def test_what_cannot_be_compiled_is_refused_in_a_sentence(model: bytes, message: str) -> None:
    with pytest.raises(CompileError, match=message):
        parse_tflite(model)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match=r"nothing\.tflite cannot be read"):
        load_tflite(tmp_path / "nothing.tflite")
