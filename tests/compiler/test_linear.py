"""Linear models: coefficients to integers."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.linear import (
    INT16_MAX,
    INT32_MAX,
    INT32_MIN,
    FixedPointLinear,
    quantize_linear,
)
from hardware_labs.compiler.reference import predict


def thermistor_line() -> FixedPointLinear:
    return quantize_linear([-0.09], 71.3, input_low=0, input_high=1023, output_scale=100)


def test_integers_follow_the_floats_to_the_last_digit() -> None:
    count = np.arange(1024)
    difference = predict(thermistor_line(), count.reshape(-1, 1)) / 100 - (-0.09 * count + 71.3)
    # half a hundredth of rounding, and half a step of the weight at the largest count
    assert np.abs(difference).max() <= (0.5 + (0.5 * 1023 + 0.5) / 2**11) / 100


def test_the_shift_is_the_largest_that_fits() -> None:
    model = thermistor_line()
    assert model.shift == 11
    assert abs(model.weights[0]) <= INT16_MAX < abs(2 * model.weights[0])


def test_the_bias_holds_the_rounding_half() -> None:
    model = quantize_linear([1.0], 0.0, input_low=0, input_high=10, output_scale=1)
    assert model.bias == 1 << (model.shift - 1)
    # 0.5 / 2**shift short of a whole step is rounded up, not dropped
    assert predict(model, np.array([[7]])).tolist() == [7]


def test_no_sum_on_any_path_leaves_int32() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        inputs = int(rng.integers(1, 5))
        low = int(rng.integers(-32768, 32767))
        high = int(rng.integers(low + 1, 32768))
        coefficients = rng.normal(size=inputs) * 10.0 ** rng.uniform(-6, 2)
        intercept = float(rng.normal() * 10.0 ** rng.uniform(-3, 4))
        model = quantize_linear(list(coefficients), intercept, input_low=low, input_high=high, output_scale=100)
        for corner in product((low, high), repeat=inputs):
            total = model.bias
            for weight, x in zip(model.weights, corner, strict=True):
                total += weight * x
                assert INT32_MIN <= total <= INT32_MAX


def test_several_inputs() -> None:
    x = np.random.default_rng(2).integers(0, 256, size=(200, 3))
    coefficients = [0.5, -0.25, 0.125]
    model = quantize_linear(coefficients, 3.0, input_low=0, input_high=255, output_scale=1000)
    assert np.abs(predict(model, x) / 1000 - (x @ coefficients + 3)).max() < 0.01
    assert model.float_coefficients() == pytest.approx(coefficients, abs=1e-4)


def quantize(
    coefficients: Sequence[float] = (1.0,),
    intercept: float = 0.0,
    low: int = 0,
    high: int = 1023,
    scale: int = 100,
) -> FixedPointLinear:
    return quantize_linear(coefficients, intercept, input_low=low, input_high=high, output_scale=scale)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"coefficients": [float("nan")]}, "Coefficient 0 is nan"),
        ({"coefficients": [1.0, float("inf")]}, "Coefficient 1 is inf"),
        ({"coefficients": []}, "at least one coefficient"),
        ({"intercept": float("nan")}, "intercept is nan"),
        ({"low": 5, "high": 5}, "range 5 to 5"),
        ({"high": 32768}, "range 0 to 32768"),
        ({"scale": 0}, "output scale is 0"),
        ({"coefficients": [400.0]}, "Coefficient 0 is 400, and times the output scale 100 it leaves int16"),
        ({"intercept": 3e7}, "intercept of 3e+07 the sum leaves int32"),
        ({"coefficients": [300.0] * 100}, "the sum leaves int32"),
    ],
)
def test_what_cannot_be_compiled_is_refused_in_a_sentence(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CompileError) as error:
        quantize(**wrong)
    assert message in str(error.value)


@pytest.mark.parametrize("x", [np.array([1, 2]), np.array([[1, 2]]), np.array([[1.0]])])
def test_reference_refuses_inputs_of_another_kind(x: np.ndarray) -> None:
    with pytest.raises(CompileError, match=r"integers of shape \(samples, 1\)"):
        predict(thermistor_line(), x)


@pytest.mark.parametrize("x", [-1, 1024])
def test_reference_refuses_inputs_outside_the_range(x: int) -> None:
    with pytest.raises(CompileError, match="range 0 to 1023"):
        predict(thermistor_line(), np.array([[x]]))
