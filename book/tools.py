"""Finds the commands of this virtual environment."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from book.errors import BookError


def tool(name: str) -> str:
    """Return the path of a command of this virtual environment.

    Raises:
        BookError: It is not there.
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise BookError(f"{name} is not in {Path(sys.executable).parent}: run `make setup`.")
    return found
