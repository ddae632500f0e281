"""Which front end reads which file: one line a suffix.

A front end is a module with `load(path, options)`, which returns a `Program` or raises a CompileError of one sentence.
It is imported only when a file asks for it, since some need TensorFlow or scikit-learn. One that ends in a `Graph`
returns `GraphProgram(graph, options)`; then the memory plan, the table and the trial on the board come by themselves.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.program import Options, Program

FRONT_ENDS = {
    ".keras": "hardware_labs.compiler.keras.front_end",
    ".tflite": "hardware_labs.compiler.tflite.front_end",
    ".skops": "hardware_labs.compiler.sklearn.front_end",
}
PICKLES = (".pkl", ".pickle", ".joblib")


def load_program(path: Path, options: Options) -> Program:
    """Compile a trained model's file.

    Raises:
        CompileError: No front end reads such files, or the one that does refuses it.
    """
    suffix = path.suffix.lower()
    if suffix in PICKLES:
        raise CompileError(
            f"{path} is a pickle, and reading one runs whatever code it holds: save the estimator by skops.io.dump, "
            "or in Python call compile_model of hardware_labs.compiler.sklearn with it."
        )
    if suffix not in FRONT_ENDS:
        what = f"the suffix {suffix!r}, which no front end reads" if suffix else "no suffix that tells its kind"
        raise CompileError(f"{path} has {what}: name a file that ends in {', '.join(FRONT_ENDS)}.")
    if not path.is_file():
        raise CompileError(f"{path} cannot be read (no such file): name a {suffix} file.")
    front_end: Any = import_module(FRONT_ENDS[suffix])
    program: Program = front_end.load(path, options)
    return program
