"""SimpleRNN: h = tanh(W x + U h + b).

J. L. Elman, "Finding structure in time", Cognitive Science 14 (1990) 179-211; keras.layers.SimpleRNN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.graph import Quantization
from hardware_labs.compiler.keras.curves import narrow, tanh
from hardware_labs.compiler.keras.gate import HIDDEN, Float64, Gate, Part, quantize_gate
from hardware_labs.compiler.keras.layer import Layer
from hardware_labs.compiler.keras.recurrent import Recurrent, State


@dataclass(frozen=True, eq=False)
class SimpleRNN(Recurrent):
    """Gate: (h, x). h is all that is carried on, since tanh gives it anew at each step."""

    header = "simple_rnn"

    @property
    def memory(self) -> int:
        """h, inputs, the next h."""
        return 2 * self.units + self.features

    def advance(self, state: State, x: Int64) -> State:
        """One step."""
        (gate,) = self.gates
        return State(narrow(tanh(gate.sums(np.concatenate([state.h, x], axis=1)))), state.wide)


def simple_rnn_gates(layer: Layer, source: Quantization) -> tuple[Gate, ...]:
    """Quantize a layer's weights."""
    w, u, bias = layer.cell_weights()
    return (quantize_gate([Part(u, HIDDEN), Part(w, source)], bias, 0, layer.place),)


def simple_rnn_states(layer: Layer, x: Float64) -> Float64:
    """Return the states in float, of shape (samples, steps, units), for x of shape (samples, steps, features)."""
    w, u, bias = layer.cell_weights()
    h = np.zeros((len(x), len(u)))
    states = []
    for step in range(x.shape[1]):
        h = np.tanh(x[:, step] @ w + h @ u + bias)
        states.append(h)
    return np.stack(states, axis=1)
