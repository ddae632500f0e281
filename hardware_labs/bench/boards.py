"""A compiled model on every board that this machine can build for and simulate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from hardware_labs.bench.row import Row
from hardware_labs.boards import Board
from hardware_labs.compiler.front_ends import load_program
from hardware_labs.compiler.memory import Plan
from hardware_labs.compiler.program import Layer, Options, Program, Sample
from hardware_labs.cost_report import excess
from hardware_labs.errors import LabError
from hardware_labs.toolchain.find import ArduinoCli, find_toolchain
from hardware_labs.trial import try_out

OURS = "lab compile"


class Nothing(Program):
    """No model: what the trial sketch takes by itself."""

    @property
    def layers(self) -> tuple[Layer, ...]:
        """None."""
        return ()

    @property
    def plan(self) -> Plan:
        """Nothing."""
        return Plan({}, 0)

    @property
    def ram(self) -> int:
        """Nothing."""
        return 0

    def write(self, folder: Path, provenance: Sequence[str], *, probes: bool = False) -> list[Path]:
        """Write an empty model.h."""
        (folder / "model.h").write_text("/* no model */\n", encoding="utf-8")
        return [folder / "model.h"]

    def sample(self) -> Sample:
        """One answer, so that the sketch prints like any other."""
        return Sample("", "", "", "Serial.print(','); Serial.print(1);", (1,))


def on_boards(model: Path, boards: Sequence[Board], options: Options) -> Iterator[Row]:
    """Give a row a board: cycles, and what the model adds to a sketch's flash and RAM; why not, where it cannot run."""
    for board in boards:
        try:
            program = load_program(model, Options(board, options.rounding, options.more))
        except LabError as error:
            yield Row(OURS, board.name, note=str(error))
        else:
            yield on_board(OURS, program, board)


def on_board(who: str, program: Program, board: Board) -> Row:
    """Return what a program takes on a board, or why that is not known."""
    toolchain = find_toolchain(board)
    esp = board.engine.startswith("esp")
    if toolchain is None or (esp and isinstance(toolchain, ArduinoCli)):
        return Row(who, board.name, note=f"no compiler: `lab setup --with {board.toolchain_part}`")
    lacking = excess(program, board)
    if lacking:
        return Row(who, board.name, note=f"does not fit: {lacking}")
    try:
        with redirect_stdout(StringIO()):  # two builds would tell of themselves
            trial, empty = try_out(program, board), try_out(Nothing(), board)
    except LabError as error:
        return Row(who, board.name, note=" ".join(str(error).split())[:240])
    flash, ram = trial.size.flash - empty.size.flash, trial.size.ram - empty.size.ram
    return Row(
        who,
        board.name,
        work=sum(trial.cycles),
        unit="instructions" if esp else "cycles",
        flash=flash,
        ram=ram - flash if esp else ram,  # ESP chips hold code and constants in RAM too, counted as flash already
        differing=0,  # try_out raises where an output differs
        compared=len(program.sample().expected),
        provenance="simulated; sizes of image less those of a sketch without the model",
    )
