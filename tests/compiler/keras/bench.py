"""What the golden recurrent models take on three boards, and how their answers compare with Keras's.

`python -m tests.compiler.keras.bench` prints the rows that `figures` returns.
"""

from dataclasses import dataclass

import numpy as np

from hardware_labs.boards import find_board
from hardware_labs.compiler.keras import RecurrentProgram, convert
from hardware_labs.compiler.keras.stream import state_bytes
from hardware_labs.compiler.program import Options
from hardware_labs.trial import try_out
from tests.compiler.keras.conftest import GOLDEN, MODELS
from tests.compiler.keras.data import DEGREES, Data, digits, weather

BOARDS = ("uno", "esp32-c3", "esp32")


@dataclass(frozen=True)
class Row:
    """One model on one board, simulated.

    Attributes:
        model: Its name.
        board: The board's id.
        constants: Bytes of weights and tables.
        flash: Bytes of a sketch with model_predict, model_step and the serial port.
        ram: Bytes of that sketch's static RAM.
        state: Bytes that model_step keeps.
        inference: Cycles of model_predict (on ESP chips: instructions).
        step: Cycles of the recurrent layer for one time step.
        measure: What the next two are.
        keras: Keras's, in float.
        integer: The C's.
    """

    model: str
    board: str
    constants: int
    flash: int
    ram: int
    state: int
    inference: int
    step: int
    measure: str
    keras: float
    integer: float


def figures() -> list[Row]:
    """Return all rows; takes about a minute."""
    data = {"digits": digits(), "temperature": weather()}
    return [row(name, board, *data[name.partition("-")[0]]) for name in GOLDEN for board in BOARDS]


def row(name: str, board_id: str, train: Data, test: Data) -> Row:
    """Measure one model on one board."""
    board = find_board(board_id)
    program = RecurrentProgram(convert(MODELS / f"{name}.keras", train.x), Options(board))
    trial = try_out(program, board)
    measure = "share of digits right" if name.startswith("digits") else "root mean square error in degrees"
    keras, integer = (quality(name, y, test) for y in (np.load(MODELS / f"{name}.npy"), program.predict(test.x)))
    return Row(
        name,
        board_id,
        sum(layer.flash for layer in program.layers),
        trial.size.flash,
        trial.size.ram,
        state_bytes(program.graph),
        sum(trial.cycles),
        round(trial.cycles[0] / train.x.shape[1]),
        measure,
        keras,
        integer,
    )


def quality(name: str, y: np.ndarray, test: Data) -> float:
    """Return how good answers are."""
    if name.startswith("digits"):
        return float((y.argmax(axis=1) == test.y).mean())
    return float(np.sqrt(np.mean((y[:, 0] - test.y) ** 2)) * DEGREES)


if __name__ == "__main__":
    for each in figures():
        print(each)
