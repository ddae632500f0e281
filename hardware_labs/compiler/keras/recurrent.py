"""A recurrent layer as an operator: one cell, rolled into a loop over the time steps.

All sums read hidden states h in int8 at 1/128 and inputs in int8; cells carry on h or c in int16 (`State.wide`).
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Int64, Rounding
from hardware_labs.compiler.graph import Operator, Values
from hardware_labs.compiler.keras.curves import TANH
from hardware_labs.compiler.keras.gate import Gate
from hardware_labs.compiler.ops.channels import BLOCK, interleave


class State(NamedTuple):
    """What a cell remembers, of shape (samples, units) each.

    Attributes:
        h: Hidden state in Q7.
        wide: What is carried on with 16 bits; unused where h is all.
    """

    h: Int64
    wide: Int64


@dataclass(frozen=True, eq=False)
class Recurrent(Operator):
    """Input of shape (1, steps, features); output (1, steps, units), or (1, units) for the last state alone.

    Attributes:
        gates: In the order in which the kernel asks for their sums.
        cell_bits: An LSTM's cell state is in units of 2**cell_bits / 32768.
    """

    gates: tuple[Gate, ...]
    cell_bits: int = 0

    header: ClassVar[str]

    @property
    def steps(self) -> int:
        """Time steps of a sequence."""
        return self.inputs[0].shape[1]

    @property
    def features(self) -> int:
        """Inputs of one step."""
        return self.inputs[0].shape[2]

    @property
    def units(self) -> int:
        """Numbers in the hidden state."""
        return self.output.shape[-1]

    @property
    def sequences(self) -> bool:
        """Whether the output has the states of all steps."""
        return len(self.output.shape) == 3

    @property
    def sums(self) -> int:
        """Sums of all gates, units and steps."""
        return self.steps * len(self.gates) * self.units

    @property
    def macs(self) -> int:
        """One for each weight and step."""
        return self.steps * sum(gate.weights.size for gate in self.gates)

    @property
    @abstractmethod
    def memory(self) -> int:
        """Bytes that a cell needs: hidden state first, then its inputs."""

    @property
    def scratch(self) -> int:
        """One cell's memory, whatever the number of steps."""
        return self.memory

    @property
    def kernel(self) -> str:
        """The C function of a step."""
        return f"{self.header}_step"

    @property
    def passes(self) -> tuple[tuple[Gate, ...], ...]:
        """Gates whose sums are taken unit by unit, for all units before the next pass begins."""
        return (self.gates,)

    @abstractmethod
    def advance(self, state: State, x: Int64) -> State:
        """Take one step.

        Args:
            state: Before it.
            x: Inputs of shape (samples, features).
        """

    def run(self, rounding: Rounding, *inputs: Values) -> Values:
        """From a state of zeros; all roundings are the cell's own."""
        x = inputs[0].reshape(-1, self.steps, self.features).astype(np.int64)
        nothing = np.zeros((len(x), self.units), dtype=np.int64)
        state, outputs = State(nothing, nothing), []
        for step in range(self.steps):
            state = self.advance(state, x[:, step])
            outputs.append(state.h)
        y = np.stack(outputs, axis=1) if self.sequences else state.h
        return y.astype(np.int8).reshape(-1, *self.output.shape)

    def c_call(self, c: CWriter, rounding: Rounding) -> str:
        """A loop over the function of one step, which model_step calls too; see runtime/recurrent.h."""
        c.include(f"recurrent_{self.header.removesuffix('_before')}.h")
        self._declare_step(c)
        step = f"{c.layer}_step(x + t * {self.features}, scratch);"
        copied = f"copy(scratch, {self.units}, y{' + t * ' + str(self.units) if self.sequences else ''});"
        loop = f"for (uint16_t t = 0; t < {self.steps}; t++) "
        lines = [f"fill(0, {self.memory}, scratch);"]
        if self.sequences:
            lines += [f"{loop}{{", f"    {step}", f"    {copied}", "}"]
        else:
            lines += [f"{loop}{step}", copied]
        return "\n    ".join(lines)

    def _declare_step(self, c: CWriter) -> None:
        ordered = [
            _rows(gate, start) for group in self.passes for start in range(0, self.units, BLOCK) for gate in group
        ]
        weights = c.weights(np.concatenate([interleave(gate.weights) for gate in ordered]))
        bias = c.array("int32_t", np.concatenate([gate.bias for gate in ordered]), "bias")
        step = c.array("int16_t", np.concatenate([gate.step for gate in ordered]), "steps")
        tanh = c.array("int16_t", TANH, "tanh")
        cell = f", .cell_bits = {self.cell_bits}" if self.cell_bits else ""
        layer = c.struct(
            "recurrent",
            f"{{.bias = {bias}, .step = {step}, .tanh = {tanh}, .units = {self.units}, "
            f".inputs = {self.features}{cell}}}",
        )
        c.declarations.append(
            f"/* memory: {self.memory} B, the hidden state first */\n"
            f"static void {c.layer}_step(const int8_t *x, int8_t *memory)\n"
            f"{{\n    {self.kernel}({layer}, {weights}, x, memory);\n}}"
        )


def _rows(gate: Gate, start: int) -> Gate:
    """Return the gate of up to four units."""
    units = slice(start, start + BLOCK)
    return Gate(gate.start, gate.weights[units], gate.bias[units], gate.step[units])
