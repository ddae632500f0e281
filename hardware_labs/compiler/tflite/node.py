"""One operator of a `.tflite` file as the readers in `ops/` see it, with the checks that most of them need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.graph import Tensor
from hardware_labs.compiler.tflite.flatbuffer import Table
from hardware_labs.compiler.tflite.schema import ACTIVATIONS, PADDINGS

FLOAT_MAX = float(np.finfo(np.float32).max)
BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "NONE": (None, None),
    "RELU": (0.0, None),
    "RELU6": (0.0, 6.0),
    "RELU_N1_TO_1": (-1.0, 1.0),
}


@dataclass(frozen=True)
class Node:
    """An operator of the file.

    Attributes:
        index: Its place in the file.
        kind: Its name in TensorFlow Lite's schema.
        inputs: Its inputs; None for an optional one that is left out.
        output: Its output.
        options: The table of its options; None where all have their defaults.
    """

    index: int
    kind: str
    inputs: tuple[Tensor | None, ...]
    output: Tensor
    options: Table | None

    def refuse(self, problem: str, remedy: str) -> CompileError:
        """Return the error that this operator cannot be compiled: what is wrong with it, and what to do."""
        return CompileError(f"{self.kind} (operator {self.index}, writing {self.output.name!r}) {problem}: {remedy}.")

    def require(self, holds: bool, problem: str, remedy: str = "convert the model again") -> None:
        """Refuse this operator unless a condition holds."""
        if not holds:
            raise self.refuse(problem, remedy)

    def input(self, position: int) -> Tensor:
        """Return an input that must be there."""
        tensor = self.inputs[position] if position < len(self.inputs) else None
        if tensor is None:
            raise self.refuse(f"has no input {position}", "convert the model again")
        return tensor

    def activation(self, position: int = 0) -> Tensor:
        """Return an input that is computed: int8 with one scale."""
        return self._computed(self.input(position))

    def result(self) -> Tensor:
        """Return the output, int8 with one scale."""
        return self._computed(self.output)

    def moved(self, position: int = 0) -> Tensor:
        """Return an input that is only moved: int8 with one scale, or float32."""
        return self.floats(position) if self.input(position).dtype == "float32" else self.activation(position)

    def moved_result(self) -> Tensor:
        """Return the output of an operator that only moves its inputs."""
        return self._float(self.output) if self.output.dtype == "float32" else self.result()

    def floats(self, position: int = 0) -> Tensor:
        """Return an input that is computed in float32."""
        return self._float(self.input(position))

    def float_result(self) -> Tensor:
        """Return the output, float32."""
        return self._float(self.output)

    def float_clamp(self, field: int) -> tuple[float, float]:
        """Return the range of float32 that the fused activation leaves to the output."""
        name = self.fused(field)
        self.require(name in BOUNDS, f"has the fused activation {name}", "use RELU, RELU6 or a separate layer")
        low, high = BOUNDS[name]
        return -FLOAT_MAX if low is None else low, FLOAT_MAX if high is None else high

    def constant(self, position: int, dtype: str) -> Tensor:
        """Return an input that must be a constant of a type."""
        tensor = self.input(position)
        self.require(
            tensor.data is not None,
            f"takes {tensor.name!r} from another operator, where a constant is needed",
            "make it a constant of the model",
        )
        self.require(
            tensor.dtype == dtype,
            f"has {tensor.name!r} of type {tensor.dtype} instead of {dtype}",
            "convert the model with int8 quantization (TFLITE_BUILTINS_INT8 and a representative data set)",
        )
        return tensor

    def axes(self, position: int, rank: int) -> tuple[int, ...]:
        """Return a constant list of axes, each from 0 to rank - 1."""
        data = self.constant(position, "int32").data
        assert data is not None
        axes = [int(axis) for axis in data.ravel()]
        self.require(all(-rank <= axis < rank for axis in axes), f"has axes {axes} for {rank} dimensions")
        return tuple(sorted({axis % rank for axis in axes}))

    def fused(self, field: int) -> str:
        """Return the name of the activation that is fused into this operator."""
        return self._choice(ACTIVATIONS, self.options.uint8(field) if self.options else 0, "activation")

    def clamp(self, field: int) -> tuple[int, int]:
        """Return the range of int8 that the fused activation leaves to the output."""
        return activation_range(self, self.fused(field))

    def padding(self, field: int) -> str:
        """Return SAME or VALID."""
        return self._choice(PADDINGS, self.options.uint8(field) if self.options else 0, "padding")

    def number(self, field: int, what: str, default: int = 0) -> int:
        """Return a positive number of the options."""
        value = self.options.int32(field, default) if self.options else default
        self.require(0 < value < 2**15, f"has {what} {value}")
        return value

    def bytes(self, tensor: Tensor) -> Tensor:
        """Return an input or output of QUANTIZE: int8 or uint8 with one scale."""
        return self._computed(tensor, ("int8", "uint8"))

    def _computed(self, tensor: Tensor, dtypes: tuple[str, ...] = ("int8",)) -> Tensor:
        self.require(
            tensor.dtype in dtypes,
            f"computes {tensor.name!r} in {tensor.dtype} among int8",
            "convert the model fully to int8 (TFLITE_BUILTINS_INT8 and a representative data set), or fully to float32",
        )
        self.require(
            tensor.quantization is not None and len(tensor.quantization.scales) == 1,
            f"has {tensor.name!r} without one scale and zero point",
            "convert the model with int8 quantization and a representative data set",
        )
        return tensor

    def _float(self, tensor: Tensor) -> Tensor:
        self.require(
            tensor.dtype == "float32",
            f"mixes float32 with {tensor.name!r} of type {tensor.dtype}",
            "convert the model either without quantization or fully to int8",
        )
        return tensor

    def _choice(self, names: list[str], value: int, what: str) -> str:
        self.require(value < len(names), f"has the unknown {what} {value}")
        return names[value]


def activation_range(node: Node, name: str) -> tuple[int, int]:
    """Return the range of int8 that an activation leaves to the node's output."""
    q = node.result().q
    node.require(name in BOUNDS, f"has the fused activation {name}", "use RELU, RELU6 or a separate layer")
    low, high = (
        None if bound is None else q.zero_point + _round(float(np.float32(bound) / np.float32(q.scale)))
        for bound in BOUNDS[name]
    )
    return max(-128, -128 if low is None else low), min(127, 127 if high is None else high)


def _round(x: float) -> int:
    """Round halves away from zero, as C's round()."""
    return int(abs(x) + 0.5) * (1 if x >= 0 else -1)
