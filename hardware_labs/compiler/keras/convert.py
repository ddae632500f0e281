"""A trained Keras model and calibration samples to a graph of int8 operators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.dense_layers import DenseLayers, range_of
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.graph import Graph, Operator, Tensor
from hardware_labs.compiler.keras.gate import HIDDEN, Float64
from hardware_labs.compiler.keras.gru import GRU, GRUBefore, gru_gates, gru_states
from hardware_labs.compiler.keras.layer import Layer
from hardware_labs.compiler.keras.lstm import LSTM, cell_bits, lstm_gates, lstm_states
from hardware_labs.compiler.keras.read import Chain, read_file, read_model
from hardware_labs.compiler.keras.simple_rnn import SimpleRNN, simple_rnn_gates, simple_rnn_states

DENSE = {"linear": "identity", "softmax": "identity", "sigmoid": "logistic"}  # names of DenseLayers


def convert(model: Any, samples: NDArray[Any]) -> Graph:  # noqa: ANN401  (a keras.Model or a path)
    """Quantize a model.

    Args:
        model: A built Sequential or functional model, or the path of a `.keras` file.
        samples: Sequences that are typical of what the model is for, of shape (samples, steps, features), as they
            are given to Keras. The scales of input, cell states and dense layers cover what these reach, and what lies
            beyond is cut off: include the largest and smallest values that the board will meet.

    Raises:
        CompileError: The model has other layers or options, its file is damaged, or samples do not suit it.
    """
    chain = read_file(Path(model)) if isinstance(model, str | Path) else read_model(model)
    x = check_samples(samples, chain)
    source = tensor = Tensor("x", (1, *x.shape[1:]), "int8", range_of(x))
    operators: list[Operator] = []
    for layer in (each for each in chain.layers if each.recurrent):
        shape = (1, x.shape[1], layer.units) if layer.config["return_sequences"] else (1, layer.units)
        target = Tensor(layer.name, shape, "int8", HIDDEN)
        operator, x = _cell(layer, tensor, target, x)
        operators.append(operator)
        tensor = target
    x = x if len(tensor.shape) == 3 else x[:, -1]
    dense = DenseLayers(tensor)
    for layer in (each for each in chain.layers if not each.recurrent):
        x = _add_dense(dense, layer, x)
    return Graph((*operators, *dense.operators), (source,), (dense.tensor,))


def check_samples(samples: NDArray[Any], chain: Chain) -> Float64:
    """Return samples as float64, of a shape that suits the model."""
    x = np.asarray(samples)
    steps = chain.steps if chain.steps is not None else (x.shape[1] if x.ndim == 3 else 0)
    wanted = f"(samples, {chain.steps or 'steps'}, {chain.features})"
    if x.ndim != 3 or x.shape[1:] != (steps, chain.features) or not x.size or x.dtype.kind not in "iufb":
        raise CompileError(
            f"The calibration samples are {x.dtype.name} of shape {x.shape}: give numbers of shape {wanted}, "
            "sequences that the model is for."
        )
    if not np.isfinite(x).all():
        raise CompileError("The calibration samples have a value that is not finite: leave that sequence out.")
    return x.astype(np.float64)


def _cell(layer: Layer, source: Tensor, target: Tensor, x: Float64) -> tuple[Operator, Float64]:
    """Return the operator, and all states in float for the calibration."""
    ends = (source,), target
    if layer.kind == "SimpleRNN":
        return SimpleRNN(*ends, simple_rnn_gates(layer, source.q)), simple_rnn_states(layer, x)
    if layer.kind == "GRU":
        operator = GRU if layer.config["reset_after"] else GRUBefore
        return operator(*ends, gru_gates(layer, source.q)), gru_states(layer, x)
    states, largest = lstm_states(layer, x)
    return LSTM(*ends, lstm_gates(layer, source.q), cell_bits(largest)), states


def _add_dense(dense: DenseLayers, layer: Layer, x: Float64) -> Float64:
    weights, *bias = layer.weights
    activation = str(layer.config["activation"])
    sums = x @ weights + (bias[0] if bias else 0)
    offsets = bias[0] if bias else np.zeros(layer.units)
    y = dense.add(weights.T, offsets, sums, DENSE.get(activation, activation), layer.name)
    if activation == "softmax":
        dense.add_softmax()
        e = np.exp(y - y.max(axis=-1, keepdims=True))
        return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float64)
    return y
