"""LSTM: i, f, o = s(W x + U h + b) of each, g = tanh(W x + U h + b), c = f c + i g, h = o tanh(c).

S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997) 1735-1780, with the forget gate
of F. A. Gers et al., "Learning to forget", Neural Computation 12 (2000) 2451-2471; keras.layers.LSTM.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.graph import Quantization
from hardware_labs.compiler.keras.curves import ONE, gated, narrow, saturate, sigmoid, tanh
from hardware_labs.compiler.keras.gate import HIDDEN, Float64, Gate, Part, quantize_gate
from hardware_labs.compiler.keras.gru import logistic
from hardware_labs.compiler.keras.layer import Layer
from hardware_labs.compiler.keras.recurrent import Recurrent, State

LEAST_CELL_BITS, MOST_CELL_BITS = 4, 12  # a cell state from -16 to 16, or more where calibration needs it


@dataclass(frozen=True, eq=False)
class LSTM(Recurrent):
    """Gates: i, f, g, o, each of (h, x). The cell state has 16 bits; where they do not suffice it saturates."""

    header = "lstm"

    @property
    def memory(self) -> int:
        """h, inputs, the next h, the cell state."""
        return 4 * self.units + self.features

    def advance(self, state: State, x: Int64) -> State:
        """One step."""
        i, f, g, o = (gate.sums(np.concatenate([state.h, x], axis=1)) for gate in self.gates)
        fresh = (sigmoid(i) * tanh(g)) >> self.cell_bits
        c = saturate((sigmoid(f) * state.wide + fresh + ONE // 2) >> 15)
        bounded = tanh(saturate(c << (self.cell_bits - LEAST_CELL_BITS)))
        return State(narrow(gated(sigmoid(o), bounded)), c)


def lstm_gates(layer: Layer, source: Quantization) -> tuple[Gate, ...]:
    """Quantize a layer's weights."""
    w, u, bias = layer.cell_weights()
    return tuple(
        quantize_gate([Part(of_h, HIDDEN), Part(of_x, source)], b, 0, layer.place)
        for of_x, of_h, b in zip(np.split(w, 4, axis=1), np.split(u, 4, axis=1), np.split(bias, 4), strict=True)
    )


def lstm_states(layer: Layer, x: Float64) -> tuple[Float64, float]:
    """Return the states in float, of shape (samples, steps, units), and the largest |c|."""
    w, u, bias = layer.cell_weights()
    h = c = np.zeros((len(x), len(u)))
    states, largest = [], 0.0
    for step in range(x.shape[1]):
        i, f, g, o = np.split(x[:, step] @ w + h @ u + bias, 4, axis=1)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        largest = max(largest, float(np.abs(c).max()))
        states.append(h)
    return np.stack(states, axis=1), largest


def cell_bits(largest: float) -> int:
    """Return the integer bits for cell states that reach `largest` in calibration, with as much again to spare."""
    needed = int(np.ceil(np.log2(max(2 * largest, 1.0))))
    return min(max(needed, LEAST_CELL_BITS), MOST_CELL_BITS)
