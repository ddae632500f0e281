"""Where a lab keeps what the book shows of it."""

from __future__ import annotations

from pathlib import Path

from sphinx.errors import ExtensionError

from book._ext.site_files import ROOT
from hardware_labs.boards import find_board
from hardware_labs.errors import LabError

REMEDY = "run `make labs`"


def lab_folder(unit: str) -> Path:
    """Return the unit's sketch folder."""
    return ROOT / "hardware_labs" / "labs" / unit


def build_folder(unit: str, board: str) -> Path:
    """Return the folder of the lab's build output for a board, named as arduino-cli names it.

    Raises:
        ExtensionError: There is no such board.
    """
    try:
        return lab_folder(unit) / "build" / find_board(board).fqbn.replace(":", ".")
    except LabError as problem:
        raise ExtensionError(str(problem)) from None
