"""A lab's compiled model as its sketch and its computer see it: C variables, integers sent, integers answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.boards import Board
from hardware_labs.compiler.dense_layers import PROBABILITIES
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.front_ends import FRONT_ENDS, load_program
from hardware_labs.compiler.graph import Graph, Tensor
from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.program import Options, Program
from hardware_labs.errors import LabError
from hardware_labs.settings import load_settings
from hardware_labs.units import Lab

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
MODEL = "model"
CALIBRATION = "calibration.npy"


@dataclass(frozen=True)
class Variable:
    """A variable of the sketch; `size` is a macro of model.h, or empty where it is one number."""

    name: str
    ctype: str
    size: str = ""

    @property
    def declaration(self) -> str:
        """Its C."""
        return f"static {self.ctype} {self.name}{f'[{self.size}]' if self.size else ''};"


@dataclass(frozen=True)
class Call:
    """How a sketch runs the model.

    Attributes:
        x: What it fills.
        y: What the model answers, in the order in which a computer is told.
        statement: The call.
        stepwise: Whether each call takes the next time step of MODEL_STEPS, after model_reset.
    """

    x: Variable
    y: tuple[Variable, ...]
    statement: str
    stepwise: bool = False


class LabModel(ABC):
    """A compiled model, and what its integers mean."""

    program: Program

    @property
    @abstractmethod
    def call(self) -> Call:
        """How a sketch runs it."""

    @property
    def cycles(self) -> int | None:
        """Predicted cycles of one call, where there is an estimate."""
        predictions = [layer.predicted for layer in self.program.layers]
        known = [cycles for cycles in predictions if cycles is not None]
        return sum(known) if len(known) == len(predictions) else None

    @property
    @abstractmethod
    def outputs(self) -> int:
        """How many integers one call answers."""

    @property
    def ram(self) -> int:
        """Bytes for the variables of a call, and what the model works in."""
        return self.program.ram

    @abstractmethod
    def integers(self, x: NDArray[Any]) -> Int64:
        """Return inputs, as the trained model takes them, as the board's, of shape (samples, calls, integers)."""

    @abstractmethod
    def answers(self, x: Int64) -> Int64:
        """Return what the last call answers to such integers, of shape (samples, outputs), by the NumPy reference."""

    @abstractmethod
    def classes(self, answers: Int64) -> NDArray[np.str_]:
        """Return the class that each of such answers means: its name, or its number where it has no name."""

    @abstractmethod
    def numbers(self, answers: Int64) -> Float64:
        """Return the real numbers that such answers mean, of shape (samples, outputs)."""


class EstimatorModel(LabModel):
    """An estimator of scikit-learn."""

    def __init__(self, program: Any) -> None:  # noqa: ANN401  (a ClassicalProgram, whose import brings scikit-learn)
        self.program = program
        self.model = program.model

    @property
    def call(self) -> Call:
        """model_predict returns the answer, and fills in probabilities where it was asked for them."""
        x = Variable("modelX", self.model.features.ctype, "MODEL_INPUTS")
        y = Variable("modelY", self.model.prototype.split()[0])
        if not getattr(self.model, "probabilities", False):
            return Call(x, (y,), "modelY = model_predict(modelX);")
        shares = Variable("modelProbability", "uint16_t", "MODEL_CLASSES")
        return Call(x, (y, shares), "modelY = model_predict(modelX, modelProbability);")

    @property
    def outputs(self) -> int:
        """The answer, and a probability for each class."""
        return 1 + (len(self.model.classes) if getattr(self.model, "probabilities", False) else 0)

    def integers(self, x: NDArray[Any]) -> Int64:
        """Features in their steps."""
        steps: Int64 = self.model.features.integers(x.reshape(len(x), -1))
        return steps[:, None]

    def answers(self, x: Int64) -> Int64:
        """The answer, and probabilities."""
        answers = self.model.run(x[:, 0])[:, None]
        more = [self.model.shares(x[:, 0])] if getattr(self.model, "probabilities", False) else []
        return np.concatenate([answers, *more], axis=1)

    def classes(self, answers: Int64) -> NDArray[np.str_]:
        """By their names in the estimator."""
        return np.array(self.model.classes, dtype=np.str_)[answers[:, 0]]

    def numbers(self, answers: Int64) -> Float64:
        """At the scale of the output."""
        return np.asarray(answers[:, :1] / self.model.output_scale, dtype=np.float64)


class GraphModel(LabModel):
    """A network."""

    def __init__(self, program: GraphProgram, scale: float | list[float] = 1.0) -> None:
        """Take `scale`, what one of the network's inputs stands for in the training data."""
        graph = program.graph
        if len(graph.inputs) > 1 or len(graph.outputs) > 1:
            raise LabError(
                f"This model has {len(graph.inputs)} inputs and {len(graph.outputs)} outputs: a lab's model has one "
                "of each, so join them to one tensor."
            )
        self.program: GraphProgram = program
        self.scale = scale

    @property
    def graph(self) -> Graph:
        """The network."""
        return self.program.graph

    @property
    def call(self) -> Call:
        """model_predict fills in the outputs."""
        x = Variable("modelX", self.graph.input.ctype, "MODEL_INPUTS")
        y = Variable("modelY", self.graph.output.ctype, "MODEL_OUTPUTS")
        return Call(x, (y,), "model_predict(modelX, modelY);")

    @property
    def outputs(self) -> int:
        """The elements of the output."""
        return self.graph.output.size

    def integers(self, x: NDArray[Any]) -> Int64:
        """Quantized; floats are sent as the integers that have the same bits."""
        tensor = self.graph.input
        real = (x.astype(np.float64).reshape(len(x), -1) / self.scale).reshape(len(x), 1, -1)
        if tensor.dtype == "float32":
            return real.astype(np.float32).view(np.int32).astype(np.int64)
        limits = np.iinfo(tensor.dtype)
        steps = np.rint(real / tensor.q.scale) + tensor.q.zero_point
        return np.asarray(np.clip(steps, limits.min, limits.max), dtype=np.int64)

    def answers(self, x: Int64) -> Int64:
        """All outputs."""
        y = self.graph.run(self.program.options.rounding, self._values(x)).reshape(len(x), -1)
        return (y.view(np.int32) if y.dtype == np.float32 else y).astype(np.int64)

    def classes(self, answers: Int64) -> NDArray[np.str_]:
        """The largest output's number; of a single output, whether it is above its middle."""
        tensor = self.graph.output
        if answers.shape[1] > 1:
            return np.asarray(self.numbers(answers).argmax(axis=1)).astype(np.str_)
        half = 0.5 if tensor.quantization == PROBABILITIES else 0.0
        return (self.numbers(answers)[:, 0] > half).astype(np.int64).astype(np.str_)

    def numbers(self, answers: Int64) -> Float64:
        """At the output's scale."""
        tensor = self.graph.output
        if tensor.dtype == "float32":
            return answers.astype(np.int32).view(np.float32).astype(np.float64)
        return np.asarray(tensor.q.scale * (answers - tensor.q.zero_point), dtype=np.float64)

    def _values(self, x: Int64) -> NDArray[Any]:
        tensor: Tensor = self.graph.input
        whole = x.reshape(len(x), *tensor.shape)
        return whole.astype(np.int32).view(np.float32) if tensor.dtype == "float32" else whole.astype(tensor.dtype)


class RecurrentModel(GraphModel):
    """A network with a memory, which a sketch runs step by step: it needs no room for a whole sequence."""

    def __init__(self, program: Any) -> None:  # noqa: ANN401  (a RecurrentProgram, whose import brings h5py)
        super().__init__(program)
        self.recurrent = program

    @property
    def call(self) -> Call:
        """model_step takes the inputs of the next time step."""
        x = Variable("modelX", "int8_t", "MODEL_STEP_INPUTS")
        y = Variable("modelY", "int8_t", "MODEL_STEP_OUTPUTS")
        return Call(x, (y,), "model_step(modelX, modelY);", stepwise=True)

    @property
    def cycles(self) -> int | None:
        """Of one step."""
        return round(float(self.recurrent.step_cycles))

    @property
    def ram(self) -> int:
        """Of one step."""
        return int(self.recurrent.step_ram)

    @property
    def outputs(self) -> int:
        """Those of one step."""
        return int(self.graph.output.shape[-1])

    def integers(self, x: NDArray[Any]) -> Int64:
        """One call for each step."""
        return super().integers(x).reshape(len(x), self.graph.input.shape[1], -1)

    def answers(self, x: Int64) -> Int64:
        """The outputs of the last step."""
        return super().answers(x)[:, -self.outputs :]


def model_file(lab: Lab) -> Path:
    """Return a lab's trained model.

    Raises:
        LabError: There is none, or more than one.
    """
    found = [path for suffix in FRONT_ENDS if (path := lab.folder / f"{MODEL}{suffix}").is_file()]
    if len(found) != 1:
        names = ", ".join(f"{MODEL}{suffix}" for suffix in FRONT_ENDS)
        state = f"has {' and '.join(path.name for path in found)}" if found else "has no trained model"
        raise LabError(f"{lab.folder} {state}: let train.py write one of {names} there, then call `lab train`.")
    return found[0]


def load_lab_model(lab: Lab, board: Board) -> LabModel:
    """Compile a lab's trained model for a board.

    Raises:
        LabError: There is none, or it cannot be compiled.
    """
    path = model_file(lab)
    chosen = load_settings(lab.folder).model
    low, high = chosen.get("range", (None, None))
    estimator = {
        "input_low": low,
        "input_high": high,
        "input_scale": chosen.get("input_scale", 1.0),
        "output_scale": chosen.get("output_scale", 100),
        "probabilities": chosen.get("probabilities", False),
    }
    calibration = lab.folder / CALIBRATION
    more = {"sklearn": estimator, "samples": calibration if calibration.is_file() else None}
    program: Any = load_program(path, Options(board, Rounding(chosen.get("rounding", "tflm")), more))
    if not isinstance(program, GraphProgram):
        return EstimatorModel(program)
    if hasattr(program, "step_cycles"):
        return RecurrentModel(program)
    return GraphModel(program, chosen.get("input_scale", 1.0))
