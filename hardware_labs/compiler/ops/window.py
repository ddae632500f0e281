"""A window that slides over height and width: what convolutions and pooling share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.graph import Tensor
from hardware_labs.compiler.tflite.node import Node

LONGEST = 2**14


@dataclass(frozen=True)
class Window:
    """Pairs are (height, width).

    Attributes:
        kernel: Size of the window.
        stride: Steps from one output to the next.
        dilation: Distance of the window's points.
        before: Rows above and columns left of the input that the first window covers. Those below and to the right
            follow from the output's size.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    before: tuple[int, int]

    def views(self, x: NDArray[Any], output: tuple[int, int], fill: float) -> Iterator[tuple[int, int, NDArray[Any]]]:
        """Yield, for each point of the window, the inputs it covers.

        Args:
            x: Inputs of shape (samples, height, width, channels).
            output: Height and width of the output.
            fill: The value around the input.

        Yields:
            The point's row and column, and inputs of shape (samples, *output, channels).
        """
        sizes = [
            (out - 1) * stride + (kernel - 1) * dilation + 1
            for out, stride, kernel, dilation in zip(output, self.stride, self.kernel, self.dilation, strict=True)
        ]
        padded = np.full((x.shape[0], *sizes, x.shape[3]), fill, dtype=x.dtype)
        top, left = self.before
        inner = padded[:, top : top + x.shape[1], left : left + x.shape[2]]
        inner[:] = x[:, : inner.shape[1], : inner.shape[2]]
        for row in range(self.kernel[0]):
            for column in range(self.kernel[1]):
                y0, x0 = row * self.dilation[0], column * self.dilation[1]
                y1, x1 = y0 + (output[0] - 1) * self.stride[0] + 1, x0 + (output[1] - 1) * self.stride[1] + 1
                yield row, column, padded[:, y0 : y1 : self.stride[0], x0 : x1 : self.stride[1]]


def read_window(
    node: Node, kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int], padding: str
) -> Window:
    """Place a window on the node's input, and check that the output has the size that follows."""
    source, target = image(node, node.moved()), image(node, node.moved_result())
    before, expected = [], []
    for axis in range(2):
        size, step = source.shape[1 + axis], stride[axis]
        reach = (kernel[axis] - 1) * dilation[axis] + 1
        if padding == "SAME":
            out = -(-size // step)
            before.append(max((out - 1) * step + reach - size, 0) // 2)
        else:
            out = (size - reach) // step + 1
            before.append(0)
        expected.append(out)
    node.require(
        target.shape[1:3] == tuple(expected),
        f"has an output of {target.shape[1:3]} where {tuple(expected)} follows from its input",
    )
    return Window(kernel, stride, dilation, (before[0], before[1]))


def image(node: Node, tensor: Tensor) -> Tensor:
    """Return a tensor that must have the shape (1, height, width, channels), no side longer than kernels count."""
    node.require(
        len(tensor.shape) == 4 and tensor.shape[0] == 1,
        f"has {tensor.name!r} of shape {tensor.shape} instead of (1, height, width, channels)",
        "build the model with Input(batch_shape=(1, ...)) and convert it again",
    )
    node.require(max(tensor.shape) <= LONGEST, f"has {tensor.name!r} of shape {tensor.shape}", "use a smaller image")
    return tensor


def c_window(window: Window, source: Tensor, target: Tensor) -> str:
    """Return the initializers of `struct window` (runtime/window.h)."""
    fields = {
        "in_height": source.shape[1],
        "in_width": source.shape[2],
        "channels": source.shape[3],
        "out_height": target.shape[1],
        "out_width": target.shape[2],
        "kernel_height": window.kernel[0],
        "kernel_width": window.kernel[1],
        "stride_y": window.stride[0],
        "stride_x": window.stride[1],
        "dilation_y": window.dilation[0],
        "dilation_x": window.dilation[1],
        "above": window.before[0],
        "left": window.before[1],
    }
    return ", ".join(f".{name} = {value}" for name, value in fields.items())
