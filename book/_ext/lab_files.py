"""The lab and the board that a directive names."""

from __future__ import annotations

from sphinx.errors import ExtensionError

from hardware_labs.boards import Board, find_board
from hardware_labs.errors import LabError
from hardware_labs.units import LABS_FOLDER, Lab

REMEDY = "run `make labs`"


def find(unit: str, board: str | None) -> tuple[Lab, Board]:
    """Return the unit's lab, whose files may still be missing, and the board, without a name the lab's first.

    Raises:
        ExtensionError: There is no such board, or lab.toml has a mistake.
    """
    lab = Lab(unit, LABS_FOLDER / unit)
    try:
        boards = lab.boards()
        return lab, find_board(board) if board else boards[0]
    except LabError as problem:
        raise ExtensionError(str(problem)) from None
