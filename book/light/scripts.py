"""Runs the steps that are written for Node."""

from __future__ import annotations

import subprocess
from pathlib import Path

from book.errors import BookError
from book.tools import tool

HERE = Path(__file__).parent


def run_script(name: str, site: Path, failure: str) -> None:
    """Run a script of this folder on the built site.

    Raises:
        BookError: It failed; the message ends with what it said.
    """
    command = [tool("node"), str(HERE / name), str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BookError(f"{failure}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else name}")
