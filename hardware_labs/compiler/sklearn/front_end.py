"""`.skops` files as programs: scikit-learn estimators in a format whose reading runs no code of the file's.

`lab compile` hands over what such a file does not say: which integers the board will give, by a range or by samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.graph_program import GraphProgram
from hardware_labs.compiler.memory import Block, Plan
from hardware_labs.compiler.program import Layer, Options, Program, Sample
from hardware_labs.compiler.sklearn.convert import compile_model
from hardware_labs.compiler.sklearn.mlp import Perceptron
from hardware_labs.compiler.sklearn.model import ClassicalModel, Classifier, Regressor
from hardware_labs.compiler.sklearn.prediction import predict_cycles
from hardware_labs.compiler.sklearn.samples import read_samples

COMPARED = 1000  # samples whose answers are compared with the estimator's
# parts of estimators that can be compiled, which skops does not trust by itself: arrays of scikit-learn's own
TRUSTED = (
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
)


class ClassicalProgram(Program):
    """An estimator, as one row of the table."""

    remedy = "train a smaller one"

    def __init__(
        self, model: ClassicalModel, kind: str, engine: str, x: NDArray[np.int64], agreement: str = ""
    ) -> None:
        """Tell what `kind` costs on an engine of boards.toml, and try it with `x` of shape (1, features).

        `agreement` says how its answers compare with scikit-learn's.
        """
        self.engine = engine
        self.agreement = agreement
        self.model = model
        self.kind = kind
        self.x = x

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """One: the estimator."""
        model = self.model
        shape = (len(model.classes),) if isinstance(model, Classifier) else (1,)
        predicted = predict_cycles(model.work(self.x), model.features.size, self.engine)
        return (Layer(self.kind, shape, model.macs, model.flash, model.locals, predicted),)

    @property
    def ram(self) -> int:
        """The features, and what is on the stack."""
        return self.model.ram

    @property
    def plan(self) -> Plan:
        """What is on the stack, as one block."""
        size = self.model.locals
        return Plan({Block("arrays on the stack", size, 0, 0): 0} if size else {}, size)

    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write the C."""
        features = self.model.features
        about = f"{self.kind} of scikit-learn, for integers from {features.low} to {features.high}."
        lines = [*provenance, about, *([self.agreement] if self.agreement else [])]
        return self.model.write(folder, lines, probes=probes)

    def sample(self) -> Sample:
        """The sample it was made with."""
        model = self.model
        answers = [int(model.run(self.x)[0])]
        declarations = [f"static {model.features.ctype} x[MODEL_INPUTS] = {{{_listed(self.x[0])}}};"]
        # a compiler that sees all files at once would work out the answer to what it knows
        hidden = '__asm__ volatile("" : : "r"(x) : "memory");'
        call = "const int32_t answer = model_predict(x);"
        printed = ["Serial.print(',');", "Serial.print(answer);"]
        if isinstance(model, Classifier) and model.probabilities:
            answers += model.shares(self.x)[0].tolist()
            declarations.append("static uint16_t probability[MODEL_CLASSES];")
            call = "const int32_t answer = model_predict(x, probability);"
            printed += [
                "for (uint8_t i = 0; i < MODEL_CLASSES; i++) {",
                "  Serial.print(',');",
                "  Serial.print(probability[i]);",
                "}",
            ]
        return Sample("\n".join(declarations), hidden, call, "\n  ".join(printed), tuple(answers))


def load(path: Path, options: Options) -> Program:
    """Read an estimator that `skops.io.dump` has written, and compile it.

    Raises:
        CompileError: The file is none of those, holds other types, or its estimator cannot be compiled.
    """
    estimator = read_estimator(path)
    choices: Any = options.more.get("sklearn", {})
    samples = options.more.get("samples")
    calibration = read_samples(samples) if isinstance(samples, Path) else None
    try:
        model = compile_model(estimator, board=options.board.id, calibration=calibration, **choices)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise CompileError(f"{path} holds an estimator whose parts do not fit together: save it anew.") from error
    if isinstance(model, Perceptron):
        return GraphProgram(model.graph, options)
    features, agreement = model.features, ""
    if calibration is not None:
        x = features.integers(calibration[:1])
        agreement = compare(model, estimator, calibration[:COMPARED])
    else:
        x = features.low + (np.arange(features.count)[None] * 37 + 5) % (features.high - features.low + 1)
    steps = getattr(estimator, "steps", None)
    kind = type(steps[-1][1] if steps else estimator).__name__
    return ClassicalProgram(model, kind, options.board.engine, x.astype(np.int64), agreement)


def compare(model: ClassicalModel, estimator: BaseEstimator, samples: NDArray[Any]) -> str:
    """Return a sentence on how a model's answers compare with the estimator's."""
    steps = getattr(estimator, "steps", None)
    last = steps[-1][1] if steps else estimator
    if hasattr(last, "_fit_method"):
        last._fit_method = "brute"  # not by a tree of samples, which nobody has checked
    expected, answers = estimator.predict(samples), model.run(model.features.integers(samples))
    if isinstance(model, Classifier):
        equal = np.count_nonzero(estimator.classes_[answers] == expected)
        return f"Its answers are scikit-learn's for {equal} of {len(samples)} samples."
    assert isinstance(model, Regressor)
    farthest = np.abs(answers / model.output_scale - expected).max()
    return f"Its answers are at most {farthest:.3g} from scikit-learn's for {len(samples)} samples."


def read_estimator(path: Path) -> BaseEstimator:
    """Return the estimator of a `.skops` file.

    Raises:
        CompileError: The file is none, or holds types that are not trusted.
    """
    try:
        unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED))
        if not unknown:
            return skops.io.load(path, trusted=list(TRUSTED))
    except OSError as error:
        raise CompileError(f"{path} cannot be read ({error.strerror}): name a .skops file.") from error
    # a damaged file makes skops fail in many ways
    except Exception as error:
        raise CompileError(f"{path} is no .skops file or a damaged one: write it by skops.io.dump.") from error
    raise CompileError(
        f"{path} holds {', '.join(unknown[:3])}{' and others' if len(unknown) > 3 else ''}, which is not known to be "
        "harmless: save only the estimator, or call compile_model of hardware_labs.compiler.sklearn in Python."
    )


def _listed(values: NDArray[np.int64]) -> str:
    return ", ".join(str(value) for value in values)
