"""Float models: NumPy's reference, TensorFlow Lite's reference kernels and the generated C give the same float32."""

import platform
import re
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.boards import find_board
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.ops.floats import functions
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.program import Options
from hardware_labs.compiler.tflite.load import parse_tflite
from tests.compiler.as_float import as_float
from tests.compiler.oracles import ORACLES
from tests.compiler.random_graphs import network
from tests.compiler.random_models import MODELS
from tests.compiler.targets import HOST, run
from tests.compiler.tflite_writer import Writer

KINDS = sorted({*MODELS} - {"QUANTIZE"})
POLYNOMIAL = re.compile("Tanh|Logistic|Softmax")  # the C library's exp and tanh round otherwise than ours
TOLERANCE = 3e-6  # of the largest output, after up to 20 layers
SEEDS = 12


def made(kind: str, seed: int) -> tuple[bytes, Graph, np.ndarray]:
    rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    model = as_float(network(rng) if kind == "network" else MODELS[kind](rng))
    graph = parse_tflite(model)
    samples = max(1, min(8, 1000 // graph.input.size))
    return model, graph, (rng.normal(size=(samples, *graph.input.shape)) * 3).astype(np.float32)


@pytest.mark.parametrize("kind", [*KINDS, "network"])
def test_the_reference_equals_both_runtimes(kind: str) -> None:
    for seed in range(SEEDS):
        model, graph, x = made(kind, seed)
        y = graph.run(Rounding.TFLM, x)
        assert y.dtype == np.float32
        np.testing.assert_array_equal(optimize(graph, Rounding.TFLM).run(Rounding.TFLM, x), y)
        exact = not any(POLYNOMIAL.search(operator.kind) for operator in graph.operators)
        for oracle in ORACLES.values():
            (expected,) = oracle(model, x)
            if exact:
                np.testing.assert_array_equal(y, expected, err_msg=f"{kind}, seed {seed}")
            else:
                assert np.abs(y - expected).max() <= TOLERANCE * np.abs(expected).max(), f"{kind}, seed {seed}"


@pytest.mark.parametrize(
    ("target", "kind"),
    [("host", kind) for kind in [*KINDS, "network"]]
    + [(board, kind) for board in ("mega", "riscv", "xtensa") for kind in ("DEPTHWISE_CONV_2D", "LOGISTIC", "network")],
)
def test_the_c_equals_the_reference_bit_for_bit(target: str, kind: str) -> None:
    for seed in range(2 if target == "host" else 1):
        _, graph, x = made(kind, seed)
        answer = run(target, graph, Rounding.TFLM, x).outputs
        expected = graph.run(Rounding.TFLM, x)
        np.testing.assert_array_equal(answer.view(np.int32), expected.view(np.int32), err_msg=f"seed {seed}")


@pytest.mark.parametrize(("name", "exact"), [("exp", np.exp), ("tanh", np.tanh)])
def test_functions_stay_within_three_units_in_the_last_place(name: str, exact: np.ufunc) -> None:
    x = np.random.default_rng(0).uniform(-87, 88, 300_000).astype(np.float32)
    x = np.concatenate([x, np.linspace(-2, 2, 100_001, dtype=np.float32)])
    y, expected = getattr(functions, name)(x), exact(x.astype(np.float64))
    assert np.abs((y - expected) / np.spacing(np.abs(expected).astype(np.float32))).max() <= 3


def test_functions_far_outside() -> None:
    x = np.array([-np.inf, -1e38, -100, 0, 100, 1e38, np.inf], dtype=np.float32)
    np.testing.assert_array_equal(functions.exp(x)[:4], [0, 0, 0, 1])
    np.testing.assert_allclose(functions.logistic(x), [0, 0, 0, 0.5, 1, 1, 1], atol=1e-38)
    np.testing.assert_array_equal(functions.tanh(x), [-1, -1, -1, 0, 1, 1, 1])


@pytest.mark.parametrize("kind", ["ADD", "MUL"])
@pytest.mark.parametrize("target", ["mega", "riscv"])
def test_boards_round_as_ieee_754_does(kind: str, target: str) -> None:
    """Numbers of all exponents, subnormal ones too: libgcc's and avr-libc's routines are binary32, to nearest even."""
    rng = np.random.default_rng(11)
    writer = Writer()
    x = writer.tensor((1, 2, 150), dtype="float32")
    constant = rng.integers(0, 2**32, size=(1, 1, 150), dtype=np.uint64).astype(np.uint32).view(np.float32)
    constant = np.where(np.isfinite(constant), constant, np.float32(1))
    other = writer.tensor((1, 1, 150), dtype="float32", data=constant)
    y = writer.tensor((1, 2, 150), dtype="float32")
    writer.operator(kind, [x, other], y, {"ADD": "AddOptions", "MUL": "MulOptions"}[kind])
    graph = parse_tflite(writer.finish(x, y))
    near = constant * rng.choice([1, -1, 0.5, 3, 1e-7, 2**-20], size=(1, 1, 1, 150)).astype(np.float32)
    far = np.float32(2.0) ** rng.integers(-149, 127, size=(1, 1, 1, 150)).astype(np.float32)
    samples = np.nan_to_num(np.concatenate([near, far], axis=2).astype(np.float32), posinf=1, neginf=-1)
    with np.errstate(over="ignore"):
        expected = graph.run(Rounding.TFLM, samples)
    subnormal = (expected != 0) & (np.abs(expected) < np.finfo(np.float32).tiny)
    assert kind == "ADD" or subnormal.any()
    answer = run(target, graph, Rounding.TFLM, samples).outputs
    np.testing.assert_array_equal(answer.view(np.int32), expected.view(np.int32))


def test_a_processor_that_multiplies_and_adds_in_one_step_still_rounds_twice(tmp_path: Path) -> None:
    """In GNU C, gcc makes one instruction of a product and a sum wherever the processor has it."""
    flags = ["-mfma"] if platform.machine() in ("x86_64", "AMD64") else []
    for kind in ("CONV_2D", "TANH"):
        _, graph, _ = made(kind, 0)
        folder = tmp_path / kind
        folder.mkdir()
        GraphProgram(graph, Options(find_board("esp32-c3"), Rounding.TFLM)).write(folder, ["test"])
        command = [HOST, "-std=gnu99", "-O2", *flags, "-S", "-o", "-", folder / "model.c"]
        assembly = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert "mul" in assembly
        assert not re.search("fn?m(add|sub)", assembly)
