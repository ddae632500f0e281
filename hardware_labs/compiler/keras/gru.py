"""GRU: z = s(Wz x + Uz h + bz), r = s(Wr x + Ur h + br), h = z h + (1 - z) n, with s(a) = 1 / (1 + exp(-a)).

n = tanh(Wn x + bn + r (Un h + cn)) with Keras's reset_after=True, its default, and
n = tanh(Wn x + Un (r h) + bn) with False, as in K. Cho et al., "Learning phrase representations using RNN
encoder-decoder for statistical machine translation" (EMNLP 2014), whose z is 1 - z here; keras.layers.GRU.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.graph import Quantization
from hardware_labs.compiler.keras.curves import ONE, gated, narrow, saturate, sigmoid, tanh
from hardware_labs.compiler.keras.gate import HIDDEN, Float64, Gate, Part, quantize_gate
from hardware_labs.compiler.keras.layer import Layer
from hardware_labs.compiler.keras.recurrent import Recurrent, State


@dataclass(frozen=True, eq=False)
class GRU(Recurrent):
    """reset_after=True. Gates: z and r of (h, x), n's part of x, n's part of h.

    z carries on a state of 16 bits, of which h is the upper byte: with 8 bits, changes below 1/256 would be lost.
    """

    header = "gru"

    @property
    def memory(self) -> int:
        """h, inputs, the state of 16 bits."""
        return 3 * self.units + self.features

    def advance(self, state: State, x: Int64) -> State:
        """One step."""
        z, r, of_x, of_h = (gate.sums(np.concatenate([state.h, x], axis=1)) for gate in self.gates)
        return _updated(state, sigmoid(z), tanh(saturate(of_x + gated(sigmoid(r), of_h))))


@dataclass(frozen=True, eq=False)
class GRUBefore(Recurrent):
    """reset_after=False. Gates: r and z of (h, x), n of (x, r h)."""

    header = "gru_before"

    @property
    def kind(self) -> str:
        """The layer's name in Keras."""
        return "GRU"

    @property
    def memory(self) -> int:
        """h, inputs, r h, the state of 16 bits."""
        return 4 * self.units + self.features

    @property
    def passes(self) -> tuple[tuple[Gate, ...], ...]:
        """Every unit's n needs all of r h."""
        r, z, n = self.gates
        return (r,), (z, n)

    def advance(self, state: State, x: Int64) -> State:
        """One step."""
        r, z, n = self.gates
        memory = np.concatenate([state.h, x], axis=1)
        reset = narrow(gated(sigmoid(r.sums(memory)), state.wide))
        return _updated(state, sigmoid(z.sums(memory)), tanh(n.sums(np.concatenate([memory, reset], axis=1))))


def _updated(state: State, z: Int64, n: Int64) -> State:
    wide = (z * state.wide + (ONE - z) * n + ONE // 2) >> 15
    return State(narrow(wide), wide)


def gru_gates(layer: Layer, source: Quantization) -> tuple[Gate, ...]:
    """Quantize a layer's weights."""
    w, u, bias = layer.cell_weights()
    (wz, wr, wn), (uz, ur, un) = np.split(w, 3, axis=1), np.split(u, 3, axis=1)
    both = np.split(bias, 3, axis=-1)
    bz, br = (b.reshape(-1, len(u)).sum(axis=0) for b in both[:2])
    units = len(u)
    z = quantize_gate([Part(uz, HIDDEN), Part(wz, source)], bz, 0, layer.place)
    r = quantize_gate([Part(ur, HIDDEN), Part(wr, source)], br, 0, layer.place)
    if layer.config["reset_after"]:
        of_x = quantize_gate([Part(wn, source)], both[2][0], units, layer.place)
        return z, r, of_x, quantize_gate([Part(un, HIDDEN)], both[2][1], 0, layer.place)
    return r, z, quantize_gate([Part(wn, source), Part(un, HIDDEN)], both[2], units, layer.place)


def gru_states(layer: Layer, x: Float64) -> Float64:
    """Return the states in float, of shape (samples, steps, units), for x of shape (samples, steps, features)."""
    w, u, bias = layer.cell_weights()
    after = bool(layer.config["reset_after"])
    of_x, of_h = (bias[0], bias[1]) if after else (bias, np.zeros_like(bias))
    h = np.zeros((len(x), len(u)))
    states = []
    for step in range(x.shape[1]):
        xz, xr, xn = np.split(x[:, step] @ w + of_x, 3, axis=1)
        hz, hr, hn = np.split(h @ u + of_h, 3, axis=1)
        z, r = logistic(xz + hz), logistic(xr + hr)
        n = np.tanh(xn + (r * hn if after else (r * h) @ np.split(u, 3, axis=1)[2]))
        h = z * h + (1 - z) * n
        states.append(h)
    return np.stack(states, axis=1)


def logistic(a: Float64) -> Float64:
    """Return 1 / (1 + exp(-a)), without overflow."""
    return np.asarray((1 + np.tanh(a / 2)) / 2, dtype=np.float64)
