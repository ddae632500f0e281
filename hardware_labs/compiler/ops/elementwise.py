"""What ADD and MUL share in every type: two operands, broadcast to one shape; one of them may be a constant."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Operator, Tensor, Values
from hardware_labs.compiler.ops.broadcast import Dimension, broadcast, c_loops
from hardware_labs.compiler.tflite.node import Node


@dataclass(frozen=True, eq=False)
class Elementwise(Operator):
    """Operator of two operands at each place.

    Attributes:
        operands: Both; `inputs` has those that are no constants.
        low: Smallest output, from the fused activation.
        high: Largest output.
    """

    operands: tuple[Tensor, Tensor]
    low: Any
    high: Any

    @property
    def loops(self) -> list[Dimension]:
        """How the operands meet; `read_operands` has checked that they do."""
        found = broadcast(self.operands[0].shape, self.operands[1].shape, self.output.shape)
        assert found is not None
        return found

    @property
    def in_place(self) -> bool:
        """Each output takes only the inputs at its place."""
        return self.inputs[0].shape == self.output.shape

    @property
    def scratch(self) -> int:
        """A constant is copied from flash, so that kernels read RAM only."""
        return sum(tensor.bytes for tensor in self.operands if tensor.data is not None)

    @abstractmethod
    def compute(self, a: Values, b: Values, rounding: Rounding) -> Values:
        """Compute for arrays that NumPy broadcasts."""

    @abstractmethod
    def c_kernel(self, c: CWriter, rounding: Rounding) -> str:
        """Return a call of a kernel for one run of outputs, as `c_loops` takes it."""

    @abstractmethod
    def c_constant(self, c: CWriter, values: Values) -> str:
        """Return the statement that copies a constant to `scratch`."""

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Broadcast and compute."""
        waiting = list(inputs)
        a, b = (
            (waiting.pop(0) if tensor.data is None else tensor.data[None]).reshape(
                -1, *(1,) * (len(self.output.shape) - len(tensor.shape)), *tensor.shape
            )
            for tensor in self.operands
        )
        return self.compute(a, b, rounding)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """Loops around the kernel, a constant copied before them."""
        names = ["scratch" if tensor.data is not None else "x" for tensor in self.operands]
        if names == ["x", "x"]:
            names[1] = "x2"
        copies = "".join(
            self.c_constant(c, tensor.data.ravel()) + "\n    " for tensor in self.operands if tensor.data is not None
        )
        return copies + c_loops(self.loops, self.c_kernel(c, rounding), *names)


def read_operands(node: Node, a: Tensor, b: Tensor, target: Tensor) -> tuple[tuple[Tensor, ...], tuple[Tensor, Tensor]]:
    """Return the inputs and the operands; of two constants both are inputs, and the operator will be folded."""
    node.require(
        broadcast(a.shape, b.shape, target.shape) is not None,
        f"has inputs of shapes {a.shape} and {b.shape} for an output of {target.shape}",
        "give them shapes that broadcast, as NumPy's do",
    )
    if a.data is not None and b.data is not None:
        bare = [Tensor(each.name, each.shape, each.dtype, each.quantization) for each in (a, b)]
        return (a, b), (bare[0], bare[1])
    return tuple(tensor for tensor in (a, b) if tensor.data is None), (a, b)
