"""Models that Keras makes and saves now: they are read as Keras computes them."""

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.keras import convert
from hardware_labs.compiler.keras.convert import check_samples
from hardware_labs.compiler.keras.read import read_file, read_model
from tests.compiler.keras.targets import quantized, real
from tests.compiler.keras.test_accuracy import STEP, states

# of Keras 3.15 with NumPy 2
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
X = np.random.default_rng(0).normal(size=(40, 6, 3)).astype(np.float32)


@pytest.fixture(scope="session")
def keras() -> ModuleType:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    keras.utils.set_random_seed(3)
    return keras


def chain(keras: ModuleType, functional: bool, *behind: object) -> object:
    layers = (keras.Input((6, 3), name="start"), *behind)
    if not functional:
        return keras.Sequential(layers)
    tensor = layers[0]
    for layer in layers[1:]:
        tensor = layer(tensor)
    return keras.Model(layers[0], tensor)


@pytest.mark.parametrize("functional", [False, True])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("SimpleRNN", {}),
        ("GRU", {}),
        ("GRU", {"reset_after": False}),
        ("GRU", {"use_bias": False}),
        ("LSTM", {"unit_forget_bias": False, "dropout": 0.2}),
    ],
)
def test_cells_compute_what_keras_computes(
    keras: ModuleType, kind: str, options: dict[str, Any], functional: bool, tmp_path: Path
) -> None:
    cell = getattr(keras.layers, kind)
    model = chain(
        keras,
        functional,
        cell(5, return_sequences=True, bias_initializer="random_normal", **options),
        keras.layers.Dropout(0.3),
        cell(4, name="other", return_sequences=functional, bias_initializer="random_normal", **options),
        keras.layers.Dense(3, activation="relu"),
        keras.layers.Dense(2),
    )
    expected = model.predict(X, verbose=0)
    model.save(tmp_path / "m.keras")
    for read in (read_model(model), read_file(tmp_path / "m.keras")):
        x = check_samples(X, read)
        first, second, *dense = read.layers
        x = states(second, states(first, x))
        for layer, bend in zip(dense, (lambda y: np.maximum(y, 0), lambda y: y), strict=True):
            x = bend(x @ layer.weights[0] + layer.weights[1])
        np.testing.assert_allclose(x if functional else x[:, -1], expected, atol=1e-5)
    graph = convert(model, X)
    y = real(graph, graph.run(Rounding.TFLM, quantized(graph, X)))
    np.testing.assert_allclose(y, expected, atol=6 * STEP)
    assert np.abs(y - expected).mean() < STEP
    np.testing.assert_array_equal(
        convert(tmp_path / "m.keras", X).run(Rounding.TFLM, quantized(graph, X)),
        graph.run(Rounding.TFLM, quantized(graph, X)),
    )


def test_refusals_of_models_in_memory(keras: ModuleType) -> None:
    layers = keras.layers
    several = keras.Input((6, 3))
    cases = [
        (chain(keras, False, layers.Bidirectional(layers.GRU(2))), r"Bidirectional '\w+' \(layer 1\) is not supported"),
        (chain(keras, False, layers.Masking(), layers.GRU(2)), r"Masking '\w+' \(layer 1\) is not supported"),
        (
            keras.Model(several, layers.Add()([layers.GRU(2)(several), layers.LSTM(2)(several)])),
            "chain the layers one by one",
        ),
        (keras.Sequential([layers.GRU(2)]), "Input"),
        (object(), "object is no Sequential or functional Keras model"),
    ]
    for model, message in cases:
        with pytest.raises(CompileError, match=message) as error:
            convert(model, X)
        assert "\n" not in str(error.value)
