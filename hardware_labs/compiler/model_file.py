"""model.json: a compiled model beside its C, for whoever compares a board with the reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.linear import FixedPointLinear


@dataclass(frozen=True)
class ModelFile:
    """A compiled model and the float model it was made from.

    Attributes:
        integer: What the board computes.
        coefficients: Float coefficients, in output units for each input unit.
        intercept: Float output where all inputs are 0, in output units.
    """

    integer: FixedPointLinear
    coefficients: tuple[float, ...]
    intercept: float


def save_model(model: ModelFile, path: Path) -> None:
    """Write model.json.

    Floats are written with ten significant digits: far below what the integers resolve, far above the
    differences between two machines' linear algebra.
    """
    integer = model.integer
    content = {
        "kind": "linear",
        "weights": list(integer.weights),
        "bias": integer.bias,
        "shift": integer.shift,
        "input_low": integer.input_low,
        "input_high": integer.input_high,
        "output_scale": integer.output_scale,
        "float": {
            "coefficients": [float(f"{value:.10g}") for value in model.coefficients],
            "intercept": float(f"{model.intercept:.10g}"),
        },
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


def load_model(path: Path) -> ModelFile:
    """Read model.json.

    Raises:
        CompileError: The file is missing or not what `save_model` writes.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["kind"] != "linear":
            raise ValueError(content["kind"])
        return ModelFile(
            FixedPointLinear(
                tuple(int(weight) for weight in content["weights"]),
                int(content["bias"]),
                int(content["shift"]),
                int(content["input_low"]),
                int(content["input_high"]),
                int(content["output_scale"]),
            ),
            tuple(float(value) for value in content["float"]["coefficients"]),
            float(content["float"]["intercept"]),
        )
    except OSError as error:
        raise CompileError(f"{path} is missing: call `lab train {path.parent.name}` to write it.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CompileError(
            f"{path} is not a compiled model: call `lab train {path.parent.name}` to write it anew."
        ) from error
