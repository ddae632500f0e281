"""Labs: one Arduino sketch folder for each unit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board, find_board, load_boards
from hardware_labs.errors import LabError
from hardware_labs.settings import load_settings

LABS_FOLDER = Path(__file__).with_name("labs")
# the board that diagram.json is drawn for where lab.toml names no others
DRAWN_FOR = "uno"


@dataclass(frozen=True)
class Lab:
    """A unit's lab: a sketch folder that is a Wokwi project too.

    Attributes:
        unit: The unit's id, also the folder's name and the sketch's.
        folder: Where the sketch and its files are.
    """

    unit: str
    folder: Path

    @property
    def sketch(self) -> Path:
        """The .ino file."""
        return self.folder / f"{self.unit}.ino"

    @property
    def readings(self) -> Path:
        """The training data collected on a board."""
        return self.folder / "readings.csv"

    @property
    def diagram(self) -> Path:
        """The Wokwi circuit."""
        return self.folder / "diagram.json"

    def diagram_for(self, board: Board) -> Path:
        """Return the Wokwi circuit with a board: `diagram.<board>.json` where the lab has one, else `diagram.json`.

        The board's part has the same id in all of them, because scenarios name it.
        """
        own = self.folder / f"diagram.{board.id}.json"
        return own if own.is_file() else self.diagram

    def boards(self) -> list[Board]:
        """Return the boards that lab.toml names, else those with a circuit: the Uno, and each `diagram.<board>.json`.

        Raises:
            LabError: lab.toml has a mistake.
        """
        named = load_settings(self.folder).boards
        if named:
            return [find_board(name) for name in named]
        every = load_boards().values()
        return [board for board in every if board.id == DRAWN_FOR or self.diagram_for(board) != self.diagram]

    def output(self, board: Board) -> Path:
        """Return where firmware for a board is written: where arduino-cli would put it, which leaves out options."""
        return self.folder / "build" / ".".join(board.fqbn.split(":")[:3])

    def firmware(self, board: Board) -> Path:
        """Return the image for a board: Intel HEX, or for an ESP board the content of its flash."""
        return self.output(board) / f"{self.unit}.ino.{'merged.bin' if board.toolchain == 'esp' else 'hex'}"

    def elf(self, board: Board) -> Path:
        """Return the ELF file for a board."""
        return self.output(board) / f"{self.unit}.ino.elf"

    def budget(self, board: Board) -> Path:
        """Return the budget table that `lab run` writes for a board."""
        return self.output(board) / "budget.json"

    def required(self, name: str) -> Path:
        """Return a file of the folder.

        Raises:
            LabError: The lab has no such file.
        """
        path = self.folder / name
        if not path.is_file():
            raise LabError(f"The lab {self.unit} has no {name}: add it to {self.folder}.")
        return path


def list_labs() -> list[Lab]:
    """Return the labs of all units, by name."""
    return [Lab(sketch.parent.name, sketch.parent) for sketch in sorted(LABS_FOLDER.glob("*/*.ino"))]


def find_lab(name: str) -> Lab:
    """Return a lab by its unit's id, or by the path of any sketch folder.

    Raises:
        LabError: There is no such unit, or the folder is no sketch folder.
    """
    if os.sep in name or "/" in name or name == ".":
        folder = Path(name).resolve()
        lab = Lab(folder.name, folder)
        if not lab.sketch.is_file():
            raise LabError(f"{name} is not a sketch folder: it needs a file {lab.sketch.name}.")
        return lab
    labs = {lab.unit: lab for lab in list_labs()}
    if name not in labs:
        raise LabError(f"There is no unit {name!r} with a lab: choose one of {', '.join(labs)}.")
    return labs[name]
