"""A graph as a program: optimized, planned, written as C, with one inference that its reference answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from hardware_labs.boards import Board
from hardware_labs.compiler.c_layer import LARGEST_ARRAY
from hardware_labs.compiler.edges import Edges
from hardware_labs.compiler.graph import Graph, Tensor, Values
from hardware_labs.compiler.memory import Plan
from hardware_labs.compiler.network import Source, generate, write_source
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.prediction import is_predicted, predict_cycles
from hardware_labs.compiler.program import Layer, Options, Program, Sample

FILLS = {"int8": "(int8_t)(i * 37 + 5)", "uint8": "(uint8_t)(i * 37 + 5)", "float32": "(int8_t)(i * 37 + 5) / 64.0f"}
PRINTS = {
    "int8": "Serial.print({}[i]);",
    "uint8": "Serial.print({}[i]);",
    "float32": "int32_t bits;\n    memcpy(&bits, &{}[i], sizeof bits);\n    Serial.print(bits);",
}


class GraphProgram(Program):
    """Any front end's graph."""

    def __init__(self, graph: Graph, options: Options) -> None:
        """Optimize `graph` for the rounding that was chosen."""
        self.graph = optimize(graph, options.rounding)
        self.options = options

    @property
    def remedy(self) -> str:
        """Four bytes a number is what makes float models large."""
        return "convert it to int8, which takes about a quarter," if self.floats else super().remedy

    @property
    def floats(self) -> bool:
        """Whether any operator answers in float32."""
        return any(operator.output.dtype == "float32" for operator in self.graph.operators)

    @cached_property
    def source(self) -> Source:
        """Its C, without provenance."""
        return self._generate([], probes=False)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """One for each operator that runs."""
        engine = self.options.board.engine
        return tuple(
            Layer(
                op.kind,
                op.output.shape[1:],
                op.macs,
                flash,
                op.output.bytes + op.scratch,
                predict_cycles(op, engine) if is_predicted(op, engine) else None,
            )
            for op, flash in self.source.layers.items()
        )

    @property
    def plan(self) -> Plan:
        """The plan of the tensors between input and output."""
        return self.source.allocation.plan

    @property
    def ram(self) -> int:
        """The arena, the inputs, the outputs."""
        return self.plan.size + sum(tensor.bytes for tensor in (*self.graph.inputs, *self.graph.outputs))

    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write the C."""
        return write_source(self._generate(provenance, probes=probes), folder)

    def sample(self) -> Sample:
        """The inputs' elements are 5, 42, 79 and so on in int8; 64ths of that where they are floats."""
        graph, edges = self.graph, Edges(self.graph)
        expected = graph.run_all(self.options.rounding, *(_filled(tensor) for tensor in graph.inputs))
        return Sample(
            "\n".join(
                f"static {tensor.ctype} {edges.name(tensor)}[{edges.size(tensor)}];"
                for tensor in (*graph.inputs, *graph.outputs)
            ),
            "\n  ".join(
                f"for (uint16_t i = 0; i < {edges.size(tensor)}; i++) {edges.name(tensor)}[i] = {FILLS[tensor.dtype]};"
                for tensor in graph.inputs
            ),
            f"model_predict({', '.join(edges.name(tensor) for tensor in (*graph.inputs, *graph.outputs))});",
            "\n  ".join(
                f"for (uint16_t i = 0; i < {edges.size(tensor)}; i++) {{\n    Serial.print(',');\n"
                f"    {PRINTS[tensor.dtype].format(edges.name(tensor))}\n  }}"
                for tensor in graph.outputs
            ),
            tuple(int(value) for y in expected for value in _integers(y).ravel()),
        )

    def _generate(self, provenance: Sequence[str], *, probes: bool) -> Source:
        limit = largest_array(self.options.board)
        return generate(self.graph, self.options.rounding, provenance, largest_array=limit, probes=probes)


def _filled(tensor: Tensor) -> Values:
    x = (np.arange(tensor.size) * 37 + 5).astype(np.uint8)
    if tensor.dtype == "float32":
        return (x.view(np.int8) / np.float32(64)).astype(np.float32).reshape(1, *tensor.shape)
    return x.view(tensor.dtype).reshape(1, *tensor.shape)


def _integers(y: Values) -> Values:
    """Floats are compared by their bits."""
    return y.view(np.int32) if y.dtype == np.float32 else y


def largest_array(board: Board) -> int | None:
    """Return how many bytes of weights one layer may have on a board; None without a limit."""
    return LARGEST_ARRAY if board.engine == "avr" else None
