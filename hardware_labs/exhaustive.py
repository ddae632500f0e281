"""The board's answer for every input, compared with the reference."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.linear import FixedPointLinear
from hardware_labs.compiler.reference import predict
from hardware_labs.errors import LabError
from hardware_labs.link import BoardLink

LINE = re.compile(r"^(-?\d+),(-?\d+)\r?$", re.MULTILINE)


def all_inputs(model: FixedPointLinear) -> NDArray[np.int64]:
    """Return every input of a model with one input, shape (inputs,)."""
    if len(model.weights) != 1:
        raise LabError(
            f"This model has {len(model.weights)} inputs: only one can be tried on all its values."
        )
    return np.arange(model.input_low, model.input_high + 1)


async def ask_all(board: BoardLink, model: FixedPointLinear) -> NDArray[np.int64]:
    """Ask the board for its output on every input by the serial command `all`.

    Returns:
        Outputs of shape (inputs,), in the order of `all_inputs`.

    Raises:
        LabError: The answer is not one line for each input.
    """
    inputs = all_inputs(model)
    board.log.quiet = True
    await board.write("all\n")
    try:
        await board.wait_for("all\r\n")
        answer = await board.wait_for("done\r\n")
    finally:
        board.log.quiet = False
    pairs = np.array([(int(x), int(y)) for x, y in LINE.findall(answer)], dtype=np.int64).reshape(-1, 2)
    if not np.array_equal(pairs[:, 0], inputs):
        raise LabError(
            f"{board.name} answered `all` with {len(pairs)} lines instead of one `input,output` line for "
            f"each of the {len(inputs)} inputs {inputs[0]} to {inputs[-1]}."
        )
    return pairs[:, 1]


def compare(model: FixedPointLinear, outputs: NDArray[np.int64]) -> str:
    """Compare the board's outputs with the reference; return one sentence that they are equal.

    Raises:
        LabError: They differ; the message names the first difference.
    """
    inputs = all_inputs(model)
    expected = predict(model, inputs.reshape(-1, 1))
    different = np.flatnonzero(outputs != expected)
    if different.size:
        first = different[0]
        raise LabError(
            f"{different.size} of {len(inputs)} outputs differ from the NumPy reference, first for input "
            f"{inputs[first]}: the board says {outputs[first]}, the reference {expected[first]}; "
            "the firmware holds another model, so call `lab build` and load it onto the board again."
        )
    return f"All {len(inputs)} outputs, for inputs {inputs[0]} to {inputs[-1]}, equal the NumPy reference."
