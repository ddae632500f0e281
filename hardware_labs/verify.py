"""Asks a board for its answer to each sample over the serial line, and compares them with the NumPy reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware_labs.errors import LabError
from hardware_labs.lab_model import Int64, LabModel
from hardware_labs.link import BoardLink

LINE_END = "\r\n"
INFERENCE_PATIENCE = 30.0  # seconds of board time
LOOK = 0.002  # short, as there are many answers to wait for


async def ask(board: BoardLink, x: Int64, outputs: int) -> Int64:
    """Ask a board whose sketch calls modelSerial().

    Args:
        board: The board.
        x: Its integers, of shape (samples, calls, inputs).
        outputs: How many integers it answers.

    Returns:
        The last call's answer to each sample, of shape (samples, outputs).

    Raises:
        LabError: It does not answer, or has a model of another size.
    """
    board.log.quiet = True
    try:
        await _begin(board, x.shape[2], outputs)
        answers = []
        for sample in x.tolist():
            for call in sample:
                await board.write(" ".join(map(str, call)) + "\n")
                answer = await _answer(board, outputs)
            answers.append(answer)
        await board.write("\n")
        await board.wait_for(f"verified{LINE_END}")
    finally:
        board.log.quiet = False
    return np.array(answers, dtype=np.int64)


async def _begin(board: BoardLink, inputs: int, outputs: int) -> None:
    await board.write("verify\n")
    try:
        await board.wait_for("verify ")
    except LabError as error:
        raise LabError(f"{error} Its sketch must call modelSerial() in each turn of loop().") from error
    there = (await board.wait_for(LINE_END)).split()
    if there != [str(inputs), str(outputs)]:
        raise LabError(
            f"{board.name} has a model of {' and '.join(there)} integers in and out instead of {inputs} and {outputs}: "
            "load the lab's firmware onto it."
        )


async def _answer(board: BoardLink, outputs: int) -> list[int]:
    line = (await board.wait_for(LINE_END, INFERENCE_PATIENCE, LOOK)).split()
    try:
        if line[0] == "y" and len(line) == outputs + 1:
            return [int(word) for word in line[1:]]
    except (IndexError, ValueError):
        pass
    raise LabError(
        f"{board.name} answered {' '.join(line)!r} instead of y and {outputs} integers: while it is asked, let only "
        "model_serial.h write to the serial line."
    )


def compare(model: LabModel, x: Int64, answers: Int64) -> str:
    """Compare a board's answers with the reference; return one sentence that they are equal.

    Raises:
        LabError: They differ; the message names the first difference.
    """
    expected = model.answers(x)
    different = np.flatnonzero((answers != expected).any(axis=1))
    if different.size:
        first = different[0]
        raise LabError(
            f"{different.size} of {len(x)} samples are answered otherwise than by the NumPy reference, first sample "
            f"{first}: the board says {_shown(answers[first])}, the reference {_shown(expected[first])}; the firmware "
            "holds another model, so call `lab train`, or `lab flash` on a real board."
        )
    numbers = f"{expected.size} integers" if expected.shape[1] > 1 else "answers"
    return f"All {numbers} of the board for {len(x)} samples equal the NumPy reference."


def _shown(values: NDArray[np.int64]) -> str:
    return " ".join(map(str, values[:12].tolist())) + (" ..." if len(values) > 12 else "")
