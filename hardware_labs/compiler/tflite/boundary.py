"""QUANTIZE at a float input and DEQUANTIZE at a float output: the board's caller works in int8, so both go."""

from __future__ import annotations

from collections.abc import Sequence

from hardware_labs.compiler.graph import Tensor
from hardware_labs.compiler.tflite.node import Node


def float_edges(
    nodes: Sequence[Node], inputs: Sequence[Tensor], outputs: Sequence[Tensor]
) -> tuple[list[Node], list[Tensor], list[Tensor]]:
    """Return the nodes between float inputs and float outputs, and the int8 tensors at both ends.

    A node stays where its int8 side is an input or an output already.
    """
    inner, sources, targets = list(nodes), list(inputs), list(outputs)
    for place, source in enumerate(inputs):
        readers = [node for node in nodes if source in node.inputs]
        if source.dtype == "float32" and len(readers) == 1 and readers[0].kind == "QUANTIZE":
            result = readers[0].output
            if source not in outputs and result.dtype == "int8" and result not in outputs:
                inner.remove(readers[0])
                sources[place] = readers[0].result()
    for place, target in enumerate(outputs):
        writers = [node for node in inner if node.output is target]
        if target.dtype == "float32" and len(writers) == 1 and writers[0].kind == "DEQUANTIZE":
            source = writers[0].input(0)
            read_again = any(target in node.inputs for node in inner)
            if source.dtype == "int8" and source not in (*sources, *targets) and not read_again:
                inner.remove(writers[0])
                targets[place] = writers[0].activation()
    return inner, sources, targets
