"""QUANTIZE at a float input and DEQUANTIZE at a float output: the board's caller works in int8, so both go."""

from __future__ import annotations

from collections.abc import Sequence

from hardware_labs.compiler.graph import Tensor
from hardware_labs.compiler.tflite.node import Node


def float_edges(nodes: Sequence[Node], source: Tensor, target: Tensor) -> tuple[list[Node], Tensor, Tensor]:
    """Return the nodes between a float input and a float output, and the int8 tensors at both ends."""
    inner = list(nodes)
    readers = [node for node in nodes if source in node.inputs]
    if source.dtype == "float32" and len(readers) == 1 and readers[0].kind == "QUANTIZE":
        inner.remove(readers[0])
        source = readers[0].result()
    writers = [node for node in nodes if node.output is target]
    if target.dtype == "float32" and len(writers) == 1 and writers[0].kind == "DEQUANTIZE":
        inner.remove(writers[0])
        target = writers[0].activation()
    return inner, source, target
