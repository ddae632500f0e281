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
        dtype: NumPy's name of its type: int8 for all that is computed.
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
    def run(self, rounding: Rounding, *inputs: Int8) -> Int8:
        """Compute in NumPy integers, for many samples at once.

        Args:
            rounding: Whose rounding to follow.
            inputs: One array for each input, of shape (samples, *tensor.shape).

        Returns:
            The output, of shape (samples, *output.shape).
        """

    @abstractmethod
    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """Return the C statement that runs this operator on `x` (`x1` for a second input) into `y`.

        Constants that it needs are declared through `c`.
        """


@dataclass(frozen=True)
class Graph:
    """A model.

    Attributes:
        operators: In an order in which they can run.
        input: What the caller fills.
        output: What the caller reads.
    """

    operators: tuple[Operator, ...]
    input: Tensor
    output: Tensor

    def run(self, rounding: Rounding, x: Int8) -> Int8:
        """Compute the whole model in NumPy integers.

        Args:
            rounding: Whose rounding to follow.
            x: Samples of shape (samples, *input.shape).

        Returns:
            Outputs of shape (samples, *output.shape).
        """
        values = {self.input: x}
        for operator in self.operators:
            result = operator.run(rounding, *(values[tensor] for tensor in operator.inputs))
            values[operator.output] = result
        return values[self.output]
