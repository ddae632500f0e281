"""`lab train`: a model from readings, C from the model."""

from __future__ import annotations

import runpy
import traceback
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.collect import collect
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where
from hardware_labs.progress import say
from hardware_labs.units import Lab


def train(lab: Lab, board: Board, where: Where) -> None:
    """Run the lab's train.py, after collecting readings where there are none.

    Raises:
        LabError: Collecting or training fails.
    """
    script = lab.required("train.py")
    if not lab.readings.exists():
        say(f"{lab.unit} has no readings yet: collecting them on {board.name} first.")
        collect(lab, board, where)
    say(f"{lab.unit}: training on {lab.readings.name} ...")
    _run_script(script)
    say(f"{lab.unit}: wrote the model's C into {lab.folder}")


def _run_script(script: Path) -> None:
    try:
        runpy.run_path(str(script), run_name="__main__")
    except LabError:
        raise
    except Exception as error:
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == str(script)
        ]
        where = f", line {lines[-1]}" if lines else ""
        raise LabError(f"{script}{where} failed with {type(error).__name__}: {error}.") from error
