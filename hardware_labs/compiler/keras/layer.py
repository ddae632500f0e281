"""One layer of a Keras model: its configuration and weights, and what of both can be compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError

Float64 = NDArray[np.float64]
Shape = tuple[int, ...]
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
DENSE_ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "softmax")
SUPPORTED = "Input, SimpleRNN, GRU, LSTM, Dense and Dropout"
MOST_UNITS = 4096


@dataclass(frozen=True)
class Layer:
    """A layer.

    Attributes:
        index: Its place in the model's list of layers.
        kind: Its class in Keras.
        name: Its name.
        config: What `get_config` returns.
        weights: Its variables in Keras's order; empty until `with_weights`.
    """

    index: int
    kind: str
    name: str
    config: Mapping[str, Any]
    weights: tuple[Float64, ...] = ()

    @property
    def place(self) -> str:
        """How errors name it."""
        return f"{self.kind} {self.name!r} (layer {self.index})"

    @property
    def recurrent(self) -> bool:
        """Whether it is one of the cells."""
        return self.kind in GATES

    @property
    def units(self) -> int:
        """Numbers in its output."""
        return int(self.config["units"])

    def refuse(self, problem: str, remedy: str) -> CompileError:
        """Return the error that this layer cannot be compiled: what is wrong with it, and what to do."""
        return CompileError(f"{self.place} {problem}: {remedy}.")

    def require(self, holds: bool, problem: str, remedy: str) -> None:
        """Refuse this layer unless a condition holds."""
        if not holds:
            raise self.refuse(problem, remedy)

    def shapes(self, features: int) -> list[Shape]:
        """Return the shapes of its variables for so many inputs of one step."""
        biased = bool(self.config.get("use_bias", True))
        if not self.recurrent:
            return [(features, self.units), *([(self.units,)] if biased else [])]
        width = GATES[self.kind] * self.units
        bias = (2, width) if self.kind == "GRU" and self.config["reset_after"] else (width,)
        return [(features, width), (self.units, width), *([bias] if biased else [])]

    def with_weights(self, features: int, variable: Callable[[Layer, int, Shape], NDArray[Any]]) -> Layer:
        """Return the layer with its variables, which `variable` gives by their index and shape."""
        weights = []
        for index, shape in enumerate(self.shapes(features)):
            with np.errstate(invalid="ignore"):
                values = np.asarray(variable(self, index, shape), dtype=np.float64)
            self.require(bool(np.isfinite(values).all()), "has weights that are not finite", "train the model again")
            weights.append(values)
        return Layer(self.index, self.kind, self.name, self.config, tuple(weights))

    def cell_weights(self) -> tuple[Float64, Float64, Float64]:
        """Return kernel, recurrent kernel and bias; zeros where there is none."""
        w, u, *bias = self.weights
        pairs = self.kind == "GRU" and self.config["reset_after"]
        return w, u, bias[0] if bias else np.zeros((2, w.shape[1]) if pairs else w.shape[1])

    def check(self) -> None:
        """Refuse what the integer arithmetic does not cover."""
        units = self.config.get("units")
        self.require(
            isinstance(units, int) and 0 < units <= MOST_UNITS, f"has {units!r} units", f"give it 1 to {MOST_UNITS}"
        )
        activation = self.config.get("activation")
        if not self.recurrent:
            self._check_choice("activation", activation, DENSE_ACTIVATIONS)
            return
        self._check_choice("activation", activation, ("tanh",))
        if self.kind != "SimpleRNN":
            self._check_choice("recurrent_activation", self.config.get("recurrent_activation"), ("sigmoid",))
        if self.kind == "GRU":
            self._check_choice("reset_after", self.config.get("reset_after"), (True, False))
        for option, remedy in (
            ("return_state", "take its output alone"),
            ("go_backwards", "turn the sequences round before training and on the board"),
            ("zero_output_for_mask", "give sequences of one length, without a mask"),
        ):
            self.require(not self.config.get(option), f"has {option}=True", remedy)

    def _check_choice(self, option: str, value: object, possible: Sequence[object]) -> None:
        names = " or ".join(str(choice) for choice in possible)
        # 1 == True, hence the type
        known = any(type(value) is type(choice) and value == choice for choice in possible)
        shown = value if isinstance(value, str) else repr(value)[:40]
        self.require(known, f"has {option} {shown}", f"train it with {names}")
