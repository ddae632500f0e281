"""The lab and the board that a directive names."""

from __future__ import annotations

from sphinx.errors import ExtensionError

from hardware_labs.boards import Board, find_board
from hardware_labs.errors import LabError
from hardware_labs.units import LABS_FOLDER, Lab

REMEDY = "run `make labs`"


def find(unit: str, board: str) -> tuple[Lab, Board]:
    """Return the unit's lab, whose files may still be missing, and the board.

    Raises:
        ExtensionError: There is no such board.
    """
    try:
        return Lab(unit, LABS_FOLDER / unit), find_board(board)
    except LabError as problem:
        raise ExtensionError(str(problem)) from None
