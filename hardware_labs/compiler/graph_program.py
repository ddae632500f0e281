"""A graph as a program: optimized, planned, written as C, with one inference that its reference answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from hardware_labs.boards import Board
from hardware_labs.compiler.c_layer import LARGEST_ARRAY
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.memory import Plan
from hardware_labs.compiler.network import Source, generate, write_source
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.prediction import predict_cycles
from hardware_labs.compiler.program import Layer, Options, Program, Sample


class GraphProgram(Program):
    """Any front end's graph."""

    def __init__(self, graph: Graph, options: Options) -> None:
        """Optimize `graph` for the rounding that was chosen."""
        self.graph = optimize(graph, options.rounding)
        self.options = options

    @cached_property
    def source(self) -> Source:
        """Its C, without provenance."""
        return self._generate([], probes=False)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """One for each operator that runs."""
        engine = self.options.board.engine
        return tuple(
            Layer(op.kind, op.output.shape[1:], op.macs, flash, op.output.size + op.scratch, predict_cycles(op, engine))
            for op, flash in self.source.layers.items()
        )

    @property
    def plan(self) -> Plan:
        """The plan of the tensors between input and output."""
        return self.source.allocation.plan

    @property
    def ram(self) -> int:
        """The arena, the input, the output."""
        return self.plan.size + self.graph.input.size + self.graph.output.size

    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write the C."""
        return write_source(self._generate(provenance, probes=probes), folder)

    def sample(self) -> Sample:
        """Bytes 5, 42, 79 and so on."""
        x = (np.arange(self.graph.input.size) * 37 + 5).astype(np.uint8).view(np.int8)
        expected = self.graph.run(self.options.rounding, x.reshape(1, *self.graph.input.shape))
        return Sample(
            "static int8_t x[MODEL_INPUTS];\nstatic int8_t y[MODEL_OUTPUTS];",
            "for (uint16_t i = 0; i < MODEL_INPUTS; i++) x[i] = (int8_t)(i * 37 + 5);",
            "model_predict(x, y);",
            "for (uint16_t i = 0; i < MODEL_OUTPUTS; i++) {\n    Serial.print(',');\n    Serial.print(y[i]);\n  }",
            tuple(int(value) for value in expected.ravel()),
        )

    def _generate(self, provenance: Sequence[str], *, probes: bool) -> Source:
        limit = largest_array(self.options.board)
        return generate(self.graph, self.options.rounding, provenance, largest_array=limit, probes=probes)


def largest_array(board: Board) -> int | None:
    """Return how many bytes of weights one layer may have on a board; None without a limit."""
    return LARGEST_ARRAY if board.engine == "avr" else None
