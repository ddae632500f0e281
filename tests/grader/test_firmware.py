"""The exercise's solution is the lab's arithmetic: what a student writes is what the board computes."""

from typing import Any

import numpy as np
import pytest

from grader.project import Project
from grader.tasks import Task
from hardware_labs.compiler.linear import quantize_linear
from hardware_labs.compiler.reference import predict
from tests.grader.conftest import UNIT


@pytest.fixture(scope="module")
def solution(tasks: list[Task]) -> dict[str, Any]:
    """The functions of the solution, by name."""
    functions: dict[str, Any] = {"np": np}
    for task in tasks:
        exec(task.solution, functions)
    return functions


def test_it_fits_the_collected_readings_and_predicts_as_the_board_does(
    project: Project, solution: dict[str, Any]
) -> None:
    readings = np.loadtxt(project.root / "hardware_labs" / "labs" / UNIT / "readings.csv", delimiter=",", skiprows=1)
    X = np.column_stack([readings[:, 0], np.ones(len(readings))])
    w = solution["fit"](X, readings[:, 1])
    assert solution["mean_squared_error"](readings[:, 1], X @ w) < 1  # square degrees
    assert np.allclose(solution["gradient"](X, readings[:, 1], w), 0, atol=1e-6)

    model = quantize_linear([w[0]], w[1], input_low=0, input_high=1023, output_scale=100)
    counts = np.arange(1024, dtype=np.int16)
    mine = solution["predict_fixed_point"](counts, np.int16(model.weights[0]), model.bias, model.shift)
    board = predict(model, counts[:, None])
    assert mine.dtype == board.dtype
    assert np.array_equal(mine, board)
