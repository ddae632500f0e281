"""`lab train`: a model from data, C from the model."""

from __future__ import annotations

import runpy
import traceback
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.collect import collect
from hardware_labs.errors import LabError
from hardware_labs.lab_compile import compile_lab
from hardware_labs.openboard import Where
from hardware_labs.progress import say
from hardware_labs.units import Lab


def train(lab: Lab, board: Board, where: Where, *, compile_only: bool = False) -> None:
    """Run the lab's train.py, after collecting readings where it has none to train on, and write the model's C.

    Args:
        lab: The lab.
        board: Where readings are collected.
        where: A simulator, or a real board's serial port.
        compile_only: Take the trained model as it is.

    Raises:
        LabError: Collecting or training fails, or the model cannot be compiled.
    """
    if not compile_only:
        script = lab.required("train.py")
        if (lab.folder / "collect.yaml").is_file() and not lab.readings.exists():
            say(f"{lab.unit} has no readings yet: collecting them on {board.name} first.")
            collect(lab, board, where)
        say(f"{lab.unit}: training ...")
        _run_script(script)
    compile_lab(lab)


def _run_script(script: Path) -> None:
    try:
        runpy.run_path(str(script), run_name="__main__")
    except LabError:
        raise
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(script)]
        where = f", line {lines[-1]}" if lines else ""
        raise LabError(f"{script}{where} failed with {type(error).__name__}: {error}.") from error
