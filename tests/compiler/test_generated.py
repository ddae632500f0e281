"""Models that hypothesis makes up: shapes, strides, paddings, zero points, extreme scales, each operator and networks.

A run by hand takes as many as asked for: COMPILER_EXAMPLES=5000 python -m pytest tests/compiler/test_generated.py
"""

import os

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import parse_tflite
from tests.compiler.as_float import as_float
from tests.compiler.oracles import ORACLES
from tests.compiler.random_graphs import network
from tests.compiler.random_models import MODELS
from tests.compiler.stretched import stretched
from tests.compiler.test_floats import POLYNOMIAL, TOLERANCE

EXAMPLES = int(os.environ.get("COMPILER_EXAMPLES", "6"))
SAMPLES = 4
thorough = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("kind", [*MODELS, "network"])
@thorough
@given(seed=seeds, exponents=st.lists(st.integers(-24, 24), min_size=1, max_size=4))
def test_int8_models_equal_both_runtimes(kind: str, seed: int, exponents: list[int]) -> None:
    """Scales are stretched by powers of two, far beyond what converters write; what is refused is refused clearly."""
    rng = np.random.default_rng(seed)
    model = network(rng) if kind == "network" else stretched(MODELS[kind](rng), exponents)
    try:
        graph = parse_tflite(model)
    except CompileError as error:
        assert kind != "network" and any(exponents), f"{error}"
        return
    x = rng.integers(-128, 128, size=(SAMPLES, *graph.input.shape)).astype(np.int8)
    for rounding, oracle in ORACLES.items():
        (expected,) = oracle(model, x)
        np.testing.assert_array_equal(graph.run(rounding, x), expected, err_msg=str(rounding))
        np.testing.assert_array_equal(optimize(graph, rounding).run(rounding, x), expected)


@pytest.mark.parametrize("kind", [*sorted({*MODELS} - {"QUANTIZE"}), "network"])
@thorough
@given(seed=seeds)
def test_float_models_equal_both_runtimes(kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = as_float(network(rng) if kind == "network" else MODELS[kind](rng))
    graph = parse_tflite(model)
    x = (rng.normal(size=(SAMPLES, *graph.input.shape)) * 3).astype(np.float32)
    exact = not any(POLYNOMIAL.search(operator.kind) for operator in graph.operators)
    for rounding, oracle in ORACLES.items():
        (expected,) = oracle(model, x)
        y = optimize(graph, rounding).run(rounding, x)
        error = np.abs(y - expected).max()
        assert error <= (0 if exact else TOLERANCE * np.abs(expected).max()), f"{rounding}"
