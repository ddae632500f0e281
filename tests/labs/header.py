"""A header of a sketch, called from Python: on this computer it computes what it does on the board."""

import ctypes
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class Header:
    """C around a header of a lab, compiled.

    Args:
        lab: the folder of the header.
        source: C that includes it and has a function `all(input, count, output)`.
        folder: where to put the library.
    """

    def __init__(self, lab: Path, source: str, folder: Path) -> None:
        library = folder / "header.so"
        command = ["cc", "-x", "c", "-std=c11", "-O1", "-shared", "-fPIC", "-I", lab, "-o", library, "-"]
        subprocess.run(command, input=source, text=True, check=True)
        self.library = ctypes.CDLL(str(library))

    def fill(self, output: NDArray[np.generic], given: NDArray[np.generic]) -> None:
        """Call `all` for each row of what is given."""
        at, to = (np.ascontiguousarray(array).ctypes.data_as(ctypes.c_void_p) for array in (given, output))
        self.library.all(at, len(given), to)
