"""A compiled model as `lab compile` sees it, whichever front end it came from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.memory import Plan


@dataclass(frozen=True)
class Options:
    """What the user chose.

    Attributes:
        board: The board that the model is for.
        rounding: Whose rounding integer layers follow.
        more: Choices that only one front end knows, by name.
    """

    board: Board
    rounding: Rounding = Rounding.TFLM
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """One row of the table.

    Attributes:
        kind: What it is.
        output: Its output's shape, the batch left out.
        macs: Multiply-accumulates of one inference.
        flash: Bytes of its constants.
        ram: Bytes of its output and scratch.
        predicted: Estimated cycles on the board; None where there is no estimate.
    """

    kind: str
    output: tuple[int, ...]
    macs: int
    flash: int
    ram: int
    predicted: int | None = None


@dataclass(frozen=True)
class Sample:
    """One inference of a trial sketch in Arduino C++, and what the reference answers.

    Attributes:
        declarations: Static arrays for inputs and outputs.
        fill: Statements that fill the inputs.
        call: The statement that calls model_predict.
        answer: Statements that print each output as a comma and an integer.
        expected: Those integers.
    """

    declarations: str
    fill: str
    call: str
    answer: str
    expected: tuple[int, ...]


class Program(ABC):
    """A compiled model: what it costs, its C, and one inference to try it by."""

    @property
    @abstractmethod
    def layers(self) -> tuple[Layer, ...]:
        """Rows of the table, in running order; with `probes`, one call of probe() follows each."""

    @property
    def remedy(self) -> str:
        """What to do where it does not fit."""
        return "make its layers smaller"

    @property
    def plan(self) -> Plan:
        """Where the tensors lie that model_predict keeps in RAM."""
        return Plan({}, 0)

    @property
    @abstractmethod
    def ram(self) -> int:
        """Bytes of RAM for inputs, outputs and what model_predict works in."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines below the table."""
        return ()

    @abstractmethod
    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write model.h, model.c and the kernels that they include; return the paths.

        Args:
            folder: Where to; it is there.
            provenance: Lines of the comment at the top; no dates, so that a model always gives the same files.
            probes: Call `void probe(void)`, which the sketch has, after each layer.
        """

    @abstractmethod
    def sample(self) -> Sample:
        """Return one inference for the trial."""
