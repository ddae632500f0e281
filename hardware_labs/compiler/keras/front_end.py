"""`.keras` files, and calibration samples in a `.npy` file, as programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.allocate import allocate
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import to_int8
from hardware_labs.compiler.graph import Int8
from hardware_labs.compiler.graph_program import GraphProgram, largest_array
from hardware_labs.compiler.keras.convert import convert
from hardware_labs.compiler.keras.gate import Float64
from hardware_labs.compiler.keras.stream import one_step, recurrent_layers, state_bytes, stream
from hardware_labs.compiler.network import Source, generate
from hardware_labs.compiler.prediction import predict_cycles
from hardware_labs.compiler.program import Options, Sample

STEPS = """\
model_reset();
  for (uint16_t t = 0; t < MODEL_STEPS; t++) model_step(x + t * MODEL_STEP_INPUTS, y{row});
  """


class RecurrentProgram(GraphProgram):
    """A graph that begins with recurrent layers: its C can also be run step by step."""

    @property
    def ram(self) -> int:
        """What model_step keeps and works in counts too."""
        return super().ram + state_bytes(self.graph) + allocate(one_step(self.graph)).plan.size

    def inputs(self, x: NDArray[Any]) -> Int8:
        """Return sequences of shape (samples, steps, features), as Keras takes them, as the int8 of model_predict."""
        q = self.graph.input.q
        integers = np.rint(np.asarray(x, dtype=np.float64) / q.scale).astype(np.int64) + q.zero_point
        return to_int8(integers).reshape(-1, *self.graph.input.shape)

    def predict(self, x: NDArray[Any]) -> Float64:
        """Return what the board answers for such sequences, as real numbers of shape (samples, outputs).

        Of a model that answers at each step the shape is (samples, steps, outputs).
        """
        y, q = self.graph.run(self.options.rounding, self.inputs(x)), self.graph.output.q
        return np.asarray(q.scale * (y[:, 0].astype(np.float64) - q.zero_point), dtype=np.float64)

    @property
    def step_ram(self) -> int:
        """What model_step needs: inputs and outputs, state, and what it works in."""
        edges = recurrent_layers(self.graph)[0].features + self.graph.output.shape[-1]
        return edges + state_bytes(self.graph) + allocate(one_step(self.graph)).plan.size

    @property
    def step_cycles(self) -> float:
        """Estimated cycles of model_step."""
        recurrent, engine = recurrent_layers(self.graph), self.options.board.engine
        cycles = sum(predict_cycles(layer, engine) for layer in recurrent) / recurrent[0].steps
        return cycles + sum(predict_cycles(layer, engine) for layer in one_step(self.graph).operators)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a step takes."""
        recurrent = recurrent_layers(self.graph)
        board, cycles = self.options.board, self.step_cycles
        return (
            f"model_step, one of {recurrent[0].steps} time steps: {state_bytes(self.graph)} B of state, "
            f"about {round(cycles):,} cycles ({1e3 * cycles / board.clock.value:.2f} ms)",
        )

    def sample(self) -> Sample:
        """The same sequence twice: by model_predict and step by step."""
        whole = super().sample()
        row = " + t * MODEL_STEP_OUTPUTS" if recurrent_layers(self.graph)[-1].sequences else ""
        again = f"{whole.answer}\n  {STEPS.format(row=row)}{whole.answer}"
        return replace(whole, answer=again, expected=2 * whole.expected)

    def _generate(self, provenance: Sequence[str], *, probes: bool) -> Source:
        rounding = self.options.rounding
        return generate(
            self.graph,
            rounding,
            provenance,
            largest_array=largest_array(self.options.board),
            probes=probes,
            extra=lambda c: stream(self.graph, c, rounding),
        )


def load(path: Path, options: Options) -> RecurrentProgram:
    """Read a model and its calibration samples.

    Raises:
        CompileError: There are no samples, or `convert` refuses model or samples.
    """
    samples = options.more.get("samples")
    if not isinstance(samples, Path):
        raise CompileError(
            f"{path} is quantized to int8: give --samples FILE.npy, sequences that it is for, of shape "
            "(samples, steps, features)."
        )
    return RecurrentProgram(convert(path, read_samples(samples)), options)


def read_samples(path: Path) -> NDArray[Any]:
    """Read a `.npy` file of plain numbers."""
    try:
        return np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except (OSError, ValueError, EOFError, SyntaxError, TypeError, MemoryError) as error:
        raise CompileError(f"{path} is no .npy file of numbers: write the samples by numpy.save.") from error
