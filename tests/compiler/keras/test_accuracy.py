"""Integer cells against Keras's float: over data sets, and within a bound that is derived for one step."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_labs.boards import find_board
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.keras import RecurrentProgram, convert
from hardware_labs.compiler.keras.curves import ONE, SUM_BITS, sigmoid, tanh
from hardware_labs.compiler.keras.gru import gru_states
from hardware_labs.compiler.keras.layer import Layer
from hardware_labs.compiler.keras.lstm import cell_bits, lstm_states
from hardware_labs.compiler.keras.read import read_file
from hardware_labs.compiler.keras.recurrent import Recurrent
from hardware_labs.compiler.keras.simple_rnn import simple_rnn_states
from hardware_labs.compiler.program import Options
from tests.compiler.keras.conftest import Golden
from tests.compiler.keras.data import DEGREES
from tests.compiler.keras.keras_writer import entry, weights, write
from tests.compiler.keras.targets import quantized, real

STEP = 1 / 128  # of a hidden state
CURVE_ERROR = 4e-4  # of tanh's table, and what is lost below 1/32768


def states(layer: Layer, x: np.ndarray) -> np.ndarray:
    if layer.kind == "LSTM":
        return lstm_states(layer, x)[0]
    return {"SimpleRNN": simple_rnn_states, "GRU": gru_states}[layer.kind](layer, x)


def test_curves_are_within_their_stated_error() -> None:
    q = np.arange(-(2**15), 2**15)
    x = q / 2**SUM_BITS
    assert np.abs(tanh(q) / ONE - np.tanh(x)).max() < CURVE_ERROR
    assert np.abs(sigmoid(q) / ONE - 1 / (1 + np.exp(-x))).max() < CURVE_ERROR / 2 + 1 / ONE


@pytest.mark.parametrize("name", ["digits-rnn", "digits-gru", "digits-lstm"])
def test_digits_are_told_apart_as_well_as_in_float(goldens: dict[str, Golden], name: str) -> None:
    golden = goldens[name]
    y = real(golden.graph, golden.graph.run(Rounding.TFLM, quantized(golden.graph, golden.test.x)))
    expected = (golden.answers.argmax(axis=1) == golden.test.y).mean()
    assert expected > 0.95
    # 450 digits: one of them is 0.0022
    assert abs((y.argmax(axis=1) == golden.test.y).mean() - expected) < 0.007
    assert (y.argmax(axis=1) == golden.answers.argmax(axis=1)).mean() > 0.985
    assert np.abs(y - golden.answers).mean() < 0.002


def test_temperatures_are_within_two_steps_of_the_output(goldens: dict[str, Golden]) -> None:
    golden = goldens["temperature-gru"]
    y = RecurrentProgram(golden.graph, Options(find_board("uno"))).predict(golden.test.x)
    error = np.abs(y - golden.answers)
    step = golden.graph.output.q.scale
    assert step * DEGREES < 0.16
    assert error.max() < 2 * step
    assert error.mean() < 0.5 * step
    rmse, expected = (np.sqrt(np.mean((each[:, 0] - golden.test.y) ** 2)) for each in (y, golden.answers))
    assert rmse < 1.01 * expected


def test_hidden_states_stay_near_those_of_keras(golden: Golden) -> None:
    """A step of 1/128 in the mean, and no growth over 24 hours where the cell forgets."""
    operator = golden.graph.operators[0]
    assert isinstance(operator, Recurrent)
    whole = replace(operator, output=replace(operator.output, shape=(1, operator.steps, operator.units)))
    (layer, *_) = read_file(golden.path).layers
    h = whole.run(Rounding.TFLM, quantized(golden.graph, golden.test.x))[:, 0] / 128
    error = np.abs(h - states(layer, golden.test.x.astype(np.float64))) / STEP
    assert error.mean() < 1
    assert error.max() < 15
    if operator.steps == 24:
        assert error[:, -1].mean() < 1.2 * error[:, 0].mean()


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.sampled_from(["SimpleRNN", "GRU", "GRU before", "LSTM"]),
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.floats(-2, 0.7),
    st.floats(-4, 3),
)
def test_one_step_is_within_the_derived_bound(
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    seed: int,
    size: tuple[int, int],
    weight_exponent: float,
    range_exponent: float,
) -> None:
    """From h = 0, with inputs that int8 holds exactly.

    A gate's sum is off by half of its step for each unit of input, for rounded weights, by one step for the bias, and
    by 1/2048 for the last bit. Sigmoid and tanh pass on a quarter and all of that. h is rounded to half a step and ends
    at 127 of 128.
    """
    features, units = size
    rng = np.random.default_rng(seed)
    cell, _, before = kind.partition(" ")
    more = {"reset_after": not before} if cell == "GRU" else {}
    reach = 10.0**range_exponent
    variables = weights(rng, cell, features, units, scale=10.0**weight_exponent / max(reach, 1.0), **more)
    path = Path(tmp_path_factory.getbasetemp() / "one.keras")
    write(path, [entry(cell, "cell", units=units, **more)], [variables], [None, 1, features])
    graph = convert(path, rng.uniform(-reach, reach, (30, 1, features)))
    x = rng.integers(-128, 128, (10, 1, 1, features))
    q = graph.input.q
    inputs = q.scale * (x[:, 0] - q.zero_point).astype(np.float64)
    (layer,) = read_file(path).layers
    error = np.abs(graph.run(Rounding.TFLM, x.astype(np.int8)) / 128 - states(layer, inputs))
    operator = graph.operators[0]
    assert isinstance(operator, Recurrent)
    steps = max(int(gate.step.max()) for gate in operator.gates) / 2**19
    of_zero = np.abs(q.zero_point) * features
    sums = steps * (np.abs(x).sum(axis=(1, 2, 3)) / 2 + of_zero / 2 + 1) + 1 / 2**SUM_BITS
    of_h = np.abs(variables[2]).max() if cell == "GRU" else 0.0
    gates = {"SimpleRNN": sums, "GRU": (2.25 + of_h / 4) * sums, "LSTM": 1.5 * sums}[cell]
    bound = gates + 4 * CURVE_ERROR * (1 + of_h) + STEP / 2 + STEP
    assert (error[:, 0].max(axis=-1) <= bound).all()


def test_cell_states_have_room_for_twice_what_calibration_reaches() -> None:
    assert [cell_bits(reached) for reached in (0.0, 8.0, 8.1, 16.0, 1e9)] == [4, 4, 5, 5, 12]


def test_a_cell_state_that_counts_is_kept(tmp_path: Path) -> None:
    """i, f and g near 1: c counts the steps, far above 16; then the forget gate closes and g subtracts."""
    variables = [np.array([[0.0, 20.0, 20.0, 0.0]]), np.zeros((1, 4)), np.array([15.0, 0.0, 0.0, 15.0])]
    path = write(tmp_path / "count.keras", [entry("LSTM", "c", units=1)], [variables], [None, None, 1])
    x = np.ones((1, 90, 1))
    graph = convert(path, np.concatenate([x, -x]))
    (operator,) = graph.operators
    assert isinstance(operator, Recurrent)
    assert operator.cell_bits == 8
    up_and_forgotten = np.concatenate([x, -x[:, :1]], axis=1)
    longer = convert(path, np.concatenate([up_and_forgotten, -up_and_forgotten]))
    assert real(graph, graph.run(Rounding.TFLM, quantized(graph, x)))[0, 0] > 0.98
    answer = real(longer, longer.run(Rounding.TFLM, quantized(longer, up_and_forgotten)))[0, 0]
    assert answer == pytest.approx(np.tanh(-1), abs=2 * STEP)
