"""The one graph that every front end writes and every later step reads: tensors, and operators in running order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hardware_labs.compiler.c_layer import CWriter
    from hardware_labs.compiler.fixed_point import Rounding

Int8 = NDArray[np.int8]
Values = NDArray[Any]
C_TYPES = {"int8": "int8_t", "uint8": "uint8_t", "float32": "float"}


@dataclass(frozen=True)
class Quantization:
    """`real = scale * (integer - zero_point)`, for the whole tensor or for each index along one axis.

    Attributes:
        scales: One float32 for the tensor, or one for each index along `axis`.
        zero_points: As many integers.
        axis: The axis that several scales belong to.
    """

    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    axis: int = 0

    @property
    def scale(self) -> float:
        """The scale of a tensor that has only one."""
        return self.scales[0]

    @property
    def zero_point(self) -> int:
        """The zero point of a tensor that has only one."""
        return self.zero_points[0]


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor; two of them are equal only if they are the same one.

    Attributes:
        name: Its name in the model's file.
        shape: Its dimensions, the batch of 1 included.
        dtype: NumPy's name of its type: int8 or float32 for what is computed, uint8 for what comes in or goes out.
        quantization: What its integers stand for, where they stand for real numbers.
        data: Its values where it is a constant.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    quantization: Quantization | None = None
    data: NDArray[Any] | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Number of elements."""
        return prod(self.shape)

    @property
    def bytes(self) -> int:
        """Bytes of RAM or flash that its elements take."""
        return self.size * np.dtype(self.dtype).itemsize

    @property
    def ctype(self) -> str:
        """The C type of an element."""
        return C_TYPES[self.dtype]

    @property
    def q(self) -> Quantization:
        """The quantization of a tensor that is known to have one."""
        assert self.quantization is not None
        return self.quantization


@dataclass(frozen=True, eq=False)
class Operator(ABC):
    """One operator: attributes as its file in `ops/` says, arithmetic in NumPy, and the C that does the same.

    Attributes:
        inputs: The tensors it computes from; weights and other constants are attributes instead.
        output: The tensor it writes.
    """

    inputs: tuple[Tensor, ...]
    output: Tensor

    @property
    def kind(self) -> str:
        """Its name in tables and comments."""
        return type(self).__name__

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
        return 0

    @property
    def sums(self) -> int:
        """Sums that are scaled: one for each output; more in recurrent cells, whose gates have their own."""
        return self.output.size

    @property
    def scratch(self) -> int:
        """Bytes of RAM that it needs while it runs, besides inputs and output."""
        return 0

    @property
    def in_place(self) -> bool:
        """Whether the output may lie where the first input lies."""
        return False

    @property
    def alias(self) -> bool:
        """Whether the output is the input, byte for byte, so that nothing needs to run."""
        return False

    @abstractmethod
    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """Compute in NumPy, for many samples at once: in integers, or in float32 in the order that the C keeps to.

        Args:
            rounding: Whose rounding to follow.
            inputs: One array for each input, of shape (samples, *tensor.shape).

        Returns:
            The output, of shape (samples, *output.shape).
        """

    @abstractmethod
    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """Return the C statement that runs this operator on `x` (`x2` for a second input) into `y`.

        Constants that it needs are declared through `c`.
        """


@dataclass(frozen=True)
class Graph:
    """A model.

    Attributes:
        operators: In an order in which they can run.
        inputs: What the caller fills, none twice.
        outputs: What the caller reads, none twice; none is an input.
    """

    operators: tuple[Operator, ...]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]

    @property
    def input(self) -> Tensor:
        """The input of a model that has only one."""
        (tensor,) = self.inputs
        return tensor

    @property
    def output(self) -> Tensor:
        """The output of a model that has only one."""
        (tensor,) = self.outputs
        return tensor

    def run(self, rounding: Rounding, x: Values) -> Values:
        """Compute a model of one input and one output in NumPy.

        Args:
            rounding: Whose rounding to follow.
            x: Samples of shape (samples, *input.shape).

        Returns:
            Outputs of shape (samples, *output.shape).
        """
        (y,) = self.run_all(rounding, x)
        return y

    def run_all(self, rounding: Rounding, *inputs: Values) -> tuple[Values, ...]:
        """Compute a model of any inputs and outputs in NumPy, one array of samples for each."""
        values = dict(zip(self.inputs, inputs, strict=True))
        for operator in self.operators:
            values[operator.output] = operator.run(rounding, *(values[tensor] for tensor in operator.inputs))
        return tuple(values[tensor] for tensor in self.outputs)
