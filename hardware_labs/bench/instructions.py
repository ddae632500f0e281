"""Instructions of one inference on this computer, counted by valgrind's callgrind."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hardware_labs.bench.row import Missing
from hardware_labs.toolchain.find import on_path

COLLECTED = re.compile(r"Collected : (\d+)")


def instructions(command: Sequence[str | Path], samples: bytes, inferences: int = 20) -> float:
    """Return the mean over inferences: twice as many less as many, so that start and end cancel out.

    Args:
        command: A program that takes the number of inferences as its last argument, and samples from its input.
        samples: Those samples.
        inferences: How many, a multiple of the number of samples.

    Raises:
        Missing: There is no valgrind.
    """
    valgrind = on_path("valgrind")
    if valgrind is None:
        raise Missing("instructions are counted by valgrind: `apt-get install valgrind`")
    counts = []
    for count in (inferences, 2 * inferences):
        with tempfile.TemporaryDirectory(prefix="lab-") as folder:
            tool: list[str | Path] = [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
            finished = subprocess.run([*tool, *command, str(count)], input=samples, capture_output=True, check=False)
        found = COLLECTED.search(finished.stderr.decode(errors="replace"))
        if finished.returncode != 0 or found is None:
            raise Missing(f"callgrind could not run {Path(command[0]).name}")
        counts.append(int(found[1]))
    return (counts[1] - counts[0]) / inferences
